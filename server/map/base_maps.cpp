#include "server/map/base_maps.hpp"

#include "base/error.hpp"
#include "tiles/pmtiles_head.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <fstream>
#include <initializer_list>
#include <iterator>
#include <optional>
#include <utility>

namespace tuban::map {
namespace {

using nlohmann::json;

constexpr int greatest_zoom = 22;
constexpr std::size_t max_maps = 16;
constexpr std::size_t max_text = 500;

[[noreturn]] void refuse(const std::string& where, const std::string& what) {
    throw Error("base_maps_invalid", fmt::format("base-maps.json {}：{}", where, what));
}

/// One object of the configuration.
class Entry {
  public:
    Entry(const json& object, std::size_t position)
        : m_object(object), m_where(fmt::format("第 {} 项", position)) {
        if (!object.is_object()) {
            refuse("应为对象。");
        }
    }

    [[noreturn]] void refuse(const std::string& what) const { map::refuse(m_where, what); }
    void name_is(const std::string& id) { m_where = fmt::format("“{}”", id); }

    /// Empty where there is none.
    std::string text(const char* key) const {
        const auto found = m_object.find(key);
        if (found == m_object.end()) {
            return {};
        }
        if (!found->is_string()) {
            refuse(fmt::format("{} 应为文字。", key));
        }
        auto value = found->get<std::string>();
        const auto is_control = [](unsigned char byte) { return byte < 0x20 || byte == 0x7f; };
        if (value.empty() || value.size() > max_text || std::ranges::any_of(value, is_control)) {
            refuse(fmt::format("{} 应为 1 至 {} 字节的一行文字。", key, max_text));
        }
        return value;
    }

    std::string needed_text(const char* key) const {
        auto value = text(key);
        if (value.empty()) {
            refuse(fmt::format("缺少 {}。", key));
        }
        return value;
    }

    std::optional<int> integer(const char* key, int least, int greatest) const {
        const auto found = m_object.find(key);
        if (found == m_object.end()) {
            return {};
        }
        if (!found->is_number_integer() || *found < least || *found > greatest) {
            refuse(fmt::format("{} 应为 {} 至 {} 的整数。", key, least, greatest));
        }
        return found->get<int>();
    }

    void allow_only(std::initializer_list<std::string_view> keys) const {
        for (const auto& [key, value] : m_object.items()) {
            if (std::ranges::find(keys, key) == keys.end()) {
                refuse(fmt::format("不认识 {}。", key));
            }
        }
    }

