#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace tuban::io {

inline constexpr char32_t replacement_character = 0xFFFD;

/// The code point at `at`, which moves behind it; U+FFFD for what is no UTF-8 (RFC 3629: no
/// overlong forms, no surrogates), of which one byte is passed over. Precondition: at <
/// text.size().
char32_t next_code_point(std::string_view text, std::size_t& at) noexcept;

void append_code_point(std::string& text, char32_t c);

bool is_utf8(std::string_view bytes) noexcept;

} // namespace tuban::io
