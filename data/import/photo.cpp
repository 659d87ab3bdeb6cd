#include "data/import/photo.hpp"

#include <zlib.h>

#include <optional>
#include <utility>
#include <vector>

namespace tuban::import {
namespace {

constexpr std::uint64_t max_pixels = 60'000'000;
constexpr std::string_view png_signature = "\x89PNG\r\n\x1a\n";
constexpr std::string_view exif_mark{"Exif\0\0", 6};

/// What walking through a file found: the pieces that make the picture, and what Exif it has.
struct Pieces {
    Photo photo;
    std::vector<std::string_view> kept;
    std::string exif;
};

std::uint8_t byte_at(std::string_view bytes, std::size_t at) {
    return static_cast<std::uint8_t>(bytes[at]);
}

std::uint32_t big_endian(std::string_view bytes, std::size_t at, std::size_t size) {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < size; ++i) {
        value = value << 8U | byte_at(bytes, at + i);
    }
    return value;
}

bool is_frame(std::uint8_t marker) {
    return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
}

/// Markers that no length follows (B.1.1.3); between segments none of them may stand.
bool stands_alone(std::uint8_t marker) {
    return marker <= 0x01 || (marker >= 0xd0 && marker <= 0xd8);
}

/// JFIF, colour profile and Adobe's colour transform make the picture; the rest tells of it.
bool is_metadata(std::uint8_t marker, std::string_view content) {
    if (marker == 0xfe) {
        return true;
    }
    if (marker < 0xe0 || marker > 0xef) {
        return false;
    }
    const bool is_profile = marker == 0xe2 && content.starts_with("ICC_PROFILE");
    return marker != 0xe0 && marker != 0xee && !is_profile;
}

/// Where the entropy-coded data that begins at `at` ends: at the next marker (B.1.1.5).
std::size_t end_of_scan(std::string_view bytes, std::size_t at) {
    while (at + 1 < bytes.size()) {
        const auto next = byte_at(bytes, at + 1);
        if (byte_at(bytes, at) == 0xff && next != 0 && (next < 0xd0 || next > 0xd7)) {
            return at;
        }
        ++at;
    }
    return bytes.size();
}

std::optional<Pieces> read_jpeg(std::string_view bytes) {
    Pieces found;
    found.photo.media_type = "image/jpeg";
    found.kept.push_back(bytes.substr(0, 2));
    for (std::size_t at = 2; at + 2 <= bytes.size();) {
        const auto marker = byte_at(bytes, at + 1);
        if (byte_at(bytes, at) != 0xff) {
            return std::nullopt;
        }
        if (marker == 0xff) { // a fill byte
            ++at;
            continue;
        }
        if (marker == 0xd9) {
            found.kept.push_back(bytes.substr(at, 2));
            const bool is_whole = found.photo.width > 0 && found.photo.height > 0;
            return is_whole ? std::optional(std::move(found)) : std::nullopt;
        }
        if (stands_alone(marker) || at + 4 > bytes.size()) {
            return std::nullopt;
        }
        const std::size_t length = big_endian(bytes, at + 2, 2);
        if (length < 2 || length > bytes.size() - at - 2) {
            return std::nullopt;
        }
        const auto content = bytes.substr(at + 4, length - 2);
        if (is_frame(marker) && content.size() >= 5) {
            found.photo.height = big_endian(content, 1, 2);
            found.photo.width = big_endian(content, 3, 2);
        }
        if (marker == 0xe1 && found.exif.empty() && content.starts_with(exif_mark)) {
            found.exif = content;
        }
        auto end = at + 2 + length;
        if (marker == 0xda) {
            end = end_of_scan(bytes, end);
        }
        if (!is_metadata(marker, content)) {
            found.kept.push_back(bytes.substr(at, end - at));
        }
        at = end;
    }
    return std::nullopt;
}

bool is_metadata(std::string_view chunk) {
    return chunk == "eXIf" || chunk == "tEXt" || chunk == "zTXt" || chunk == "iTXt" ||
           chunk == "tIME" || (byte_at(chunk, 1) & 0x20U) != 0; // a private chunk
}

std::optional<Pieces> read_png(std::string_view bytes) {
    Pieces found;
    found.photo.media_type = "image/png";
    found.kept.push_back(png_signature);
    bool has_pixels = false;
    for (std::size_t at = png_signature.size(); bytes.size() - at >= 12;) {
        const std::size_t length = big_endian(bytes, at, 4);
        if (length > bytes.size() - at - 12) {
            return std::nullopt;
        }
        const auto chunk = bytes.substr(at + 4, 4);
        const auto content = bytes.substr(at + 8, length);
        const auto* const checked = reinterpret_cast<const unsigned char*>(chunk.data());
        if (::crc32(0, checked, static_cast<unsigned int>(length + 4)) !=
            big_endian(bytes, at + 8 + length, 4)) {
            return std::nullopt;
        }
        if (chunk == "IHDR" && length == 13) {
            found.photo.width = big_endian(content, 0, 4);
            found.photo.height = big_endian(content, 4, 4);
        }
        has_pixels = has_pixels || chunk == "IDAT";
        if (chunk == "eXIf" && found.exif.empty()) {
            found.exif = std::string(exif_mark).append(content);
        }
        if (!is_metadata(chunk)) {
            found.kept.push_back(bytes.substr(at, length + 12));
        }
        if (chunk == "IEND") {
            const bool is_whole = has_pixels && found.photo.width > 0 && found.photo.height > 0;
            return is_whole ? std::optional(std::move(found)) : std::nullopt;
        }
        at += length + 12;
    }
    return std::nullopt;
}

std::optional<Pieces> read_pieces(std::string_view bytes) {
    return bytes.starts_with(png_signature) ? read_png(bytes) : read_jpeg(bytes);
}

/// An Exif block that says the orientation and nothing else.
std::string orientation_segment(int orientation) {
    std::string segment{"\xff\xe1\x00\x22"
                        "Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0",
                        29};
    segment.push_back(static_cast<char>(orientation));
    segment.append(6, '\0');
    return segment;
}

Result<Photo, Issue> refuse(const char* code, const char* detail) {
    return Result<Photo, Issue>::refuse({code, "照片", "", detail});
}

} // namespace

