#pragma once

#include "data/model/division.hpp"
#include "data/model/record.hpp"
#include "data/store/store.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// Which patch a household lives in (人房对应). The link stands in the household's row.
namespace tuban::store {

struct Link {
    model::PatchState state = model::PatchState::unlinked;
    std::optional<std::string> number; ///< exactly with `linked`
    bool is_from_proposal = false;     ///< a person confirmed it as it was proposed
};

/// Sets a household's link as a person chose it and logs a change of the old and the new patch.
/// The caller has checked that the household lies in the actor's area.
void set_link(Transaction& transaction, std::int64_t household_id, const Link& link,
              std::int64_t account_id, std::int64_t now_us);

/// Whether another household was linked to the patch after `since_us`, but for those linked at
/// `now_us` itself.
bool is_taken_since(Reader& reader, const std::string& number, std::int64_t household_id,
                    std::int64_t since_us, std::int64_t now_us);

/// A household that is linked to a patch.
struct LinkedHousehold {
    std::int64_t household_id = 0;
    std::string head_name;
    model::Status status = model::Status::not_started;
    std::string grade;   ///< of the record as it stands, whatever its status
    std::string housing; ///< the same
};

/// Those of an area, by id.
std::vector<LinkedHousehold> households_of_patch(Reader& reader, const model::Area& area,
                                                 const std::string& number);

} // namespace tuban::store
