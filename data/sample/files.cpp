#include "base/file_writer.hpp"
#include "data/sample/county.hpp"
#include "spatial/io/patch_reader.hpp"
#include "tuban_sample_files_embedded.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include <initializer_list>
#include <string>
#include <string_view>

namespace tuban::sample {
namespace {

/// No value of the sample holds a comma, a quote or a line break.
std::string csv_line(std::initializer_list<std::string_view> cells) {
    return fmt::format("{}\n", fmt::join(cells, ","));
}

std::string degrees(double value) {
    return fmt::format("{:.7f}", value);
}

nlohmann::json geometry_of(const geometry::MultiPolygon& shape) {
    auto polygons = nlohmann::json::array();
    for (const auto& polygon : shape) {
        auto rings = nlohmann::json::array();
        for (const auto& ring : polygon) {
            auto points = nlohmann::json::array();
            for (const auto& point : ring) {
                points.push_back({point.lon, point.lat});
            }
            rings.push_back(std::move(points));
        }
        polygons.push_back(std::move(rings));
    }
    return {{"type", "MultiPolygon"}, {"coordinates", std::move(polygons)}};
}

nlohmann::ordered_json feature_of(const SamplePatch& sample) {
    const auto& patch = sample.patch;
    nlohmann::ordered_json properties{{"patch_no", patch.number},
                                      {"division_code", patch.division_code},
                                      {"address", patch.address},
                                      {"owner_name", patch.owner_name},
                                      {"owner_id", sample.owner_id},
                                      {"use", patch.use},
                                      {"dwelling_kind", patch.dwelling_kind},
                                      {"structure", patch.structure},
                                      {"built_period", patch.built_period},
                                      {"built_by", patch.built_by},
                                      {"land_tenure", patch.land_tenure},
                                      {"grade", patch.grade},
                                      {"floors", *patch.floors},
                                      {"ground_area", *patch.ground_area_m2},
                                      {"area", *patch.floor_area_m2}};
    if (patch.height_m) {
        properties["height"] = *patch.height_m;
    }
    return {{"type", "Feature"},
            {"properties", std::move(properties)},
            {"geometry", geometry_of(patch.shape)}};
}

void write_divisions(const County& county, const std::filesystem::path& file) {
    FileWriter out(file);
    out.write("code,level,name,parent,full_name,aliases,merged_into,office_lon,office_lat\n");
    for (const auto& division : county.divisions) {
        out.write(csv_line({division.code, std::to_string(division.level), division.name,
                            division.parent, division.full_name, "", "",
                            division.office ? degrees(division.office->lon) : "",
                            division.office ? degrees(division.office->lat) : ""}));
    }
    out.close();
}

void write_households(const County& county, const std::filesystem::path& file) {
    FileWriter out(file);
    out.write("household_id,name,id_number,phone,division_code,address,group,family_size,members,"
              "lon,lat,gps_source,gps_acc\n");
    for (const auto& household : county.households) {
        const bool has_point = household.point.has_value();
        out.write(
            csv_line({household.source_id, household.name, household.id_number, household.phone,
                      household.division_code, household.address, household.group,
                      std::to_string(household.family_size), household.members,
                      has_point ? degrees(household.point->lon) : "",
                      has_point ? degrees(household.point->lat) : "", has_point ? "phone" : "",
                      has_point ? fmt::format("{:.0f}", household.point_accuracy_m) : ""}));
    }
    out.close();
}

} // namespace

CountyFiles write_files(const County& county, const std::filesystem::path& folder) {
    CountyFiles files{folder / "divisions.csv", folder / "patches.geojsonl",
                      folder / "households.csv"};
    write_divisions(county, files.divisions);
    FileWriter out(files.patches);
    for (const auto& patch : county.patches) {
        out.write(feature_of(patch).dump() + '\n');
    }
    out.close();
    write_households(county, files.households);
    return files;
}

std::vector<geometry::MultiPolygon> read_outlines(const std::filesystem::path& folder) {
    constexpr std::string_view name = "north-bayreuth-buildings.geojsonl.gz";
    const auto file = folder / name;
    FileWriter out(file);
    out.write(embedded_file(name));
    out.close();

    std::vector<geometry::MultiPolygon> outlines;
    io::ReadOptions options;
    options.batch_name = "osm";
    options.division_code = county_code;
    ImportReport report;
    io::read_patches(file, options, report, [&](Patch&& patch) -> std::optional<Issue> {
        outlines.push_back(std::move(patch.shape));
        return {};
    });
    std::filesystem::remove(file);
    return outlines;
}

} // namespace tuban::sample
