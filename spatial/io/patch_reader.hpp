#pragma once

#include "base/report.hpp"
#include "spatial/patch.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace tuban::io {

class ReadJournal;

/// Turns what a source wrote for a coded attribute (label, alias, number or identifier) into the
/// identifier of its code list; nothing when the value is unknown. Attribute names are those of
/// Patch: "use", "structure", …
using CodeNormalizer =
    std::function<std::optional<std::string>(std::string_view attribute, std::string_view value)>;

struct ReadOptions {
    std::string batch_name; ///< numbers features that carry none; empty: default_batch_name(file)
    std::optional<std::string> division_code;   ///< for features that carry none; 12 digits
    std::optional<std::string> crs;             ///< "EPSG:4545": overrides what the file says
    std::map<std::string, std::string> mapping; ///< our attribute → field of the source
    CodeNormalizer normalize_code;
    std::function<std::string(std::string_view plain_id)> seal_owner_id;
    std::function<bool(std::uint64_t read, std::optional<std::uint64_t> total)>
        progress; ///< false cancels
    /// Told of each refused feature, as far as it could be read: number (as `take` would have got
    /// it) and division code, empty where unknown.
    std::function<void(const std::string& number, const std::string& division_code)> refused;
    /// Otherwise `take` sees to it that a number comes once, and the reader remembers none.
    bool refuses_repeated_numbers = true;
    /// Keeps what is read; what it has already comes from it. Outlives the reading.
    ReadJournal* journal = nullptr;
    /// That read a CSV; normalize_code and seal_owner_id are called on them, at once where there
    /// are several. All else is called on the caller's thread. The same result for any number.
    unsigned threads = 1;
    /// Address, names and owner's id are not even read; for who only draws.
    bool skips_texts = false;
};

/// A file whose every feature is refused must not fill the memory.
inline constexpr std::size_t max_listed_refusals = 100'000;

/// Reads a file of footprints through GDAL, feature by feature: GeoJSON, GeoJSONSeq, Shapefile
/// (also GBK without .cpg), GeoPackage, FileGDB, FlatGeobuf, OSM PBF/XML building polygons, CSV
/// with WKT; plain, .zip or .gz; any CRS that PROJ knows. Shapes are brought to degrees, repaired
/// through GEOS, refused with source id and reason where that is impossible. Every feature read
/// is either given to `take` or counted as refused, the first max_listed_refusals of them in the
/// report's refusals and the rest in a warning (report.taken counts those that `take` accepted by
/// returning nothing; an Issue returned refuses the feature).
/// Throws Error `file_unreadable` when nothing can be read at all, with what to do; `cancelled`.
void read_patches(const std::filesystem::path& file, const ReadOptions& options,
                  ImportReport& report, const std::function<std::optional<Issue>(Patch&&)>& take);

/// The file's name without folder and without the endings that say format and packing.
std::string default_batch_name(const std::filesystem::path& file);

} // namespace tuban::io
