#pragma once

#include "server/map/scopes.hpp"

#include <cstdint>

namespace tuban::map {

/// How many patches an area sees.
std::uint64_t count_patches(const AreaView& view);

} // namespace tuban::map
