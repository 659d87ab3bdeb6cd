#include "data/import/household_check.hpp"

#include "data/codelists/code_lists.hpp"
#include "data/model/division_code.hpp"
#include "data/model/identifiers.hpp"
#include "data/model/name_key.hpp"
#include "data/store/crosswalk.hpp"
#include "data/store/divisions.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <utility>

namespace tuban::import {
namespace {

constexpr std::size_t longest_text = 600;

std::optional<double> number(const std::string& text) {
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool is_number = error == std::errc() && end == text.data() + text.size();
    return is_number && std::isfinite(value) ? std::optional(value) : std::nullopt;
}

// A number cell of a workbook keeps 15 digits only: 4.4E+17, or three zeros at the end.
bool is_scientific(std::string_view id) {
    return id.find('E') != std::string_view::npos || id.find('.') != std::string_view::npos;
}

bool ends_in_zeros(std::string_view id) {
    return id.size() == 18 && id.substr(15) == "000";
}

class Check {
  public:
    Check(const HouseholdText& text, const seal::Sealer& sealer, ImportReport& report)
        : m_text(text), m_sealer(sealer), m_report(report) {}

    Result<model::Household, Issue> run(const DivisionFinder& divisions, int today) {
        if (!take_name() || !take_id(today) || !take_phone() || !take_place(divisions) ||
            !take_rest()) {
            return Result<model::Household, Issue>::refuse(std::move(m_issue));
        }
        return std::move(m_household);
    }

  private:
    bool refuse(const char* code, const char* field, std::string detail) {
        m_issue = {code, std::to_string(m_text.row), field, std::move(detail)};
        return false;
    }
    void warn(const char* code, const char* field, std::string detail) {
        m_report.warn({code, std::to_string(m_text.row), field, std::move(detail)});
    }

    bool take_name() {
        m_household.head_name = model::normalize_name(m_text.name);
        if (!model::is_name(m_household.head_name)) {
            return refuse("name_invalid", "name", "户主姓名为空，或超过 50 个字");
        }
        m_household.head_name_key = model::name_key(m_household.head_name);
        m_household.source_id = m_text.household_id;
        return true;
    }

    bool take_id(int today) {
        const auto id = model::normalize_id(m_text.id_number);
        if (id.empty()) {
            return m_household.source_id.empty()
                       ? refuse("id_missing", "id_number",
                                "身份证号与户编号都为空，无法认定是哪一户")
                       : true;
        }
        const auto fault = model::check_id_number(id, today);
        if (is_scientific(id) || (fault == model::IdFault::check && ends_in_zeros(id))) {
            m_issue = ruined_id(m_text);
            return false;
        }
        if (fault != model::IdFault::none) {
            return refuse("id_invalid", "id_number", model::explain(fault));
        }
        m_household.id_sealed = m_sealer.seal(id);
        m_household.id_hash = m_sealer.lookup_hash(id);
        m_household.id_masked = model::mask_id(id);
        return true;
    }

    bool take_phone() {
        const auto phone = model::normalize_phone(m_text.phone);
        if (phone.empty()) {
            return true;
        }
        if (!model::is_phone(phone)) {
            return refuse("phone_invalid", "phone", "联系电话应为 11 位手机号，或带区号的固定电话");
        }
        m_household.phone_sealed = m_sealer.seal(phone);
        m_household.phone_hash = m_sealer.lookup_hash(phone);
        m_household.phone_masked = model::mask_phone(phone);
        return true;
    }

    bool take_place(const DivisionFinder& divisions) {
        const auto found = divisions.find(m_text);
        if (!found) {
            return refuse(
                "division_unknown", "division_code",
                fmt::format("行政区划“{}”不在区划表中，请先导入或更正",
                            m_text.division_code.empty() ? m_text.village : m_text.division_code));
        }
        if (found->is_ancestor) {
            warn("division_unknown", "division_code",
                 fmt::format("区划代码 {} 不在区划表中，先归入上级，请在填报时选定所在村",
                             m_text.division_code));
        }
        m_household.division_id = found->id;
        return true;
    }

    bool take_rest() {
        if (m_text.address.size() > longest_text || m_text.members.size() > longest_text) {
            return refuse("text_too_long", "address", "地址或家庭成员超过 200 个字");
        }
        m_household.address = m_text.address;
        m_household.village_group = m_text.group;
        m_household.members = m_text.members;
        if (!m_text.family_size.empty()) {
            const auto size = number(m_text.family_size);
            if (!size || *size < 1 || *size > 50 || *size != std::floor(*size)) {
                return refuse("family_size_invalid", "family_size", "家庭人口应为 1 至 50 的整数");
            }
            m_household.family_size = static_cast<std::int64_t>(*size);
        }
        take_kind();
        take_point();
        take_house();
        return true;
    }

    void take_kind() {
        if (m_text.kind.empty()) {
            return;
        }
        const auto& lists = codelists::CodeLists::embedded();
        auto kind = lists.normalize("household_kind", m_text.kind);
        if (!kind) {
            kind = lists.normalize("household_group", m_text.kind);
        }
        if (kind) {
            m_household.kind = *kind;
        } else {
            warn("kind_unknown", "kind",
                 fmt::format("户类型“{}”不认识，按脱贫户处理", m_text.kind));
        }
    }

