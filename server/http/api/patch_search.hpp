#pragma once

#include "spatial/segment/catalog.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace tuban::http::api {

/// Texts that a patch must contain, empty ones don't count.
struct PatchText {
    std::string number;  ///< a part of it
    std::string address; ///< a part of it, or of its pinyin initials: 三组 or sz
    std::string owner;   ///< the same

    bool is_empty() const { return number.empty() && address.empty() && owner.empty(); }
};

/// Patches of the scope that contain all the given texts, ascending feature id, from the
/// `skip`-th on, at most `limit`. Reads the texts of every patch of the scope
/// until it has them: some 0.2 µs a patch.
std::vector<segment::PatchRef> search_text(const segment::Scope& scope, const PatchText& wanted,
                                           std::size_t skip, std::size_t limit);

} // namespace tuban::http::api
