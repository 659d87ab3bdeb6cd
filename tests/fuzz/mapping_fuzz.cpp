#include "base/error.hpp"
#include "data/codelists/code_lists.hpp"
#include "spatial/io/mapping.hpp"
#include "spatial/io/patch_reader.hpp"
#include "tests/fuzz/fuzzing.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace tuban::io {
namespace {

using fuzz::require;

constexpr std::string_view houses =
    R"({"type":"FeatureCollection","features":[
    {"type":"Feature","properties":{"a":"99010100100100001","b":"990101001200","c":3,"d":"砖混"},
     "geometry":{"type":"Polygon","coordinates":[[[109.1,34.2],[109.2,34.2],[109.2,34.3],[109.1,34.2]]]}},
    {"type":"Feature","properties":{"a":"99010100100100002","b":"990101001200","c":2.5,"d":""},
     "geometry":{"type":"Polygon","coordinates":[[[109.3,34.2],[109.4,34.2],[109.4,34.3],[109.3,34.2]]]}}]})";

/// Whatever is a mapping is one that a file can be read with, or a field of it is refused.
void read_with(std::string_view json) {
    const auto mapping = parse_mapping(json);
    if (!mapping) {
        require(!mapping.refusal().detail.empty());
        return;
    }
    const fuzz::MemoryFile file(
        "/vsimem/mapping.geojson",
        {reinterpret_cast<const std::uint8_t*>(houses.data()), houses.size()});
    ReadOptions options;
    options.mapping = mapping.value();
    options.normalize_code = codelists::normalize_patch_code;
    options.seal_owner_id = [](std::string_view id) { return std::string(id); };
    ImportReport report;
    try {
        read_patches("/vsimem/mapping.geojson", options, report,
                     [](Patch&&) { return std::nullopt; });
        require(report.read == 2 && report.taken + report.refused == 2);
    } catch (const Error& error) {
        require(error.code() == "mapping_field_missing" || error.code() == "mapping_unknown");
    }
}

} // namespace
} // namespace tuban::io

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    tuban::io::read_with({reinterpret_cast<const char*>(data), size});
    return 0;
}
