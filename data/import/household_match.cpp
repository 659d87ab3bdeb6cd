#include "data/import/household_match.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

namespace tuban::import {
namespace {

using Matched = Result<HouseholdMatch, Issue>;

class Match {
  public:
    Match(store::Reader& reader, const DivisionFinder& divisions, model::Household& household,
          const store::Blob& digest, std::size_t row)
        : m_reader(reader), m_divisions(divisions), m_household(household), m_digest(digest),
          m_row(row) {}

    Matched run() {
        if (m_household.id_hash) {
            if (auto known =
                    store::find_by_id_number(m_reader, m_household.list, *m_household.id_hash)) {
                const bool is_same_source =
                    !known->source_id.empty() && known->source_id == m_household.source_id;
                if (known->head_name != m_household.head_name && !is_same_source) {
                    return refuse("id_taken", "id_number",
                                  fmt::format("身份证号已属于“{}”的另一户，户主姓名不同，"
                                              "请核对姓名与身份证号",
                                              m_divisions.name_of(known->division_id)));
                }
                return file(std::move(*known));
            }
        }
        return by_source_id();
    }

  private:
    Matched by_source_id() {
        auto candidates =
            store::list_by_source_id(m_reader, m_household.list, m_household.source_id);
        const auto county = m_divisions.county_of(m_household.division_id);
        std::erase_if(candidates, [&](const auto& candidate) {
            return m_divisions.county_of(candidate.division_id) != county;
        });
        if (candidates.empty()) {
            return HouseholdMatch{};
        }
        const auto same =
            std::find_if(candidates.begin(), candidates.end(), [&](const auto& candidate) {
                return candidate.head_name == m_household.head_name &&
                       !(candidate.has_id_number && m_household.id_hash);
            });
        if (same == candidates.end()) {
            return refuse("household_id_taken", "household_id",
                          fmt::format("户编号 {} 已属于“{}”的另一户，户主姓名或身份证号不同。"
                                      "户主变更请在档案中办理；否则请核对户编号",
                                      m_household.source_id,
                                      m_divisions.name_of(candidates[0].division_id)));
        }
        return file(std::move(*same));
    }

    Matched file(store::KnownHousehold known) {
        HouseholdMatch match;
        match.is_unchanged = known.source_digest == m_digest;
        if (match.is_unchanged) {
            return match;
        }
        const auto listed = m_household.division_id;
        const auto now = known.division_id;
        if (known.is_begun && listed != now) {
            if (!m_divisions.is_within(listed, now) && !m_divisions.is_within(now, listed)) {
                return refuse("household_begun_elsewhere", "division_code",
                              fmt::format("该户在“{}”已填报档案或选定图斑，名单却列在“{}”。"
                                          "确已迁移的请办理迁户，名单不改变其所在行政区划",
                                          m_divisions.name_of(now), m_divisions.name_of(listed)));
            }
            m_household.division_id = now;
            match.warning = Issue{"division_kept", std::to_string(m_row), "division_code",
                                  fmt::format("该户已填报档案或选定图斑，仍归“{}”，其余内容已更新",
                                              m_divisions.name_of(now))};
        }
        match.known = std::move(known);
        return match;
    }

    Matched refuse(const char* code, const char* field, std::string detail) const {
        return Matched::refuse({code, std::to_string(m_row), field, std::move(detail)});
    }

    store::Reader& m_reader;
    const DivisionFinder& m_divisions;
    model::Household& m_household;
    const store::Blob& m_digest;
    std::size_t m_row;
};

} // namespace

Result<HouseholdMatch, Issue> match_household(store::Reader& reader,
                                              const DivisionFinder& divisions,
                                              model::Household& household,
                                              const store::Blob& digest, std::size_t row) {
    return Match(reader, divisions, household, digest, row).run();
}

} // namespace tuban::import
