#pragma once

#include "spatial/segment/catalog.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace tuban::http::api {

/// Texts that a patch must contain, empty ones don't count.
struct PatchText {
    std::string number; ///< a part of it
    std::string address;
    std::string owner;

    bool is_empty() const { return number.empty() && address.empty() && owner.empty(); }
};

/// Patches of the scope that contain all the given texts, ascending feature id, from the
/// `skip`-th on, at most `limit`. Reads every patch of the scope.
std::vector<segment::PatchRef> search_text(const segment::Scope& scope, const PatchText& wanted,
                                           std::size_t skip, std::size_t limit);

} // namespace tuban::http::api
