#pragma once

#include "data/model/record.hpp"
#include "data/store/store.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

/// Households from the side of the patch they are linked to.
namespace tuban::store {

/// What a household contributes to the state of the patch that it is linked to or proposed for.
/// Holds no person: this is read for every area alike.
struct PatchClaim {
    std::string patch_number;
    model::Status status = model::Status::not_started;
    std::string grade;
    bool is_proposed = false; ///< not linked: an open proposal that may be shown
};

std::vector<PatchClaim> claims_of_patch(Reader& reader, std::string_view patch_number);

/// Of all patches, in no order.
void visit_claims(Reader& reader, const std::function<void(const PatchClaim&)>& visit);

} // namespace tuban::store
