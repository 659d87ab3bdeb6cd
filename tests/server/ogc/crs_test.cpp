#include "server/ogc/crs.hpp"

#include <gtest/gtest.h>

namespace tuban::ogc {
namespace {

TEST(OgcCrs, writes_latitude_first_where_the_authority_does) {
    EXPECT_EQ(to_crs({109, 34}, Crs::crs84), (std::array<double, 2>{109, 34}));
    EXPECT_EQ(to_crs({109, 34}, Crs::cgcs2000), (std::array<double, 2>{34, 109}));
    EXPECT_EQ(to_crs({109, 34}, Crs::wgs84), (std::array<double, 2>{34, 109}));
}

TEST(OgcCrs, projects_as_the_guidance_note_does) {
    // Guidance Note 7-2, 1.3.3.2: longitude 100°20'00.000"W, latitude 24°22'54.433"N.
    const auto [x, y] =
        to_crs({-(100 + 20 / 60.0), 24 + 22 / 60.0 + 54.433 / 3600}, Crs::web_mercator);
    EXPECT_NEAR(x, -11169055.58, 0.01);
    EXPECT_NEAR(y, 2800000.00, 0.01);
}

TEST(OgcCrs, comes_back_to_where_it_was) {
    for (const auto crs : all_crs) {
        const auto back = from_crs(to_crs({109.123, -34.2}, crs), crs);
        EXPECT_NEAR(back.lon, 109.123, 1e-12);
        EXPECT_NEAR(back.lat, -34.2, 1e-12);
        EXPECT_EQ(find_crs(uri_of(crs)), crs);
    }
    EXPECT_EQ(find_crs("EPSG:4490"), Crs::cgcs2000);
    EXPECT_FALSE(find_crs("EPSG:9999"));
    EXPECT_FALSE(find_crs(""));
}

} // namespace
} // namespace tuban::ogc
