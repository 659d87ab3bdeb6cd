#pragma once

#include <string>
#include <string_view>

namespace tuban::io {

/// Patch numbers are at most this many characters (code points).
inline constexpr std::size_t max_number_length = 32;

std::size_t length_in_characters(std::string_view utf8) noexcept;

/// The number of a feature that carries none: "<batch>-<source id>", shortened by a hash of the
/// whole where that is too long. The same input always gives the same number.
std::string make_number(std::string_view batch_name, std::string_view source_id);

} // namespace tuban::io
