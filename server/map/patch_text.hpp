#pragma once

#include "spatial/patch.hpp"

#include <string>
#include <string_view>

namespace tuban::map {

/// A patch as the store keeps it in patch_edit: JSON, degrees in full precision, the sealed owner
/// id in hex.
std::string to_text(const Patch& patch);
/// Throws Error `patch_text_damaged`.
Patch patch_from_text(std::string_view text);

} // namespace tuban::map