  private:
    const json& m_object;
    std::string m_where;
};

bool is_id(std::string_view text) {
    return text.size() <= 32 && std::ranges::all_of(text, [](char byte) {
               return (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9') || byte == '-';
           });
}

std::string template_of(const Entry& entry, std::string text) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 3> wmts{
        {{"{TileMatrix}", "{z}"}, {"{TileCol}", "{x}"}, {"{TileRow}", "{y}"}}};
    for (const auto& [theirs, ours] : wmts) {
        if (const auto at = text.find(theirs); at != std::string::npos) {
            text.replace(at, theirs.size(), ours);
        }
    }
    if (!text.starts_with("/base-maps/")) {
        entry.refuse("tiles 应以 /base-maps/ 开头：浏览器只访问本站，外部底图由 nginx 转发"
                     "（deploy/nginx.md）。");
    }
    auto rest = text;
    for (const auto& [theirs, name] : wmts) {
        const auto at = rest.find(name);
        if (at == std::string::npos) {
            entry.refuse(fmt::format("tiles 缺少 {}（或 WMTS 的 {}）。", name, theirs));
        }
        rest.erase(at, name.size());
    }
    if (rest.find_first_of("{} \"<>\\") != std::string::npos) {
        entry.refuse("tiles 只能各有一个 {z}、{x}、{y}，没有其他花括号和空格。");
    }
    return text;
}

BaseMap read_entry(const json& object, std::size_t position) {
    Entry entry(object, position);
    BaseMap map;
    map.id = entry.needed_text("id");
    if (!is_id(map.id)) {
        entry.refuse("id 只能有小写字母、数字和 -，最多 32 个。");
    }
    entry.name_is(map.id);
    map.name = entry.needed_text("name");
    map.attribution = entry.needed_text("attribution");
    map.tiles = entry.text("tiles");
    map.archive = entry.text("archive");
    if (map.tiles.empty() == map.archive.empty()) {
        entry.refuse("tiles 和 archive 应写且只写一个。");
    }
    if (map.tiles.empty()) {
        entry.allow_only({"id", "name", "attribution", "archive", "tile_size"});
        if (map.archive != map.archive.filename() || map.archive.extension() != ".pmtiles") {
            entry.refuse("archive 应为 files/base-maps/ 中的文件名，以 .pmtiles 结尾。");
        }
    } else {
        entry.allow_only(
            {"id", "name", "attribution", "tiles", "tile_size", "min_zoom", "max_zoom"});
        map.tiles = template_of(entry, map.tiles);
        const int min_zoom = entry.integer("min_zoom", 0, greatest_zoom).value_or(map.min_zoom);
        const int max_zoom = entry.integer("max_zoom", min_zoom, greatest_zoom)
                                 .value_or(std::max<int>(min_zoom, map.max_zoom));
        map.min_zoom = static_cast<std::uint8_t>(min_zoom);
        map.max_zoom = static_cast<std::uint8_t>(max_zoom);
    }
    const int tile_size = entry.integer("tile_size", 256, 512).value_or(map.tile_size);
    if (tile_size != 256 && tile_size != 512) {
        entry.refuse("tile_size 应为 256 或 512。");
    }
    map.tile_size = static_cast<std::uint16_t>(tile_size);
    return map;
}

void open_archive(BaseMap& map, const std::filesystem::path& folder) {
    const auto where = fmt::format("“{}”", map.id);
    const auto name = map.archive.string();
    map.archive = folder / map.archive;
    std::ifstream file(map.archive, std::ios::binary);
    if (!file) {
        refuse(where, fmt::format("打不开 {}。", map.archive.string()));
    }
    std::array<char, tiles::pmtiles_head_size> bytes{};
    file.read(bytes.data(), bytes.size());
    const auto head = tiles::read_pmtiles_head(
        std::string_view(bytes.data(), static_cast<std::size_t>(file.gcount())));
    if (!head) {
        refuse(where, fmt::format("{} 不是 PMTiles 第 3 版的文件。", name));
    }
    if (!head->holds_pictures) {
        refuse(where,
               fmt::format("{} 装的是矢量瓦片，底图要用图片瓦片（PNG、JPEG、WebP）。", name));
    }
    map.min_zoom = head->min_zoom;
    map.max_zoom = head->max_zoom;
}

} // namespace

std::vector<BaseMap> parse_base_maps(std::string_view json_text) {
    const auto document = json::parse(json_text, nullptr, false);
    if (!document.is_array() || document.size() > max_maps) {
        throw Error("base_maps_invalid",
                    fmt::format("base-maps.json 应为至多 {} 项的 JSON 数组。", max_maps));
    }
    std::vector<BaseMap> maps;
    for (const auto& object : document) {
        auto map = read_entry(object, maps.size() + 1);
        if (std::ranges::find(maps, map.id, &BaseMap::id) != maps.end()) {
            refuse(fmt::format("“{}”", map.id), "id 重复。");
        }
        maps.push_back(std::move(map));
    }
    return maps;
}

std::vector<BaseMap> read_base_maps(const model::DataFolder& folder) {
    const auto configuration = folder.base_maps_configuration();
    if (!std::filesystem::exists(configuration)) {
        return {};
    }
    std::ifstream file(configuration, std::ios::binary);
    auto maps = parse_base_maps(std::string(std::istreambuf_iterator<char>(file), {}));
    for (auto& map : maps) {
        if (!map.archive.empty()) {
            open_archive(map, folder.base_maps());
        }
    }
    return maps;
}

} // namespace tuban::map
