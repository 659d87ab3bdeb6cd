#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tuban::io {

/// Reading of single values as sources write them. All texts are UTF-8.

/// Trims blanks of every kind, turns control characters into blanks; "NULL", "/" and their like
/// become empty.
std::string clean_text(std::string_view text);

/// Full-width digits, letters and signs to their ASCII kin.
std::string to_half_width(std::string_view text);

/// 2 to 12 digits ("610111", "610111001208.0"), padded with zeros to 12; nothing when it is no
/// code.
std::optional<std::string> parse_division_code(std::string_view text);

/// "3", "3层", "三层", "3.0", "地上2层"; 1 to 200.
std::optional<std::uint16_t> parse_floors(std::string_view text);

/// A positive finite number, a unit behind it is allowed: "120.5㎡", "6 m", "1,200".
std::optional<float> parse_measure(std::string_view text, double greatest);

/// An id number without blanks, half-width, x as X.
std::string parse_owner_id(std::string_view text);

} // namespace tuban::io
