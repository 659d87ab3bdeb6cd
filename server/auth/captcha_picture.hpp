#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace tuban::auth {

/// An SVG document of 132 × 40 pixels that shows `text` (of captcha_alphabet) to people: stroked
/// pieces of the glyphs and of noise curves in one random order and one style, with no <text>, no
/// transform and nothing else that tells which piece belongs to which character.
/// The same seed gives the same picture.
std::string draw_captcha(std::string_view text, std::uint64_t seed);

} // namespace tuban::auth
