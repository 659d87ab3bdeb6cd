#include "data/import/exif.hpp"

#include <libexif/exif-data.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <memory>

namespace tuban::import {
namespace {

constexpr std::size_t longest_name = 60;
constexpr double farthest_accuracy_m = 100'000;

struct Unref {
    void operator()(ExifData* data) const { exif_data_unref(data); }
};
using Data = std::unique_ptr<ExifData, Unref>;

ExifEntry* find(const Data& data, ExifIfd ifd, int tag) {
    return exif_content_get_entry(data->ifd[ifd], static_cast<ExifTag>(tag));
}

std::string text(const Data& data, ExifIfd ifd, int tag) {
    const auto* const entry = find(data, ifd, tag);
    if (entry == nullptr || entry->format != EXIF_FORMAT_ASCII || entry->data == nullptr) {
        return {};
    }
    std::string found;
    for (unsigned int i = 0; i < entry->size && found.size() < longest_name; ++i) {
        const auto letter = entry->data[i];
        if (letter == 0) {
            break;
        }
        // Devices are named in ASCII; anything else would have to be guessed at.
        found.push_back(letter >= ' ' && letter < 0x7f ? static_cast<char>(letter) : ' ');
    }
    const auto last = found.find_last_not_of(' ');
    found.resize(last == std::string::npos ? 0 : last + 1);
    found.erase(0, std::min(found.find_first_not_of(' '), found.size()));
    return found;
}

std::optional<double> rational(const Data& data, int tag, std::size_t index) {
    const auto* const entry = find(data, EXIF_IFD_GPS, tag);
    constexpr std::size_t size = 8;
    if (entry == nullptr || entry->format != EXIF_FORMAT_RATIONAL || entry->data == nullptr ||
        entry->size / size <= index) {
        return {};
    }
    const auto value =
        exif_get_rational(entry->data + index * size, exif_data_get_byte_order(data.get()));
    if (value.denominator == 0) {
        return {};
    }
    return static_cast<double>(value.numerator) / static_cast<double>(value.denominator);
}

/// Degrees, minutes and seconds, or degrees alone; negative for S and W.
std::optional<double> angle(const Data& data, int tag, int reference_tag, char negative) {
    const auto degrees = rational(data, tag, 0);
    const auto reference = text(data, EXIF_IFD_GPS, reference_tag);
    if (!degrees || reference.empty()) {
        return {};
    }
    const double value = *degrees + rational(data, tag, 1).value_or(0) / 60 +
                         rational(data, tag, 2).value_or(0) / 3600;
    return reference.front() == negative ? -value : value;
}

std::optional<geometry::LonLat> place(const Data& data) {
    const auto lat = angle(data, EXIF_TAG_GPS_LATITUDE, EXIF_TAG_GPS_LATITUDE_REF, 'S');
    const auto lon = angle(data, EXIF_TAG_GPS_LONGITUDE, EXIF_TAG_GPS_LONGITUDE_REF, 'W');
    // Devices without a fix write 0, 0.
    if (!lat || !lon || !(std::abs(*lat) <= 90) || !(std::abs(*lon) <= 180) ||
        (*lat == 0 && *lon == 0)) {
        return {};
    }
    return geometry::LonLat{*lon, *lat};
}

/// Of "+08:00"; without one the programme's own zone.
std::chrono::minutes offset(const std::string& text) {
    char sign = '+';
    int hours = 8;
    int minutes = 0;
    if (std::sscanf(text.c_str(), "%c%2d:%2d", &sign, &hours, &minutes) != 3 || hours > 14 ||
        minutes > 59) {
        return std::chrono::hours(8);
    }
    const std::chrono::minutes size = std::chrono::hours(hours) + std::chrono::minutes(minutes);
    return sign == '-' ? -size : size;
}

std::optional<std::int64_t> time(const std::string& text, const std::string& offset_text) {
    std::array<int, 6> t{};
    if (std::sscanf(text.c_str(), "%4d:%2d:%2d %2d:%2d:%2d", &t[0], &t[1], &t[2], &t[3], &t[4],
                    &t[5]) != 6) {
        return {};
    }
    const std::chrono::year_month_day day{std::chrono::year(t[0]),
                                          std::chrono::month(static_cast<unsigned>(t[1])),
                                          std::chrono::day(static_cast<unsigned>(t[2]))};
    if (!day.ok() || t[0] < 1990 || t[3] > 23 || t[4] > 59 || t[5] > 60 || t[3] < 0 || t[4] < 0 ||
        t[5] < 0) {
        return {};
    }
    const auto local = std::chrono::sys_days(day) + std::chrono::hours(t[3]) +
                       std::chrono::minutes(t[4]) + std::chrono::seconds(t[5]);
    return std::chrono::duration_cast<std::chrono::microseconds>(
               (local - offset(offset_text)).time_since_epoch())
        .count();
}

int orientation(const Data& data) {
    const auto* const entry = find(data, EXIF_IFD_0, EXIF_TAG_ORIENTATION);
    if (entry == nullptr || entry->format != EXIF_FORMAT_SHORT || entry->size < 2) {
        return 1;
    }
    const int value = exif_get_short(entry->data, exif_data_get_byte_order(data.get()));
    return value >= 1 && value <= 8 ? value : 1;
}

} // namespace

Exif read_exif(std::string_view block) {
    const Data data(exif_data_new());
    Exif found;
    if (!data) {
        return found;
    }
    exif_data_unset_option(data.get(), EXIF_DATA_OPTION_FOLLOW_SPECIFICATION);
    exif_data_load_data(data.get(), reinterpret_cast<const unsigned char*>(block.data()),
                        static_cast<unsigned int>(block.size()));
    found.orientation = orientation(data);
    found.taken_at_us = time(text(data, EXIF_IFD_EXIF, EXIF_TAG_DATE_TIME_ORIGINAL),
                             text(data, EXIF_IFD_EXIF, EXIF_TAG_OFFSET_TIME_ORIGINAL));
    found.place = place(data);
    if (found.place) {
        const auto accuracy_m = rational(data, EXIF_TAG_GPS_H_POSITIONING_ERROR, 0);
        if (accuracy_m && *accuracy_m > 0 && *accuracy_m < farthest_accuracy_m) {
            found.accuracy_m = accuracy_m;
        }
    }
    const auto model = text(data, EXIF_IFD_0, EXIF_TAG_MODEL);
    const auto make = text(data, EXIF_IFD_0, EXIF_TAG_MAKE);
    found.device = make.empty() || model.starts_with(make) ? model : make + " " + model;
    return found;
}

} // namespace tuban::import
