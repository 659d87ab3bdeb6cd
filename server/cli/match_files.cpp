#include "server/cli/match_files.hpp"

#include "base/error.hpp"
#include "data/codelists/code_lists.hpp"
#include "spatial/address/place_in_village.hpp"
#include "spatial/io/patch_reader.hpp"
#include "spatial/io/tabular.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <string_view>
#include <unordered_set>

namespace tuban::cli {
namespace {

/// A table's columns by their names.
class Columns {
  public:
    Columns(const std::filesystem::path& file, const io::TableRow& header,
            std::initializer_list<const char*> wanted) {
        for (std::size_t i = 0; i < header.size(); ++i) {
            m_places.try_emplace(header[i], i);
        }
        for (const char* name : wanted) {
            if (!m_places.contains(name)) {
                throw Error("columns_missing", fmt::format("文件“{}”缺少列 {}，请核对表头。",
                                                           file.filename().string(), name));
            }
        }
    }
    std::string take(io::TableRow& row, const char* name) const {
        const auto found = m_places.find(name);
        return found == m_places.end() || found->second >= row.size()
                   ? std::string()
                   : std::move(row[found->second]);
    }

  private:
    std::map<std::string, std::size_t, std::less<>> m_places;
};

/// Calls visit(row number, row) with the columns of the first row.
template <typename Visit>
void read_rows(const std::filesystem::path& file, std::initializer_list<const char*> wanted,
               Visit visit) {
    std::unique_ptr<Columns> columns;
    io::read_table(file, [&](std::size_t number, io::TableRow&& row) {
        if (columns == nullptr) {
            columns = std::make_unique<Columns>(file, row, wanted);
        } else {
            visit(number, *columns, row);
        }
    });
    if (columns == nullptr) {
        throw Error("columns_missing",
                    fmt::format("文件“{}”是空的，应有表头。", file.filename().string()));
    }
}

std::vector<std::string> split(const std::string& text) {
    std::vector<std::string> parts;
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find(';', begin), text.size());
        if (end > begin) {
            parts.push_back(text.substr(begin, end - begin));
        }
        begin = end + 1;
    }
    return parts;
}

/// Codes of towns and counties are written short, too.
std::string full_code(std::string code) {
    if (!code.empty()) {
        code.resize(std::max<std::size_t>(code.size(), 12), '0');
    }
    return code;
}

std::optional<double> read_number(const std::string& text) {
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() && end == text.data() + text.size() && std::isfinite(value)
               ? std::optional(value)
               : std::nullopt;
}

/// Adds the row to those read.
void read_household(const Columns& columns, io::TableRow& row, MatchHouseholds& households) {
    matching::CountyHousehold household;
    matching::HouseholdEvidence& evidence = household.evidence;
    const auto within = [&](const char* name, double least, double most) -> std::optional<double> {
        const std::string text = columns.take(row, name);
        if (text.empty()) {
            return std::nullopt;
        }
        const std::optional<double> value = read_number(text);
        if (!value || *value < least || *value > most) {
            const auto [found, _] = households.unreadable.try_emplace(name);
            found->second.least = least;
            found->second.most = most;
            found->second.rows.add(households.evidence.size());
            return std::nullopt;
        }
        return value;
    };
    evidence.name = columns.take(row, "name");
    evidence.id_number = columns.take(row, "id_number");
    evidence.members = split(columns.take(row, "members"));
    if (std::string code = full_code(columns.take(row, "division_code")); !code.empty()) {
        evidence.village_codes.push_back(std::move(code));
    }
    evidence.address = columns.take(row, "address");
    evidence.device = columns.take(row, "gps_device");
    const auto lon = within("lon", -180, 180);
    const auto lat = within("lat", -90, 90);
    if (lon && lat) {
        evidence.position = geometry::LonLat{*lon, *lat};
    }
    evidence.accuracy_m = within("gps_acc", 0, 100000);
    evidence.floor_area_m2 = within("area", 0, 1e6);
    if (const auto floors = within("floors", 0, 200)) {
        evidence.floors = static_cast<std::uint16_t>(*floors);
    }
    if (const auto year = within("year", 1000, 2100)) {
        evidence.built_year = static_cast<int>(*year);
    }
    evidence.group = address::read_group(columns.take(row, "group"));
    households.evidence.push_back(std::move(household));
}

