#include "tiles/pmtiles_head.hpp"

namespace tuban::tiles {

std::optional<PmtilesHead> read_pmtiles_head(std::string_view bytes) {
    constexpr std::string_view magic = "PMTiles\x03";
    constexpr std::size_t type_at = 99;
    constexpr std::size_t zooms_at = 100;
    constexpr std::uint8_t vector_tiles = 1;
    constexpr std::uint8_t avif = 5;
    constexpr std::uint8_t greatest_zoom = 30;
    if (bytes.size() < pmtiles_head_size || !bytes.starts_with(magic)) {
        return {};
    }
    const auto byte = [&](std::size_t at) { return static_cast<std::uint8_t>(bytes[at]); };
    const auto type = byte(type_at);
    const PmtilesHead head{type != vector_tiles, byte(zooms_at), byte(zooms_at + 1)};
    if (type < vector_tiles || type > avif || head.min_zoom > head.max_zoom ||
        head.max_zoom > greatest_zoom) {
        return {};
    }
    return head;
}

} // namespace tuban::tiles
