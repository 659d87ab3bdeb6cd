#pragma once

#include <unicode/utf8.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace tuban {

/// UTF-8 as RFC 3629 has it (no overlong forms, no surrogates), by ICU's macros. Of what is none,
/// the longest start of a character is one error (Unicode 15, "U+FFFD Substitution of Maximal
/// Subparts").

inline constexpr char32_t replacement_character = 0xFFFD;

/// The code point at `at`, which moves behind it; U+FFFD for an error. Precondition: at <
/// text.size().
inline char32_t next_code_point(std::string_view text, std::size_t& at) noexcept {
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
    char32_t c = 0;
    U8_NEXT_OR_FFFD(bytes, at, text.size(), c);
    return c;
}

/// Precondition: `c` is a code point and no surrogate.
void append_code_point(std::string& text, char32_t c);

bool is_utf8(std::string_view bytes) noexcept;

} // namespace tuban