/// Of the outer rings; not empty.
geometry::GridBox box_of(const geometry::MultiPolygon& shape) {
    constexpr double far = std::numeric_limits<double>::infinity();
    geometry::LonLat south_west{far, far};
    geometry::LonLat north_east{-far, -far};
    for (const geometry::Polygon& polygon : shape) {
        for (const geometry::LonLat point : polygon.front()) {
            south_west = {std::min(south_west.lon, point.lon), std::min(south_west.lat, point.lat)};
            north_east = {std::max(north_east.lon, point.lon), std::max(north_east.lat, point.lat)};
        }
    }
    return {geometry::to_grid({south_west.lon, north_east.lat}),
            geometry::to_grid({north_east.lon, south_west.lat})};
}

} // namespace

std::vector<matching::DivisionInput> read_match_divisions(const std::filesystem::path& file,
                                                          ImportReport& report) {
    std::vector<matching::DivisionInput> divisions;
    read_rows(file, {"code", "name"},
              [&](std::size_t number, const Columns& columns, io::TableRow& row) {
                  ++report.read;
                  matching::DivisionInput division;
                  division.code = full_code(columns.take(row, "code"));
                  if (division.code.empty()) {
                      report.refuse({"code_missing", fmt::format("第 {} 行", number), "code",
                                     "没有区划代码 code，此行未采用，请补上"});
                      return;
                  }
                  division.name = columns.take(row, "name");
                  division.parent = full_code(columns.take(row, "parent"));
                  division.aliases = split(columns.take(row, "aliases"));
                  division.merged_into = full_code(columns.take(row, "merged_into"));
                  const std::string level = columns.take(row, "level");
                  division.is_village =
                      level.empty() ? !division.code.ends_with("000") : level == "village";
                  const auto lon = read_number(columns.take(row, "office_lon"));
                  const auto lat = read_number(columns.take(row, "office_lat"));
                  if (lon && lat) {
                      division.office = geometry::LonLat{*lon, *lat};
                  }
                  divisions.push_back(std::move(division));
              });
    report.taken = divisions.size();
    return divisions;
}

MatchHouseholds read_match_households(const std::filesystem::path& file, ImportReport& report) {
    MatchHouseholds households;
    std::unordered_set<std::string> seen;
    read_rows(
        file, {"household_id"}, [&](std::size_t number, const Columns& columns, io::TableRow& row) {
            ++report.read;
            std::string id = columns.take(row, "household_id");
            if (id.empty()) {
                report.refuse({"household_id_missing", fmt::format("第 {} 行", number),
                               "household_id", "没有 household_id，此行未采用，请补上"});
            } else if (!seen.insert(id).second) {
                report.refuse(
                    {"household_id_repeated", fmt::format("第 {} 行", number), "household_id",
                     fmt::format("household_id “{}”已在前面出现，此行未采用，请核对后改正", id)});
            } else {
                ++report.taken;
                households.ids.push_back(std::move(id));
                read_household(columns, row, households);
            }
        });
    return households;
}

matching::CountyPatches read_match_patches(const std::filesystem::path& file,
                                           std::span<const matching::DivisionInput> divisions,
                                           unsigned threads, ImportReport& report) {
    matching::CountyPatchesBuilder builder(divisions);
    io::ReadOptions options;
    options.normalize_code = codelists::normalize_patch_code;
    options.seal_owner_id = [](std::string_view plain) { return std::string(plain); };
    options.threads = threads;
    io::read_patches(file, options, report, [&](Patch&& patch) -> std::optional<Issue> {
        matching::PatchInput input;
        input.number = patch.number;
        input.division_code = patch.division_code;
        input.address = patch.address;
        input.owner_name = patch.owner_name;
        input.owner_id = patch.owner_id_sealed;
        input.use = patch.use;
        input.dwelling_kind = patch.dwelling_kind;
        input.built_period = patch.built_period;
        input.floors = patch.floors;
        input.floor_area_m2 = patch.floor_area_m2;
        input.ground_area_m2 = patch.ground_area_m2.value_or(0);
        input.box = box_of(patch.shape);
        builder.add(input);
        return std::nullopt;
    });
    return builder.finish(threads);
}

} // namespace tuban::cli
