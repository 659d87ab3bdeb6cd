#pragma once

#include "spatial/patch.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace tuban::io {

enum class PatchFormat { geopackage, shapefile, flatgeobuf, geojson };
enum class TextEncoding { utf8, gbk };

/// More patches than this do not fit into the 2 GB that readers of shapefiles take.
inline constexpr std::uint64_t max_shapefile_patches = 2'000'000;

/// What the name of a file of this format ends in; a shapefile is one zip archive.
std::string_view extension_of(PatchFormat format) noexcept;

struct PatchWriteOptions {
    PatchFormat format = PatchFormat::geopackage;
    TextEncoding encoding = TextEncoding::utf8; ///< of a shapefile; the others are UTF-8
    std::string layer;                          ///< its name
    std::string description;    ///< kept in the file where the format has a place for it
    std::uint64_t expected = 0; ///< how many patches will come, about
};

struct PatchWriteReport {
    std::uint64_t written = 0;
    std::uint64_t texts_shortened = 0; ///< a shapefile's text fields hold 254 bytes
    std::uint64_t texts_replaced = 0;  ///< with characters that GBK lacks, each written as 〓
};

/// Writes patches into one file through GDAL, one after the other: memory does not grow with their
/// number, but for FlatGeobuf's index (some 100 bytes a patch, left out above 2 million). Degrees
/// on CGCS2000, EPSG:4490; GeoJSON says WGS 84, as RFC 7946 wants, with the same numbers. Field
/// names are those that read_patches knows. Owners are not written. One thread. Throws Error
/// `write_failed`; a writer dropped before finish() leaves a file that is no use.
class PatchWriter {
  public:
    PatchWriter(const std::filesystem::path& file, const PatchWriteOptions& options);
    ~PatchWriter();
    PatchWriter(const PatchWriter&) = delete;
    PatchWriter& operator=(const PatchWriter&) = delete;

    void add(const Patch& patch, std::string_view division_name);
    PatchWriteReport finish();

  private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace tuban::io
