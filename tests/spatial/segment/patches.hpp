#pragma once

#include "spatial/patch.hpp"
#include "spatial/segment/builder.hpp"
#include "spatial/segment/segment.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <functional>
#include <random>
#include <string>
#include <vector>

namespace tuban::segment::testing {

/// A folder of the test's own, removed with it.
class Folder {
  public:
    Folder() {
        std::string name = (std::filesystem::temp_directory_path() / "segment-XXXXXX").string();
        m_path = ::mkdtemp(name.data());
    }
    ~Folder() {
        std::error_code ignored;
        std::filesystem::remove_all(m_path, ignored);
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    const std::filesystem::path& path() const { return m_path; }

  private:
    std::filesystem::path m_path;
};

/// Metres to the east and north of a place in the invented county.
struct Metres {
    double east;
    double north;
};
inline constexpr geometry::LonLat origin{104.1, 30.2};
inline geometry::LonLat at(Metres p, geometry::LonLat from = origin) {
    const double degree_m = 111320;
    return {from.lon + p.east / (degree_m * std::cos(from.lat * 3.14159265358979 / 180)),
            from.lat + p.north / degree_m};
}

/// A closed ring through the points, in metres.
inline geometry::Ring ring(const std::vector<Metres>& points, geometry::LonLat from = origin) {
    geometry::Ring made;
    for (const Metres& p : points) {
        made.push_back(at(p, from));
    }
    made.push_back(made.front());
    return made;
}
inline geometry::Ring square(Metres south_west, double side, geometry::LonLat from = origin) {
    const auto [e, n] = south_west;
    return ring({{e, n}, {e + side, n}, {e + side, n + side}, {e, n + side}}, from);
}

inline Patch patch(std::string number, geometry::MultiPolygon shape,
                   std::string division = "990101001001") {
    Patch made;
    made.number = std::move(number);
    made.division_code = std::move(division);
    made.shape = std::move(shape);
    return made;
}

/// Village footprints: rectangles and L-shapes turned anyhow, some with a courtyard, some of two
/// parts, with attributes.
class Village {
  public:
    explicit Village(std::uint64_t seed) : m_random(seed) {}

    Patch next(geometry::LonLat from = origin) {
        const Metres corner{uniform(0, 900), uniform(0, 900)};
        const double width = uniform(6, 20);
        const double depth = uniform(5, 14);
        std::vector<Metres> outline{{0, 0}, {width, 0}, {width, depth}, {0, depth}};
        if (one_in(3)) {
            outline = {{0, 0},
                       {width, 0},
                       {width, depth / 2},
                       {width / 2, depth / 2},
                       {width / 2, depth},
                       {0, depth}};
        }
        const double angle = uniform(0, 6.28);
        const auto placed = [&](std::vector<Metres> points, Metres offset) {
            for (Metres& p : points) {
                p = {corner.east + offset.east + p.east * std::cos(angle) -
                         p.north * std::sin(angle),
                     corner.north + offset.north + p.east * std::sin(angle) +
                         p.north * std::cos(angle)};
            }
            return ring(points, from);
        };
        geometry::MultiPolygon shape{{placed(outline, {0, 0})}};
        if (one_in(10)) {
            const double w = width / 4;
            const double d = depth / 4;
            shape[0].push_back(placed({{w / 2, d / 2}, {w / 2, d}, {w, d}, {w, d / 2}}, {0, 0}));
        }
        if (one_in(20)) {
            shape.push_back({placed(outline, {40, 40})});
        }
        Patch made = patch(fmt::format("9901{:09}", m_count), std::move(shape),
                           fmt::format("9901010010{:02}", m_count % 7));
        ++m_count;
        fill(made);
        return made;
    }

  private:
    double uniform(double low, double high) {
        return std::uniform_real_distribution<double>(low, high)(m_random);
    }
    bool one_in(int n) { return std::uniform_int_distribution<int>(1, n)(m_random) == 1; }
    std::string any_of(const std::vector<std::string>& values) {
        return values[std::uniform_int_distribution<std::size_t>(0, values.size() - 1)(m_random)];
    }

    void fill(Patch& made) {
        made.use = any_of({"residential", "non_residential", ""});
        made.dwelling_kind = any_of({"detached", "apartment", ""});
        made.structure = any_of({"brick_concrete", "brick_timber", "timber", "adobe", ""});
        made.built_period = any_of({"before_1980", "1981_1990", "after_2010", ""});
        made.built_by = any_of({"self", ""});
        made.land_tenure = any_of({"collective", "state", ""});
        made.grade = any_of({"A", "B", "C", "D", ""});
        if (!one_in(4)) {
            made.floors = static_cast<std::uint16_t>(uniform(0, 7));
        }
        if (!one_in(4)) {
            made.height_m = static_cast<float>(uniform(2, 20));
        }
        if (!one_in(4)) {
            made.ground_area_m2 = static_cast<float>(uniform(20, 200));
        }
        if (!one_in(4)) {
            made.floor_area_m2 = static_cast<float>(uniform(20, 800));
        }
        if (!one_in(5)) {
            made.address = fmt::format("测试县某某镇某某村{}组{}号", m_count % 9, m_count);
            made.owner_name = any_of({"甲某", "乙某某", ""});
            made.owner_id_sealed = any_of({std::string("\0\xff sealed", 9), ""});
            made.building_name = any_of({"祠堂", ""});
        }
    }

    std::mt19937_64 m_random;
    std::uint64_t m_count = 0;
};

inline BuiltSegment build(const std::filesystem::path& folder, const std::vector<Patch>& patches,
                          const std::string& county = "990101000000") {
    Builder builder(folder, county);
    for (const Patch& one : patches) {
        builder.add(one);
    }
    return builder.finish();
}

} // namespace tuban::segment::testing
