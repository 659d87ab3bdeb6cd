#include "data/import/division_rows.hpp"

#include "base/error.hpp"
#include "data/model/division_code.hpp"
#include "spatial/io/tabular.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <string_view>
#include <utility>
#include <vector>

namespace tuban::import {
namespace {

using nlohmann::json;

constexpr std::size_t no_column = static_cast<std::size_t>(-1);
constexpr std::size_t longest_name = 100;

bool ends_with(std::string_view text, std::string_view end) {
    return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

/// Checks code and name, which every layout has, and passes the row on.
class RowTaker {
  public:
    RowTaker(ImportReport& report, const std::function<void(DivisionRow&&)>& take)
        : m_report(report), m_take(take) {}

    void take(DivisionRow row, const std::string& raw_code) {
        ++m_report.read;
        const auto code = model::padded_code(raw_code);
        if (!code) {
            m_report.refuse({"code_invalid", row.subject, "code",
                             fmt::format("区划代码“{}”应为 2 至 12 位数字", raw_code)});
            return;
        }
        row.code = *code;
        if (row.name.empty() || row.name.size() > 4 * longest_name) {
            m_report.refuse({"name_invalid", row.subject, "name", "区划名称为空或过长"});
            return;
        }
        m_take(std::move(row));
    }

  private:
    ImportReport& m_report;
    const std::function<void(DivisionRow&&)>& m_take;
};

/// Columns of the gazetteer CSV and of the statistics office's CSV files.
struct Columns {
    std::size_t code = no_column;
    std::size_t name = no_column;
    std::size_t parent = no_column;
    std::size_t level = no_column;
    std::size_t full_name = no_column;
    std::size_t aliases = no_column;
    std::size_t merged_into = no_column;
    std::size_t office_lon = no_column;
    std::size_t office_lat = no_column;
};

Columns columns_of(const io::TableRow& header) {
    const auto find = [&](std::initializer_list<std::string_view> names) {
        for (const auto name : names) {
            const auto at = std::find(header.begin(), header.end(), name);
            if (at != header.end()) {
                return static_cast<std::size_t>(at - header.begin());
            }
        }
        return no_column;
    };
    // Of several columns of upper codes the first named here is the nearest.
    return {
        find({"code", "代码", "区划代码", "行政区划代码"}),
        find({"name", "名称", "区划名称", "行政区划名称"}),
        find({"parent", "上级", "上级代码", "streetCode", "areaCode", "cityCode", "provinceCode"}),
        find({"level", "级别"}),
        find({"full_name", "全称"}),
        find({"aliases", "别名", "曾用名"}),
        find({"merged_into", "并入", "并入代码"}),
        find({"office_lon"}),
        find({"office_lat"})};
}

std::optional<double> degrees(const std::string& text, double limit) {
    if (text.empty()) {
        return {};
    }
    char* end = nullptr;
    const double value = std::strtod(text.c_str(), &end);
    const bool is_number = end == text.c_str() + text.size() && std::isfinite(value);
    return is_number && std::abs(value) <= limit ? std::optional(value) : std::nullopt;
}

void read_csv(const io::TextSource& source, ImportReport& report, RowTaker& taker) {
    std::optional<Columns> columns;
    io::read_table(source.path, [&](std::size_t number, io::TableRow&& cells) {
        if (!columns) {
            columns = columns_of(cells);
            if (columns->code == no_column || columns->name == no_column) {
                throw Error(
                    "file_unreadable",
                    fmt::format("{}：首行没有 code 与 name 两列。请按样例补上表头。", source.name));
            }
            return;
        }
        const auto cell = [&](std::size_t column) {
            return column < cells.size() ? cells[column] : std::string();
        };
        DivisionRow row;
        row.subject = fmt::format("{}:{}", source.name, number);
        row.name = cell(columns->name);
        row.full_name = cell(columns->full_name);
        row.aliases = cell(columns->aliases);
        row.level = model::level_from(cell(columns->level));
        row.office_lon = degrees(cell(columns->office_lon), 180);
        row.office_lat = degrees(cell(columns->office_lat), 90);
        const auto take_code = [&](std::optional<std::string>& code, std::size_t column,
                                   const char* field, std::string_view what) {
            if (const auto text = cell(column); !text.empty()) {
                code = model::padded_code(text);
                if (!code) {
                    ++report.read;
                    report.refuse({fmt::format("{}_invalid", field), row.subject, field,
                                   fmt::format("{}“{}”应为 2 至 12 位数字", what, text)});
                }
                return code.has_value();
            }
            return true;
        };
        if (!take_code(row.parent_code, columns->parent, "parent", "上级代码") ||
            !take_code(row.merged_into, columns->merged_into, "merged_into", "并入的代码")) {
            return;
        }
        taker.take(std::move(row), cell(columns->code));
    });
}

/// {code: name} or {parent: {code: name}}, as deep as it comes; an upper key that is no code of two
/// digits or more ("0") only groups.
void read_object(const json& object, const std::string& where,
                 const std::optional<std::string>& parent, RowTaker& taker) {
    for (const auto& [key, value] : object.items()) {
        const std::string subject = fmt::format("{}/{}", where, key);
        if (value.is_object()) {
            read_object(value, subject, model::padded_code(key), taker);
            continue;
        }
        DivisionRow row;
        row.subject = subject;
        row.parent_code = parent;
        row.name = value.is_string() ? value.get<std::string>() : std::string();
        taker.take(std::move(row), key);
    }
}

void read_json(const io::TextSource& source, RowTaker& taker) {
    constexpr int deepest = 16;
    const auto depth_limited = [](int depth, json::parse_event_t, json&) {
        return depth <= deepest;
    };
    const auto document = json::parse(io::read_text(source.path), depth_limited, false);
    if (!document.is_object()) {
        throw Error("file_unreadable",
                    fmt::format("{}：不是“代码: 名称”形式的 JSON。", source.name));
    }
    read_object(document, source.name, {}, taker);
}

} // namespace

void read_division_rows(const std::filesystem::path& file, ImportReport& report,
                        const std::function<void(DivisionRow&&)>& take) {
    RowTaker taker(report, take);
    for (const auto& source : io::text_sources(file)) {
        if (ends_with(source.name, ".json")) {
            read_json(source, taker);
        } else {
            read_csv(source, report, taker);
        }
    }
}

} // namespace tuban::import
