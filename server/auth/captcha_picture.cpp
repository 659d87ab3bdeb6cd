#include "server/auth/captcha_picture.hpp"

#include "server/auth/stroke_font.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <random>
#include <vector>

namespace tuban::auth {
namespace {

constexpr double width = 198;
constexpr double height = 60;
constexpr int noise_curves = 2;

using Line = std::vector<StrokePoint>;

class Drawing {
  public:
    explicit Drawing(std::uint64_t seed)
        : m_random(seed), m_wave_phase(between(0, 2 * std::numbers::pi)),
          m_wave_length(between(45, 80)) {}

    void add_text(std::string_view text) {
        const double cell = (width - 20) / static_cast<double>(text.size());
        for (std::size_t i = 0; i < text.size(); ++i) {
            add_glyph(text[i], 10 + cell * (static_cast<double>(i) + 0.5));
        }
    }

    void add_noise() {
        for (int i = 0; i < noise_curves; ++i) {
            const double reach = between(60, 100);
            const double x = between(4, width - 4 - reach);
            const double y = 15 + (i + between(0, 1)) * (height - 30) / noise_curves;
            add_pieces(evenly(through({{x, y},
                                       {x + reach * 0.35, y + between(-14, 14)},
                                       {x + reach * 0.7, y + between(-14, 14)},
                                       {x + reach, y + between(-14, 14)}})));
        }
    }

    std::string to_svg() {
        std::shuffle(m_pieces.begin(), m_pieces.end(), m_random);
        std::string svg = fmt::format(
            R"(<svg xmlns="http://www.w3.org/2000/svg" width="132" height="40" viewBox="0 0 {0} {1}">)"
            R"(<rect width="{0}" height="{1}" fill="#fff"/>)"
            R"(<g fill="none" stroke="#28415c" stroke-width="2" stroke-linecap="round" stroke-linejoin="round">)",
            width, height);
        for (const Line& piece : m_pieces) {
            svg += "<path d=\"";
            for (std::size_t i = 0; i < piece.size(); ++i) {
                svg += fmt::format("{}{:.1f} {:.1f}", i == 0 ? 'M' : 'L', piece[i].x, piece[i].y);
            }
            svg += "\"/>";
        }
        return svg + "</g></svg>";
    }

  private:
    double between(double low, double high) {
        return std::uniform_real_distribution<double>(low, high)(m_random);
    }

    void add_glyph(char character, double centre_x) {
        const double angle = between(-0.32, 0.32);
        const double shear = between(-0.25, 0.25);
        const double scale_x = between(2.0, 2.6);
        const double scale_y = between(2.2, 2.6);
        const StrokePoint middle{centre_x + between(-3, 3), height / 2 + between(-3, 3)};
        const auto place = [&](StrokePoint point) {
            const double x = (point.x - 5) * scale_x - shear * (point.y - 7) * scale_y;
            const double y = (point.y - 7) * scale_y;
            return StrokePoint{middle.x + x * std::cos(angle) - y * std::sin(angle),
                               middle.y + x * std::sin(angle) + y * std::cos(angle)};
        };
        for (const Stroke& stroke : strokes_of(character)) {
            Line line;
            for (const StrokePoint& point : stroke.points) {
                const StrokePoint placed = place(point);
                line.push_back({placed.x + between(-1, 1), placed.y + between(-1, 1)});
            }
            add_pieces(evenly(stroke.is_curved ? through(line) : line));
        }
    }

    /// Catmull–Rom spline through the points.
    static Line through(const Line& points) {
        constexpr int steps = 8;
        Line line;
        for (std::size_t i = 0; i + 1 < points.size(); ++i) {
            const StrokePoint& a = points[i == 0 ? 0 : i - 1];
            const StrokePoint& b = points[i];
            const StrokePoint& c = points[i + 1];
            const StrokePoint& d = points[std::min(i + 2, points.size() - 1)];
            for (int step = 0; step < steps; ++step) {
                const double t = static_cast<double>(step) / steps;
                const auto blend = [t](double p, double q, double r, double s) {
                    return 0.5 * (2 * q + (r - p) * t + (2 * p - 5 * q + 4 * r - s) * t * t +
                                  (3 * q - p - 3 * r + s) * t * t * t);
                };
                line.push_back({blend(a.x, b.x, c.x, d.x), blend(a.y, b.y, c.y, d.y)});
            }
        }
        line.push_back(points.back());
        return line;
    }

    /// The same way in steps of equal length, so that curved and straight strokes give pieces
    /// alike.
    static Line evenly(const Line& way) {
        constexpr double step = 3;
        Line line{way.front()};
        double walked = 0;
        for (std::size_t i = 0; i + 1 < way.size(); ++i) {
            const StrokePoint& a = way[i];
            const StrokePoint& b = way[i + 1];
            const double length = std::hypot(b.x - a.x, b.y - a.y);
            const double first = step - walked;
            const auto steps = first < length ? std::ceil((length - first) / step) : 0;
            for (int k = 0; k < static_cast<int>(steps); ++k) {
                const double t = (first + k * step) / length;
                line.push_back({a.x + (b.x - a.x) * t, a.y + (b.y - a.y) * t});
            }
            walked = std::fmod(walked + length, step);
        }
        line.push_back(way.back());
        return line;
    }

    /// Bends the line with the sheet and cuts it into pieces of random length.
    void add_pieces(Line line) {
        for (StrokePoint& point : line) {
            const double wave = point.x / m_wave_length * 2 * std::numbers::pi + m_wave_phase;
            point.y += 3 * std::sin(wave);
            point.x += 2 * std::sin(point.y / 19 + m_wave_phase);
        }
        std::size_t start = 0;
        while (start + 1 < line.size()) {
            const auto length = std::uniform_int_distribution<std::size_t>(2, 6)(m_random);
            const std::size_t end = std::min(start + length, line.size() - 1);
            Line piece(line.begin() + static_cast<std::ptrdiff_t>(start),
                       line.begin() + static_cast<std::ptrdiff_t>(end) + 1);
            if (between(0, 1) < 0.5) {
                std::reverse(piece.begin(), piece.end());
            }
            m_pieces.push_back(std::move(piece));
            start = end;
        }
    }

    std::mt19937_64 m_random;
    double m_wave_phase;
    double m_wave_length;
    std::vector<Line> m_pieces;
};

} // namespace

std::string draw_captcha(std::string_view text, std::uint64_t seed) {
    Drawing drawing(seed);
    drawing.add_text(text);
    drawing.add_noise();
    return drawing.to_svg();
}

} // namespace tuban::auth
