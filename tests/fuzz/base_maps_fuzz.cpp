#include "base/error.hpp"
#include "server/map/base_maps.hpp"
#include "tiles/pmtiles_head.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

/// Any bytes: a configuration is refused or names maps of the own origin alone; a head has zooms.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace tuban;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    if (const auto head = tiles::read_pmtiles_head(text); head && head->min_zoom > head->max_zoom) {
        std::abort();
    }
    try {
        for (const auto& map : map::parse_base_maps(text)) {
            const bool is_own = map.tiles.empty() ? map.archive == map.archive.filename()
                                                  : map.tiles.starts_with("/base-maps/");
            if (!is_own || map.min_zoom > map.max_zoom) {
                std::abort();
            }
        }
    } catch (const Error&) { // says what is wrong
    }
    return 0;
}
