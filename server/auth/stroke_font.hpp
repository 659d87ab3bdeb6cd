#pragma once

#include <span>
#include <string_view>
#include <vector>

namespace tuban::auth {

struct StrokePoint {
    double x; ///< 0 left … 10 right
    double y; ///< 0 top … 14 bottom
};

/// One movement of the pen; a curved one runs smoothly through its points.
struct Stroke {
    bool is_curved;
    std::vector<StrokePoint> points;
};

/// The characters of captchas: none looks like another one, whatever its case.
inline constexpr std::string_view captcha_alphabet = "ACEHJKLMNPRTWXY3479";

/// Precondition: `character` is of `captcha_alphabet`.
std::span<const Stroke> strokes_of(char character);

} // namespace tuban::auth
