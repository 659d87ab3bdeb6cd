#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tuban {

/// Two lower-case digits a byte.
std::string to_hex(std::span<const std::uint8_t> bytes);
/// Of what to_hex() gave; ends where that can't be.
std::vector<std::uint8_t> from_hex(std::string_view hex);

} // namespace tuban
