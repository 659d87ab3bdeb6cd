#include "base/error.hpp"
#include "data/model/data_folder.hpp"
#include "data/store/store.hpp"
#include "server/cli/command.hpp"
#include "server/cli/usage.hpp"
#include "server/map/scopes.hpp"
#include "spatial/segment/catalog.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <memory>
#include <vector>

namespace tuban::cli {
namespace {

using Json = nlohmann::ordered_json;
using segment::CodeColumn;
using segment::TextColumn;

struct LookupOptions {
    std::string data_dir;
    std::string number;
    std::string point;
    std::string nearest;
    std::string box;
    std::size_t count = 1;
};

/// "109.1,34.2" as so many finite numbers; empty when it is something else.
std::vector<double> parse_numbers(std::string_view text, std::size_t expected) {
    std::vector<double> numbers;
    while (!text.empty()) {
        const auto comma = std::min(text.find(','), text.size());
        const std::string_view part = text.substr(0, comma);
        double value = 0;
        const auto read = std::from_chars(part.data(), part.data() + part.size(), value);
        if (read.ec != std::errc() || read.ptr != part.data() + part.size() ||
            !std::isfinite(value)) {
            return {};
        }
        numbers.push_back(value);
        text.remove_prefix(std::min(comma + 1, text.size()));
    }
    return numbers.size() == expected ? numbers : std::vector<double>();
}

/// Degrees with 9 decimals, finer than the grid.
double rounded(double degrees) {
    return std::round(degrees * 1e9) / 1e9;
}

Json geometry_of(const geometry::MultiPolygon& shape) {
    Json polygons = Json::array();
    for (const auto& polygon : shape) {
        Json rings = Json::array();
        for (const auto& ring : polygon) {
            Json points = Json::array();
            for (const geometry::LonLat& point : ring) {
                points.push_back({rounded(point.lon), rounded(point.lat)});
            }
            rings.push_back(std::move(points));
        }
        polygons.push_back(std::move(rings));
    }
    if (polygons.size() == 1) {
        return {{"type", "Polygon"}, {"coordinates", std::move(polygons.front())}};
    }
    return {{"type", "MultiPolygon"}, {"coordinates", std::move(polygons)}};
}

/// 279.1 and not 279.100006: as few digits as tell the float.
double as_written(float value) {
    return std::stod(fmt::format("{}", value));
}
int as_written(std::uint16_t value) {
    return value;
}

/// All that a segment knows of a patch but its owner's id.
Json properties_of(const segment::PatchRef& patch) {
    const segment::Segment& source = *patch.source->segment;
    const segment::Position at = patch.position;
    Json properties{{"number", source.number(at)},
                    {"division_code", source.villages()[source.village_index(at)].code}};
    const auto add = [&](const char* name, const auto& value) {
        if (!value.empty()) {
            properties[name] = value;
        }
    };
    const auto add_number = [&](const char* name, const auto& value) {
        if (value) {
            properties[name] = as_written(*value);
        }
    };
    add("address", source.text(TextColumn::address, at));
    add("building_name", source.text(TextColumn::building_name, at));
    add("owner_name", source.text(TextColumn::owner_name, at));
    add("use", source.code(CodeColumn::use, at));
    add("dwelling_kind", source.code(CodeColumn::dwelling_kind, at));
    add("structure", source.code(CodeColumn::structure, at));
    add("built_period", source.code(CodeColumn::built_period, at));
    add("built_by", source.code(CodeColumn::built_by, at));
    add("land_tenure", source.code(CodeColumn::land_tenure, at));
    add("grade", source.code(CodeColumn::grade, at));
    add_number("floors", source.floors(at));
    add_number("height_m", source.height_m(at));
    add_number("floor_area_m2", source.floor_area_m2(at));
    properties["ground_area_m2"] = as_written(source.ground_area_m2(at));
    return properties;
}

void print_feature(const segment::PatchRef& patch, std::optional<double> distance_m) {
    Json properties = properties_of(patch);
    if (distance_m) {
        properties["distance_m"] = std::round(*distance_m * 1000) / 1000;
    }
    const Json feature{{"type", "Feature"},
                       {"id", properties["number"]},
                       {"geometry", geometry_of(patch.source->segment->shape(patch.position))},
                       {"properties", std::move(properties)}};
    fmt::print("{}\n", feature.dump(-1, ' ', false, Json::error_handler_t::replace));
}

/// What is served, hand edits included.
std::shared_ptr<const map::AreaView> open_view(const std::string& data_dir) {
    const model::DataFolder folder{data_dir};
    if (!std::filesystem::exists(folder.database())) {
        throw Error("data_missing",
                    fmt::format("“{}”不是图斑的数据目录（其中没有 tuban.sqlite），请核对 --data",
                                data_dir));
    }
    map::Scopes scopes(folder);
    return store::open_store(data_dir)->read_value(
        [&](store::Reader& reader) { return scopes.whole(reader); });
}

ExitCode wrong_usage(const char* option, const char* form) {
    fmt::print(stderr, "{} 的写法应为 {}（度，经度在前）\n", option, form);
    return ExitCode::wrong_usage;
}

std::size_t print_box(segment::Lookup& lookup, const std::vector<double>& box) {
    constexpr std::size_t page = 1000;
    std::size_t printed = 0;
    std::optional<segment::FeatureId> after;
    for (;;) {
        const auto found = lookup.in_box({box[0], box[1]}, {box[2], box[3]}, page, after);
        for (const auto& patch : found) {
            print_feature(patch, {});
        }
        printed += found.size();
        if (found.size() < page) {
            return printed;
        }
        after = found.back().id();
    }
}

ExitCode look_up(const LookupOptions& options) {
    const auto point = parse_numbers(options.point, 2);
    const auto nearest = parse_numbers(options.nearest, 2);
    const auto box = parse_numbers(options.box, 4);
    if (!options.point.empty() && point.empty()) {
        return wrong_usage("--point", "LON,LAT");
    }
    if (!options.nearest.empty() && nearest.empty()) {
        return wrong_usage("--nearest", "LON,LAT");
    }
    if (!options.box.empty() && box.empty()) {
        return wrong_usage("--box", "W,S,E,N");
    }
    const auto view = open_view(options.data_dir);
    segment::Lookup lookup(view->scope);
    std::size_t printed = 0;
    if (!point.empty()) {
        for (const auto& patch : lookup.at_point({point[0], point[1]})) {
            print_feature(patch, 0.0);
            ++printed;
        }
    } else if (!nearest.empty()) {
        for (const auto& near : lookup.nearest({nearest[0], nearest[1]}, options.count)) {
            print_feature(near.patch, near.distance_m);
            ++printed;
        }
    } else if (!box.empty()) {
        printed = print_box(lookup, box);
    } else if (const auto patch = lookup.find_number(options.number)) {
        print_feature(*patch, {});
        ++printed;
    }
    if (printed == 0) {
        fmt::print(stderr, "没有找到图斑\n");
    }
    return ExitCode::done;
}

} // namespace

void add_lookup_command(CLI::App& app, Action& action) {
    auto options = std::make_shared<LookupOptions>();
    auto* command =
        app.add_subcommand("lookup", "按编号、点、范围或远近查找图斑，每行输出一个 GeoJSON 要素");
    command->add_option("--data", options->data_dir, "数据目录")->required();
    auto* what = command->add_option_group("条件", "查找条件，取其一");
    what->add_option("--number", options->number, "图斑编号");
    what->add_option("--point", options->point, "LON,LAT：包含这一点的图斑");
    auto* nearest = what->add_option("--nearest", options->nearest, "LON,LAT：离这一点最近的图斑");
    what->add_option("--box", options->box, "W,S,E,N：与这一范围相交的图斑");
    what->require_option(1);
    command->add_option("-k", options->count, "--nearest 的个数")
        ->needs(nearest)
        ->check(between(1, 1000));
    command->callback([options, &action] { action = [options] { return look_up(*options); }; });
}

} // namespace tuban::cli
