#include "server/auth/captcha_picture.hpp"
#include "server/auth/stroke_font.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <random>
#include <regex>
#include <sstream>
#include <vector>

namespace tuban::auth {
namespace {

struct Point {
    double x;
    double y;
};

/// Every drawn point of the picture, as a program sees it that reads the paths.
std::vector<Point> inked_points(const std::string& svg) {
    static const std::regex path("<path d=\"([^\"]*)\"/>");
    std::vector<Point> points;
    for (std::sregex_iterator match(svg.begin(), svg.end(), path), end; match != end; ++match) {
        std::string text = (*match)[1];
        std::replace_if(
            text.begin(), text.end(), [](char c) { return c == 'M' || c == 'L'; }, ' ');
        std::istringstream numbers(text);
        std::vector<Point> line;
        for (Point point{}; numbers >> point.x >> point.y;) {
            line.push_back(point);
        }
        for (std::size_t i = 0; i + 1 < line.size(); ++i) {
            constexpr int steps = 4;
            for (int k = 0; k < steps; ++k) {
                const double t = static_cast<double>(k) / steps;
                points.push_back({line[i].x + (line[i + 1].x - line[i].x) * t,
                                  line[i].y + (line[i + 1].y - line[i].y) * t});
            }
        }
    }
    return points;
}

/// A simple reader: cuts the picture into four, compares each part's blurred ink with the mean of
/// what it has seen of each character.
class SimpleReader {
  public:
    void learn(const std::string& svg, const std::string& text) {
        const auto cells = cut(svg);
        for (std::size_t i = 0; i < cells.size(); ++i) {
            auto& mean = m_means[captcha_alphabet.find(text[i])];
            for (std::size_t k = 0; k < mean.size(); ++k) {
                mean[k] += cells[i][k];
            }
        }
    }

    std::string read(const std::string& svg) const {
        std::string text;
        for (const Cell& cell : cut(svg)) {
            double best = -1;
            char character = '?';
            for (std::size_t glyph = 0; glyph < m_means.size(); ++glyph) {
                const double likeness = cosine(cell, m_means[glyph]);
                if (likeness > best) {
                    best = likeness;
                    character = captcha_alphabet[glyph];
                }
            }
            text += character;
        }
        return text;
    }

  private:
    static constexpr std::size_t columns = 10;
    static constexpr std::size_t rows = 12;
    using Cell = std::array<double, columns * rows>;

    static std::vector<Cell> cut(const std::string& svg) {
        constexpr double left = 10;
        constexpr double width = 178.0 / 4;
        std::vector<Cell> cells(4, Cell{});
        for (const Point& point : inked_points(svg)) {
            const double x = (point.x - left) / width;
            if (x < 0 || x >= 4 || point.y < 0 || point.y >= 60) {
                continue;
            }
            const auto cell = static_cast<std::size_t>(x);
            const double u = (x - std::floor(x)) * columns;
            const double v = point.y / 60 * rows;
            for (std::size_t k = 0; k < columns * rows; ++k) {
                const std::size_t row = k / columns;
                const double du = u - (static_cast<double>(k % columns) + 0.5);
                const double dv = v - (static_cast<double>(row) + 0.5);
                if (du * du + dv * dv < 4) {
                    cells[cell][k] += std::exp(-(du * du + dv * dv));
                }
            }
        }
        return cells;
    }

    static double cosine(const Cell& a, const Cell& b) {
        double product = 0;
        double length_a = 0;
        double length_b = 0;
        for (std::size_t k = 0; k < a.size(); ++k) {
            product += a[k] * b[k];
            length_a += a[k] * a[k];
            length_b += b[k] * b[k];
        }
        return product / std::sqrt(length_a * length_b + 1e-9);
    }

    std::array<Cell, captcha_alphabet.size()> m_means{};
};

std::string random_letters(std::mt19937& random) {
    std::string text;
    for (int i = 0; i < 4; ++i) {
        text += captcha_alphabet[random() % captcha_alphabet.size()];
    }
    return text;
}

TEST(CaptchaPicture, is_the_same_for_the_same_seed_and_another_for_another) {
    EXPECT_EQ(draw_captcha("AC34", 7), draw_captcha("AC34", 7));
    EXPECT_NE(draw_captcha("AC34", 7), draw_captcha("AC34", 8));
}

TEST(CaptchaPicture, is_made_of_paths_of_one_style_and_nothing_else) {
    const std::string svg = draw_captcha("WXY9", 1);
    static const std::regex whole(
        R"(<svg xmlns="http://www\.w3\.org/2000/svg" width="132" height="40" viewBox="0 0 198 60">)"
        R"(<rect width="198" height="60" fill="#fff"/><g [^<>]*>(<path d="[ML0-9. -]+"/>)+</g></svg>)");
    EXPECT_TRUE(std::regex_match(svg, whole)) << svg;
    EXPECT_EQ(svg.find("WXY9"), std::string::npos);
    EXPECT_LT(svg.size(), 16'000U);
}

TEST(CaptchaPicture, has_no_telling_number_of_pieces) {
    std::array<std::size_t, 2> fewest{std::numeric_limits<std::size_t>::max(),
                                      std::numeric_limits<std::size_t>::max()};
    std::array<std::size_t, 2> most{};
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        for (const std::size_t which : {0U, 1U}) {
            const std::string svg = draw_captcha(which == 0 ? "CJP9" : "MNWK", seed);
            const auto pieces = static_cast<std::size_t>(std::count(svg.begin(), svg.end(), 'M'));
            fewest[which] = std::min(fewest[which], pieces);
            most[which] = std::max(most[which], pieces);
        }
    }
    EXPECT_LT(fewest[1], most[0]);
    EXPECT_LT(fewest[0], most[1]);
}

TEST(CaptchaPicture, keeps_every_character_on_the_sheet) {
    for (const char character : captcha_alphabet) {
        for (std::uint64_t seed = 0; seed < 50; ++seed) {
            const auto points = inked_points(draw_captcha(std::string(4, character), seed));
            const auto outside = std::count_if(points.begin(), points.end(), [](const Point& p) {
                return p.y < 0 || p.y > 60 || p.x < 0 || p.x > 198;
            });
            EXPECT_LT(static_cast<double>(outside), 0.05 * static_cast<double>(points.size()))
                << character << seed;
        }
    }
}

TEST(CaptchaPicture, is_read_by_a_simple_reader_in_less_than_a_fifth_of_cases) {
    std::mt19937 random(20240901);
    SimpleReader reader;
    for (int i = 0; i < 600; ++i) {
        const std::string text = random_letters(random);
        reader.learn(draw_captcha(text, random()), text);
    }
    constexpr int tries = 300;
    int read = 0;
    int characters = 0;
    for (int i = 0; i < tries; ++i) {
        const std::string text = random_letters(random);
        const std::string guess = reader.read(draw_captcha(text, random()));
        read += guess == text ? 1 : 0;
        for (std::size_t k = 0; k < text.size(); ++k) {
            characters += guess[k] == text[k] ? 1 : 0;
        }
    }
    EXPECT_GT(characters, tries * 4 / 20)
        << "the reader must be better than chance to mean anything";
    EXPECT_LE(read, tries / 5) << characters << " characters of " << tries * 4;
    RecordProperty("pictures_read_percent", read * 100 / tries);
}

} // namespace
} // namespace tuban::auth