Result<Photo, Issue> read_photo(std::string_view bytes) {
    if (bytes.empty()) {
        return refuse("photo_empty", "没有收到照片内容，请重新选择照片上传。");
    }
    if (bytes.size() > max_photo_bytes) {
        return refuse("photo_too_large", "照片超过 1 MB，请压缩后再上传。");
    }
    if (!bytes.starts_with("\xff\xd8\xff") && !bytes.starts_with(png_signature)) {
        return refuse("photo_type", "这个文件不是 JPEG 或 PNG 照片，请拍照或选择照片文件上传。");
    }
    auto pieces = read_pieces(bytes);
    if (!pieces) {
        return refuse("photo_damaged", "照片文件不完整或已损坏，请重新拍照或重新选择后上传。");
    }
    auto& photo = pieces->photo;
    if (std::uint64_t{photo.width} * photo.height > max_pixels) {
        return refuse("photo_dimensions", "照片的像素过多（超过 6000 万），请压缩后再上传。");
    }
    if (!pieces->exif.empty()) {
        photo.exif = read_exif(pieces->exif);
    }
    return std::move(photo);
}

std::string without_metadata(std::string_view bytes) {
    const auto pieces = read_pieces(bytes);
    std::string picture;
    if (!pieces) {
        return picture;
    }
    picture.reserve(bytes.size());
    bool is_first = true;
    const int orientation = pieces->exif.empty() ? 1 : read_exif(pieces->exif).orientation;
    for (const auto piece : pieces->kept) {
        picture += piece;
        if (std::exchange(is_first, false) && orientation != 1 &&
            pieces->photo.media_type == "image/jpeg") {
            picture += orientation_segment(orientation);
        }
    }
    return picture;
}

} // namespace tuban::import
