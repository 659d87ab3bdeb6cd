#include "server/cli/match_checks.hpp"

#include "spatial/matching/mergers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string>
#include <string_view>

namespace tuban::cli {

void check_mergers(std::span<const matching::DivisionInput> divisions, ImportReport& report) {
    const matching::Mergers mergers(divisions);
    for (const auto& [code, division] : mergers.rows()) {
        const auto [row, end] = mergers.follow(*division);
        if (end == matching::Mergers::End::unknown) {
            report.warn({"merged_into_unknown", fmt::format("区划 {}", code), "merged_into",
                         fmt::format("并入的代码 {} 不是区划表中的村，合并到此为止，请核对",
                                     row->merged_into)});
        } else if (end == matching::Mergers::End::cycle) {
            report.warn({"merged_into_cycle", fmt::format("区划 {}", code), "merged_into",
                         "合并关系绕成一圈，没有现存的村，按未合并处理，请核对"});
        }
    }
}

void check_household_codes(const MatchHouseholds& households,
                           std::span<const matching::DivisionInput> divisions,
                           ImportReport& report) {
    // A village may stand for its town and what is above, which tables often leave out.
    constexpr std::array<std::size_t, 5> lengths{2, 4, 6, 9, 12}; // of provinces to villages
    const auto prefix = [&](std::string_view code) {
        const auto digits = code.find_last_not_of('0') + 1;
        return code.substr(0, *std::ranges::lower_bound(lengths, std::min(digits, code.size())));
    };
    std::set<std::string_view> known;
    for (const auto& division : divisions) {
        for (const std::size_t digits : lengths) {
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

void check_odd_rows(const MatchHouseholds& households, const matching::CountyReport& match,
                    ImportReport& report) {
    const auto warn = [&](const matching::OddRows& rows, const char* reason, const char* field,
                          std::string_view text) {
        if (rows.households == 0) {
            return;
        }
        std::string examples;
        for (const std::size_t h : rows.first) {
            examples += (examples.empty() ? "" : "、") + households.ids[h];
        }
        report.warn({reason, fmt::format("{} 户", rows.households), field,
                     fmt::format("{}，请核对，例如 household_id {}", text, examples)});
    };
    for (const auto& [column, values] : households.unreadable) {
        warn(values.rows, "value_unreadable", column.c_str(),
             fmt::format("列 {} 应为 {:.0f} 至 {:.0f} 的数，这些值未采用", column, values.least,
                         values.most));
    }
    warn(match.malformed_ids, "id_number_malformed", "id_number",
         "证件号不是 15 位或 18 位，只按原样比较");
    warn(match.far_positions, "position_far", "lon、lat",
         fmt::format("定位点离所有图斑 {:.0f} 公里以上，实际不起作用",
                     matching::far_position_m / 1000));
    warn(match.long_addresses, "address_too_long", "address",
         fmt::format("地址超过 {} 字节，只读到这里为止",
                     matching::HouseholdEvidence::longest_address));
}

} // namespace tuban::cli
