#pragma once

#include <cmath>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <utility>
#include <vector>

/// Photos as cameras write them: the fixtures' picture with an Exif block put in.
namespace tuban::import::test {

inline std::string fixture(const std::string& name) {
    std::ifstream in(std::string(TUBAN_FIXTURES) + "/photo/" + name, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

inline std::string bytes_of(std::uint32_t value, int size) {
    std::string bytes;
    for (int i = size - 1; i >= 0; --i) {
        bytes.push_back(static_cast<char>(value >> (8 * i) & 0xffU));
    }
    return bytes;
}

struct ExifSpec {
    std::uint32_t orientation = 1;
    std::string taken = "2024:10:18 11:26:00";
    std::string offset;
    std::optional<std::pair<double, double>> place; ///< lon, lat
    std::optional<std::uint32_t> accuracy_m;
    std::string make = "HUAWEI";
    std::string model = "P40";
};

/// A big-endian TIFF body after "Exif\0\0", built by the letter of CIPA DC-008 4.6.
class ExifWriter {
  public:
    static std::string block(const ExifSpec& spec) {
        std::vector<Entry> root{text(0x010f, spec.make), text(0x0110, spec.model),
                                Entry{0x0112, 3, 1, bytes_of(spec.orientation, 2)}};
        std::vector<Entry> camera;
        if (!spec.taken.empty()) {
            camera.push_back(text(0x9003, spec.taken));
        }
        if (!spec.offset.empty()) {
            camera.push_back(text(0x9011, spec.offset));
        }
        std::vector<Entry> gps;
        if (spec.place) {
            const auto [lon, lat] = *spec.place;
            gps = {text(1, lat < 0 ? "S" : "N"), angle(2, lat), text(3, lon < 0 ? "W" : "E"),
                   angle(4, lon)};
        }
        if (spec.accuracy_m) {
            gps.push_back({31, 5, 1, bytes_of(*spec.accuracy_m * 10, 4) + bytes_of(10, 4)});
        }
        // Each directory behind the one before; the pointers to them are of known size.
        const std::uint32_t camera_at = 8 + size_of(root) + 2 * 12;
        const std::uint32_t gps_at = camera_at + size_of(camera);
        root.push_back({0x8769, 4, 1, bytes_of(camera_at, 4)});
        root.push_back({0x8825, 4, 1, bytes_of(gps_at, 4)});
        return std::string("Exif\0\0MM\0*\0\0\0\x08", 14) + directory(root, 8) +
               directory(camera, camera_at) + directory(gps, gps_at);
    }

  private:
    struct Entry {
        std::uint32_t tag;
        std::uint32_t type;
        std::uint32_t count;
        std::string value;
    };
    static Entry text(std::uint32_t tag, std::string value) {
        value.push_back('\0');
        const auto count = static_cast<std::uint32_t>(value.size());
        return {tag, 2, count, std::move(value)};
    }
    static Entry angle(std::uint32_t tag, double degrees) {
        const double size = degrees < 0 ? -degrees : degrees;
        const auto whole = static_cast<std::uint32_t>(size);
        const auto minutes = static_cast<std::uint32_t>((size - whole) * 60);
        const double seconds = ((size - whole) * 60 - minutes) * 60;
        return {tag, 5, 3,
                bytes_of(whole, 4) + bytes_of(1, 4) + bytes_of(minutes, 4) + bytes_of(1, 4) +
                    bytes_of(static_cast<std::uint32_t>(std::lround(seconds * 10000)), 4) +
                    bytes_of(10000, 4)};
    }
    static std::uint32_t size_of(const std::vector<Entry>& entries) {
        std::size_t size = 2 + entries.size() * 12 + 4;
        for (const auto& entry : entries) {
            size += entry.value.size() > 4 ? entry.value.size() : 0;
        }
        return static_cast<std::uint32_t>(size);
    }
    static std::string directory(const std::vector<Entry>& entries, std::uint32_t at) {
        auto out = bytes_of(static_cast<std::uint32_t>(entries.size()), 2);
        auto data_at = static_cast<std::uint32_t>(at + 2 + entries.size() * 12 + 4);
        std::string data;
        for (const auto& entry : entries) {
            out += bytes_of(entry.tag, 2) + bytes_of(entry.type, 2) + bytes_of(entry.count, 4);
            if (entry.value.size() > 4) {
                out += bytes_of(data_at, 4);
                data += entry.value;
                data_at += static_cast<std::uint32_t>(entry.value.size());
            } else {
                out += entry.value + std::string(4 - entry.value.size(), '\0');
            }
        }
        return out + bytes_of(0, 4) + data;
    }
};

inline std::string segment(char marker, const std::string& content) {
    return std::string{'\xff', marker} +
           bytes_of(static_cast<std::uint32_t>(content.size() + 2), 2) + content;
}

/// A JPEG whose Exif says so; `more` are segments beside it.
inline std::string jpeg(const ExifSpec& spec = {}, const std::string& more = "") {
    auto bytes = fixture("plain.jpg");
    return bytes.insert(2, segment('\xe1', ExifWriter::block(spec)) + more);
}

} // namespace tuban::import::test
