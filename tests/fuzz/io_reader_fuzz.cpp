#include "base/error.hpp"
#include "data/codelists/code_lists.hpp"
#include "spatial/io/patch_reader.hpp"
#include "tests/fuzz/fuzzing.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace tuban::io {
namespace {

using fuzz::MemoryFile;
using fuzz::require;

void read_whole(const std::string& path) {
    ReadOptions options;
    options.normalize_code = codelists::normalize_patch_code;
    options.seal_owner_id = [](std::string_view id) { return std::string(id); };
    ImportReport report;
    std::uint64_t taken = 0;
    try {
        read_patches(path, options, report, [&](Patch&& patch) -> std::optional<Issue> {
            require(!patch.number.empty() && !patch.shape.empty());
            require(patch.division_code.empty() || patch.division_code.size() == 12);
            for (const auto& polygon : patch.shape) {
                for (const auto& ring : polygon) {
                    require(ring.size() >= 4 && ring.front() == ring.back());
                    for (const auto& p : ring) {
                        require(p.lon >= -180 && p.lon <= 180 && p.lat >= -90 && p.lat <= 90);
                    }
                }
            }
            ++taken;
            return std::nullopt;
        });
        require(report.taken == taken && report.read == taken + report.refused);
    } catch (const Error&) {
        // The file as a whole was refused.
    }
}

/// The first byte chooses the format. A shapefile is cut in two by the next two bytes.
void read_bytes(std::span<const std::uint8_t> bytes) {
    constexpr std::array<const char*, 7> endings{"geojson", "shp",      "fgb", "csv",
                                                 "osm",     "geojsonl", "zip"};
    if (bytes.size() < 3) {
        return;
    }
    const std::string ending = endings[bytes[0] % endings.size()];
    const std::string stem = "/vsimem/fuzz/a.";
    if (ending == "shp") {
        const std::size_t cut = (bytes[1] * 256U + bytes[2]) % (bytes.size() - 2);
        const MemoryFile shp(stem + "shp", bytes.subspan(3, cut));
        const MemoryFile dbf(stem + "dbf", bytes.subspan(3 + cut));
        read_whole(stem + "shp");
        return;
    }
    const MemoryFile file(stem + ending, bytes.subspan(1));
    read_whole(stem + ending);
}

} // namespace
} // namespace tuban::io

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    tuban::io::read_bytes({data, size});
    return 0;
}
