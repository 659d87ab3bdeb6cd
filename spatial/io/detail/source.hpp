#pragma once

#include "base/report.hpp"

#include <gdal_priv.h>

#include <filesystem>
#include <string>
#include <vector>

namespace tuban::io {

/// One opened dataset of a file; an archive may hold several.
struct Source {
    GDALDatasetUniquePtr dataset;
    std::string label;             ///< for messages: file name, within an archive with its path
    std::string driver;            ///< GDAL's short name: "GeoJSON", "ESRI Shapefile"
    std::string declared_encoding; ///< ICU name; empty when nothing is declared
    std::vector<std::string> scratch_files; ///< in /vsimem, removed with the source

    Source() = default;
    Source(Source&&) = default;
    Source& operator=(Source&&) = delete;
    ~Source();
};

/// Opens a file, folder (.gdb) or archive for reading. Strings of shapefiles and CSV come as bytes.
/// A shapefile without .shx is copied to memory and indexed there. Warnings go to `report`.
/// Throws Error `file_unreadable`, `archive_refused` with advice in Chinese.
std::vector<Source> open_sources(const std::filesystem::path& file, ImportReport& report);

} // namespace tuban::io
