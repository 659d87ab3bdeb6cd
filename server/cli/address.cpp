#include "base/report.hpp"
#include "data/import/division_rows.hpp"
#include "server/cli/command.hpp"
#include "server/cli/usage.hpp"
#include "spatial/address/parser.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cmath>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

namespace tuban::cli {
namespace {

using Json = nlohmann::ordered_json;
using address::Reading;
using address::Span;

std::vector<address::DivisionRow> read_divisions(const std::string& file) {
    std::vector<address::DivisionRow> rows;
    if (file.empty()) {
        return rows;
    }
    ImportReport report;
    import::read_division_rows(file, report, [&](import::DivisionRow&& row) {
        rows.push_back({row.code, row.name,
                        row.level ? static_cast<address::Level>(*row.level) : address::Level::none,
                        row.parent_code.value_or(""), row.aliases, row.merged_into.value_or("")});
});
for (const auto& refusal : report.refusals) {
    fmt::print(stderr, "{}：{}\n", refusal.subject, refusal.detail);
}
return rows;
} // namespace

Json text_or_null(std::string_view text, Span span) {
    return span.is_empty() ? Json() : Json(span.of(text));
}

template <typename Value>
Json value_or_null(const std::optional<Value>& value) {
    return value ? Json(*value) : Json();
}

Json divisions_of(const address::Gazetteer& gazetteer, std::string_view text,
                  const Reading& reading) {
    Json divisions = Json::array();
    for (const address::DivisionRead& read : reading.named_divisions()) {
        Json division{{"level", level_name(read.level)},
                      {"name", read.span.of(text)},
                      {"code", nullptr},
                      {"offsets", {read.span.begin, read.span.end}}};
        if (read.division != address::no_division) {
            const address::Division& known = gazetteer[read.division];
            division["name"] = known.name;
            division["code"] = known.code;
            if (known.current != read.division) {
                division["current_code"] = gazetteer[known.current].code;
            }
        }
        divisions.push_back(std::move(division));
    }
    return divisions;
}

void print_address(const address::Gazetteer& gazetteer, std::string_view text,
                   const address::Readings& readings) {
    const Reading& best = readings.best();
    const Json line{{"text", text},
                    {"divisions", divisions_of(gazetteer, text, best)},
                    {"natural_village", text_or_null(text, best.natural_village)},
                    {"road", text_or_null(text, best.road)},
                    {"group", value_or_null(best.group)},
                    {"number", value_or_null(best.number)},
                    {"sub_number", value_or_null(best.sub_number)},
                    {"building", text_or_null(text, best.building)},
                    {"room", text_or_null(text, best.room)},
                    {"rest", text_or_null(text, best.rest)},
                    {"confidence", std::round(readings.confidence() * 1000) / 1000}};
    fmt::print("{}\n", line.dump(-1, ' ', false, Json::error_handler_t::replace));
}

ExitCode parse_lines(const std::string& divisions) {
    const address::Gazetteer gazetteer(read_divisions(divisions));
    address::Parser parser(gazetteer);
    for (std::string line; std::getline(std::cin, line);) {
        if (line.ends_with('\r')) {
            line.pop_back();
        }
        print_address(gazetteer, line, parser.parse(line));
    }
    return ExitCode::done;
}

} // namespace tuban::cli

void add_address_command(CLI::App& app, Action& action) {
    auto* command = app.add_subcommand("address", "地址");
    command->require_subcommand(1);
    auto* parse = command->add_subcommand(
        "parse", "从标准输入逐行读取地址，每行输出一个 JSON 对象；自带全国省、市、县名称");
    auto divisions = std::make_shared<std::string>();
    parse->add_option("--divisions", *divisions, "乡镇、村的区划文件（CSV 或 JSON，可为 ZIP）")
        ->check(existing_file());
    parse->callback(
        [divisions, &action] { action = [divisions] { return parse_lines(*divisions); }; });
}

} // namespace tuban::cli
