#pragma once

#include "base/report.hpp"
#include "base/result.hpp"
#include "data/import/exif.hpp"

#include <cstdint>
#include <string>
#include <string_view>

/// A photo as a clerk uploads it: JPEG (ISO 10918-1) or PNG (ISO 15948), by content.
namespace tuban::import {

inline constexpr std::size_t max_photo_bytes = std::size_t{1024} * 1024;

struct Photo {
    std::string media_type;  ///< image/jpeg, image/png
    std::uint32_t width = 0; ///< pixels as they are stored, before Exif's orientation
    std::uint32_t height = 0;
    Exif exif;
};

/// Codes of refusals: photo_empty, photo_too_large, photo_type, photo_damaged, photo_dimensions.
Result<Photo, Issue> read_photo(std::string_view bytes);

/// The picture alone, for delivery: no place, time, device, thumbnail or comment, nothing behind
/// its end. Orientation and colour profile stay; no pixel changes. Precondition: read_photo takes
/// it.
std::string without_metadata(std::string_view bytes);

} // namespace tuban::import
