#include "data/import/photo.hpp"
#include "tests/data/import/photo_bytes.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

namespace tuban::import {
namespace {

using test::ExifSpec;
using test::fixture;
using test::jpeg;
using testing::HasSubstr;
using testing::Not;

std::string code(std::string_view bytes) {
    const auto photo = read_photo(bytes);
    return photo ? "" : photo.refusal().code;
}

TEST(Photo, has_the_place_the_time_and_the_device_that_its_camera_wrote) {
    ExifSpec spec;
    spec.place = {109.123456, -34.25};
    spec.accuracy_m = 12;
    const auto photo = read_photo(jpeg(spec));
    ASSERT_TRUE(photo);
    EXPECT_EQ(photo->media_type, "image/jpeg");
    EXPECT_EQ(photo->width, 16U);
    EXPECT_EQ(photo->height, 12U);
    ASSERT_TRUE(photo->exif.place);
    EXPECT_NEAR(photo->exif.place->lon, 109.123456, 1e-6);
    EXPECT_NEAR(photo->exif.place->lat, -34.25, 1e-6);
    EXPECT_EQ(photo->exif.accuracy_m, 12);
    EXPECT_EQ(photo->exif.taken_at_us, 1'729'221'960'000'000); // 03:26 UTC
    EXPECT_EQ(photo->exif.device, "HUAWEI P40");
}

TEST(Photo, is_of_the_time_zone_that_its_camera_names_else_of_the_programme_s) {
    ExifSpec spec;
    spec.offset = "+06:00";
    EXPECT_EQ(read_photo(jpeg(spec))->exif.taken_at_us, 1'729'229'160'000'000);
    spec.taken = "2024:02:30 11:26:00";
    EXPECT_EQ(read_photo(jpeg(spec))->exif.taken_at_us, std::nullopt);
    spec.taken = "0000:00:00 00:00:00";
    EXPECT_EQ(read_photo(jpeg(spec))->exif.taken_at_us, std::nullopt);
}

TEST(Photo, without_a_fix_or_with_a_senseless_one_has_no_place) {
    EXPECT_FALSE(read_photo(jpeg())->exif.place);
    ExifSpec spec;
    spec.place = {0, 0};
    EXPECT_FALSE(read_photo(jpeg(spec))->exif.place);
    spec.place = {190, 34};
    EXPECT_FALSE(read_photo(jpeg(spec))->exif.place);
    EXPECT_FALSE(read_photo(fixture("plain.jpg"))->exif.place);
    EXPECT_TRUE(read_photo(fixture("plain.png")));
}

TEST(Photo, is_delivered_without_place_time_device_comment_and_what_follows_its_end) {
    ExifSpec spec;
    spec.place = {109.1, 34.2};
    const auto bytes =
        jpeg(spec, test::segment('\xfe', "secret comment") + test::segment('\xed', "secret IPTC") +
                       test::segment('\xe1', "http://ns.adobe.com/xap/secret")) +
        "secret trailer";
    const auto clean = without_metadata(bytes);
    EXPECT_THAT(clean, Not(HasSubstr("secret")));
    EXPECT_THAT(clean, Not(HasSubstr("HUAWEI")));
    EXPECT_EQ(clean, fixture("plain.jpg"));
}

TEST(Photo, keeps_its_orientation_in_all_eight_ways) {
    for (std::uint32_t orientation = 1; orientation <= 8; ++orientation) {
        ExifSpec spec;
        spec.orientation = orientation;
        const auto photo = read_photo(without_metadata(jpeg(spec)));
        ASSERT_TRUE(photo) << orientation;
        EXPECT_EQ(photo->exif.orientation, static_cast<int>(orientation));
        EXPECT_EQ(photo->exif.device, "");
        EXPECT_EQ(photo->exif.taken_at_us, std::nullopt);
    }
}

TEST(Photo, in_png_loses_its_texts_and_keeps_its_pixels) {
    const auto clean = without_metadata(fixture("plain.png"));
    EXPECT_THAT(clean, Not(HasSubstr("tEXt")));
    EXPECT_THAT(clean, Not(HasSubstr("tIME")));
    EXPECT_THAT(clean, HasSubstr("IDAT"));
    EXPECT_TRUE(read_photo(clean));
    EXPECT_EQ(without_metadata(clean), clean);
}

TEST(Photo, is_refused_by_what_is_wrong_with_it) {
    EXPECT_EQ(code(""), "photo_empty");
    EXPECT_EQ(code("GIF89a"), "photo_type");
    EXPECT_EQ(code("<svg onload='alert(1)'/>"), "photo_type");
    EXPECT_EQ(code(jpeg() + std::string(max_photo_bytes, 'x')), "photo_too_large");
    auto altered = fixture("plain.png");
    altered[20] = static_cast<char>(altered[20] ^ 1);
    EXPECT_EQ(code(altered), "photo_damaged");
    auto huge = fixture("plain.jpg");
    const auto frame = huge.find("\xff\xc0");
    huge.replace(frame + 5, 4, "\xc3\x50\xc3\x50"); // 50 000 × 50 000
    EXPECT_EQ(code(huge), "photo_dimensions");
}

TEST(Photo, with_a_marker_that_stands_alone_between_its_segments_is_damaged) {
    const auto whole = fixture("plain.jpg");
    const auto picture = whole.substr(0, whole.size() - 2);
    const std::string comment{"\xff\xfe\0\x03x", 5};
    EXPECT_EQ(code(picture + comment + "\xff\xd9"), "");
    // Without the comment, the restart marker would be part of the scan before it.
    const std::string restart{"\xff\xd0\0\x03x", 5};
    EXPECT_EQ(code(picture + comment + restart + "\xff\xd9"), "photo_damaged");
}

TEST(Photo, cut_anywhere_is_damaged) {
    for (const auto& whole : {jpeg(), fixture("plain.png")}) {
        for (std::size_t size = 8; size < whole.size(); ++size) {
            ASSERT_EQ(code(whole.substr(0, size)), "photo_damaged") << size;
        }
    }
}

TEST(Photo, with_any_bytes_turned_is_refused_or_delivered_as_a_photo) {
    ExifSpec spec;
    spec.place = {109.1, 34.2};
    const auto whole = jpeg(spec);
    std::mt19937 random(20241018);
    for (int round = 0; round < 2000; ++round) {
        auto bytes = whole;
        for (int i = 0; i < 4; ++i) {
            bytes[2 + random() % (bytes.size() - 2)] = static_cast<char>(random());
        }
        if (read_photo(bytes)) {
            EXPECT_TRUE(read_photo(without_metadata(bytes))) << round;
        }
    }
}

} // namespace
} // namespace tuban::import
