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
#include <cstdio>
#include <future>
#include <iterator>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <set>
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

/// Names mergers that lead nowhere; such villages are then taken as not merged.
void check_mergers(std::span<const matching::DivisionInput> divisions, ImportReport& report) {
    std::map<std::string_view, const matching::DivisionInput*> by_code;
    for (const auto& division : divisions) {
        by_code.try_emplace(division.code, &division);
    }
    for (const auto& division : divisions) {
        const auto* row = &division;
        std::string_view target;
        std::set<std::string_view> passed;
        while (row != nullptr && !row->merged_into.empty() && passed.insert(row->code).second) {
            target = row->merged_into;
            const auto next = by_code.find(target);
            row = next == by_code.end() ? nullptr : next->second;
        }
        if (row == nullptr) {
            report.warn({"merged_into_unknown", fmt::format("区划 {}", division.code),
                         "merged_into",
                         fmt::format("并入的代码 {} 不在区划表中，合并到此为止，请核对", target)});
        } else if (!row->merged_into.empty()) {
            report.warn({"merged_into_cycle", fmt::format("区划 {}", division.code), "merged_into",
                         "合并关系绕成一圈，没有现存的村，按未合并处理，请核对"});
        }
    }
}

std::optional<double> read_number(const std::string& text) {
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() && end == text.data() + text.size() && std::isfinite(value)
               ? std::optional(value)
               : std::nullopt;
}

/// A number within its range; what is neither empty nor one is warned of.
std::optional<double> read_within(const Columns& columns, io::TableRow& row, const char* name,
                                  double least, double most, std::size_t number,
                                  ImportReport& report) {
    const std::string text = columns.take(row, name);
    if (text.empty()) {
        return std::nullopt;
    }
    const std::optional<double> value = read_number(text);
    if (!value || *value < least || *value > most) {
        report.warn(
            {"value_unreadable", fmt::format("第 {} 行", number), name,
             fmt::format("列 {} 应为 {:.0f} 至 {:.0f} 的数，此值未采用", name, least, most)});
        return std::nullopt;
    }
    return value;
}

matching::CountyHousehold read_household(const Columns& columns, io::TableRow& row,
                                         std::size_t number, ImportReport& report) {
    matching::CountyHousehold household;
    matching::HouseholdEvidence& evidence = household.evidence;
    evidence.name = columns.take(row, "name");
    evidence.id_number = columns.take(row, "id_number");
    evidence.members = split(columns.take(row, "members"));
    if (std::string code = full_code(columns.take(row, "division_code")); !code.empty()) {
        evidence.village_codes.push_back(std::move(code));
    }
    evidence.address = columns.take(row, "address");
    evidence.device = columns.take(row, "gps_device");
    const auto within = [&](const char* name, double least, double most) {
        return read_within(columns, row, name, least, most, number, report);
    };
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
    return household;
}

using Lines = fmt::memory_buffer;

void append(Lines& lines, std::string_view text) {
    lines.append(text.data(), text.data() + text.size());
}

/// In quotes where its text needs them.
void append_cell(Lines& lines, std::string_view text) {
    if (text.find_first_of(",\"\r\n") == std::string_view::npos) {
        append(lines, text);
        return;
    }
    lines.push_back('"');
    for (const char c : text) {
        append(lines, c == '"' ? std::string_view("\"\"") : std::string_view(&c, 1));
    }
    lines.push_back('"');
}

const char* name_of(matching::Decision decision) {
    switch (decision) {
    case matching::Decision::automatic:
        return "auto";
    case matching::Decision::review:
        return "review";
    case matching::Decision::none:
    case matching::Decision::linked: // files hold no links
        break;
    }
    return "none";
}

std::string joined(const std::vector<matching::Reason>& reasons) {
    std::string text;
    for (const matching::Reason& reason : reasons) {
        fmt::format_to(std::back_inserter(text), "{}{}（{:+.1f}）", text.empty() ? "" : "；",
                       reason.text, reason.weight);
    }
    return text;
}