    void take_point() {
        if (m_text.lon.empty() && m_text.lat.empty()) {
            return;
        }
        const auto lon = number(m_text.lon);
        const auto lat = number(m_text.lat);
        if (!lon || !lat || std::abs(*lon) > 180 || std::abs(*lat) > 90) {
            warn("point_invalid", "lon", "经纬度不是有效的度数，已略去定位点");
            return;
        }
        m_household.lon = lon;
        m_household.lat = lat;
        m_household.location_source = m_text.gps_source;
        m_household.location_device = m_text.gps_device;
        const auto accuracy = number(m_text.gps_accuracy);
        if (accuracy && *accuracy >= 0) {
            m_household.location_accuracy_m = accuracy;
        }
    }

    /// Evidence only: what can't be a house's is left out and said.
    void take_house() {
        constexpr double most_floors = 200;
        constexpr double most_area_m2 = 100'000;
        const auto take = [&](const std::string& text, const char* field, double low, double high) {
            const auto value = number(text);
            if (!text.empty() && (!value || *value < low || *value > high)) {
                warn("house_fact_invalid", field,
                     fmt::format("“{}”不是有效的层数、面积或年份，已略去", text));
                return std::optional<double>();
            }
            return text.empty() ? std::nullopt : value;
        };
        const auto whole = [](std::optional<double> value) {
            return value ? std::optional(static_cast<std::int64_t>(std::llround(*value)))
                         : std::nullopt;
        };
        m_household.stated_floors = whole(take(m_text.floors, "floors", 1, most_floors));
        m_household.stated_area_m2 = take(m_text.area, "area", 1, most_area_m2);
        m_household.stated_built_year = whole(take(m_text.year, "year", 1000, 2200));
    }

    const HouseholdText& m_text;
    const seal::Sealer& m_sealer;
    ImportReport& m_report;
    model::Household m_household;
    Issue m_issue;
};

} // namespace

DivisionFinder::DivisionFinder(store::Reader& reader) {
    for (const auto& division : store::divisions_in(reader, store::whole_area())) {
        m_by_code.emplace(division.code, division.id);
        m_nodes.emplace(division.id, Node{division.name, division.level, division.parent_id});
        const auto [entry, is_new] = m_by_names.emplace(
            std::pair(division.name, division.parent_id ? name_of(*division.parent_id) : ""),
            division.id);
        if (!is_new) {
            entry->second.reset();
        }
    }
    for (const auto& merged : store::list_crosswalk(reader)) {
        m_by_code.emplace(merged.census_code, merged.division_id);
    }
}

std::int64_t DivisionFinder::county_of(std::int64_t id) const {
    for (auto node = m_nodes.find(id); node != m_nodes.end();
         node = m_nodes.find(*node->second.parent_id)) {
        if (node->second.level == model::Level::county) {
            return node->first;
        }
        if (!node->second.parent_id) {
            break;
        }
    }
    return id;
}

bool DivisionFinder::is_within(std::int64_t inner, std::int64_t outer) const {
    std::optional<std::int64_t> at = inner;
    while (at && *at != outer) {
        const auto node = m_nodes.find(*at);
        at = node == m_nodes.end() ? std::nullopt : node->second.parent_id;
    }
    return at.has_value();
}

std::string DivisionFinder::name_of(std::int64_t id) const {
    const auto node = m_nodes.find(id);
    return node == m_nodes.end() ? std::string() : node->second.name;
}

std::optional<DivisionFinder::Found> DivisionFinder::find(const HouseholdText& text) const {
    if (text.division_code.empty()) {
        const auto found = m_by_names.find(std::pair(text.village, text.town));
        return found != m_by_names.end() && found->second
                   ? std::optional(Found{*found->second, false})
                   : std::nullopt;
    }
    const auto code = model::padded_code(text.division_code);
    if (!code) {
        return {};
    }
    if (const auto exact = m_by_code.find(*code); exact != m_by_code.end()) {
        return Found{exact->second, false};
    }
    for (const auto& ancestor : model::ancestor_codes(*code)) {
        if (const auto found = m_by_code.find(ancestor); found != m_by_code.end()) {
            return Found{found->second, true};
        }
    }
    return {};
}

bool may_be_rounded(const HouseholdText& text) {
    const auto id = model::normalize_id(text.id_number);
    return ends_in_zeros(id) && model::is_citizen_id(id);
}

Issue ruined_id(const HouseholdText& text) {
    return {"id_ruined", std::to_string(text.row), "id_number",
            "身份证号在表格中是数字格式，后三位已丢失（显示为 000 或 E+17）。请把该列设为文本后"
            "重新填写完整号码"};
}

Result<model::Household, Issue> check_household(const HouseholdText& text,
                                                const DivisionFinder& divisions,
                                                const seal::Sealer& sealer, int today,
                                                ImportReport& report) {
    return Check(text, sealer, report).run(divisions, today);
}

} // namespace tuban::import
