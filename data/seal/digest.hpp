#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace tuban::seal {

using Digest = std::array<std::uint8_t, 32>;

/// BLAKE2b-256 without a key.
Digest digest(std::string_view bytes);

} // namespace tuban::seal