void append_household(Lines& lines, const std::string& id, const matching::CountyPatches& patches,
                      const matching::HouseholdMatch& match) {
    std::size_t rank = 0;
    bool has_none = false;
    const auto add = [&](std::string_view patch, double probability, std::string_view reasons) {
        ++rank;
        append_cell(lines, id);
        fmt::format_to(fmt::appender(lines), ",{},", rank);
        append_cell(lines, patch);
        fmt::format_to(fmt::appender(lines), ",{:.6f},{},", probability,
                       rank == 1 ? name_of(match.decision) : "");
        append_cell(lines, reasons);
        lines.push_back('\n');
    };
    const auto add_none = [&] {
        has_none = true;
        add("", match.none_probability, "没有与该户相符的图斑");
    };
    for (const matching::RankedPatch& ranked : match.patches) {
        if (!has_none && match.none_probability >= ranked.probability) {
            add_none();
        }
        add(patches.number(ranked.patch), ranked.probability, joined(ranked.reasons));
    }
    if (!has_none) {
        add_none();
    }
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
    read_rows(file, {"code", "name"}, [&](std::size_t, const Columns& columns, io::TableRow& row) {
        matching::DivisionInput division;
        division.code = full_code(columns.take(row, "code"));
        division.name = columns.take(row, "name");
        division.parent = full_code(columns.take(row, "parent"));
        division.aliases = split(columns.take(row, "aliases"));
        division.merged_into = full_code(columns.take(row, "merged_into"));
        const std::string level = columns.take(row, "level");
        division.is_village = level.empty() ? !division.code.ends_with("000") : level == "village";
        const auto lon = read_number(columns.take(row, "office_lon"));
        const auto lat = read_number(columns.take(row, "office_lat"));
        if (lon && lat) {
            division.office = geometry::LonLat{*lon, *lat};
        }
        divisions.push_back(std::move(division));
    });
    report.read = report.taken = divisions.size();
    check_mergers(divisions, report);
    return divisions;
}

void check_household_codes(const MatchHouseholds& households,
                           std::span<const matching::DivisionInput> divisions,
                           ImportReport& report) {
    // A village may stand for its town and county, which tables often leave out.
    const auto prefix = [](std::string_view code) {
        return code.substr(0, code.ends_with("000000") ? 6 : code.ends_with("000") ? 9 : 12);
    };
    std::set<std::string_view> known;
    for (const auto& division : divisions) {
        for (const std::size_t digits : {6U, 9U, 12U}) {
            known.insert(std::string_view(division.code).substr(0, digits));
        }
    }
    std::map<std::string_view, std::size_t> unknown;
    for (const auto& household : households.evidence) {
        for (const std::string& code : household.evidence.village_codes) {
            if (!known.contains(code.size() > 12 ? code : prefix(code))) {
                ++unknown[code];
            }
        }
    }
    for (const auto& [code, count] : unknown) {
        report.warn({"division_unknown", fmt::format("区划 {}", code), "division_code",
                     fmt::format("不在区划表中，{} 户只按其余信息对应，请核对", count)});
    }
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
                households.evidence.push_back(read_household(columns, row, number, report));
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

void write_matches(const std::filesystem::path& file, std::span<const std::string> ids,
                   const matching::CountyPatches& patches, const matching::CountyMatch& match,
                   unsigned threads) {
    std::filesystem::path draft = file;
    draft += ".tmp";
    const auto refuse = [&draft](const std::filesystem::path& path) {
        std::error_code ignored;
        std::filesystem::remove(draft, ignored);
        throw Error("write_failed",
                    fmt::format("写不了文件“{}”，请核对目录、权限与剩余空间。", path.string()));
    };
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> closing(
        std::fopen(draft.c_str(), "wb"),
        [](std::FILE* open) { return open ? std::fclose(open) : 0; });
    std::FILE* out = closing.get();
    if (out == nullptr) {
        refuse(file);
    }
    std::fputs("household_id,rank,patch_no,probability,decision,reasons\n", out);
    // Each thread makes the lines of some households; they are written in their order.
    constexpr std::size_t share = 1024;
    for (std::size_t begin = 0; begin < ids.size();) {
        std::vector<std::future<Lines>> parts;
        for (unsigned t = 0; t < threads && begin < ids.size(); ++t) {
            const std::size_t end = std::min(begin + share, ids.size());
            parts.push_back(std::async(std::launch::async, [&, begin, end] {
                Lines lines;
                for (std::size_t h = begin; h < end; ++h) {
                    append_household(lines, ids[h], patches, match.households[h]);
                }
                return lines;
            }));
            begin = end;
        }
        for (std::future<Lines>& part : parts) {
            const Lines lines = part.get();
            std::fwrite(lines.data(), 1, lines.size(), out);
        }
    }
    if (std::fflush(out) != 0 || std::ferror(out) != 0) {
        refuse(file);
    }
    std::error_code error;
    std::filesystem::rename(draft, file, error);
    if (error) {
        refuse(file);
    }
}

} // namespace tuban::cli
