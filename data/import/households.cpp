#include "data/import/households.hpp"

#include "data/import/household_check.hpp"
#include "data/import/household_match.hpp"
#include "data/import/household_rows.hpp"
#include "data/store/audit.hpp"
#include "data/store/counters.hpp"
#include "data/store/household_staging.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <ctime>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace tuban::import {
namespace {

constexpr std::size_t group_size = 500;

int today() {
    const auto now = fmt::gmtime(std::time(nullptr) + std::time_t{8} * 3600);
    return (now.tm_year + 1900) * 10000 + (now.tm_mon + 1) * 100 + now.tm_mday;
}

/// Of all that the row says, keyed: equal rows are found without keeping what they said.
store::Blob row_digest(const seal::Sealer& sealer, const HouseholdText& text) {
    std::string all;
    for (const auto& part :
         {text.household_id, text.name,       text.id_number, text.phone, text.division_code,
          text.village,      text.town,       text.address,   text.group, text.kind,
          text.family_size,  text.members,    text.lon,       text.lat,   text.gps_source,
          text.gps_accuracy, text.gps_device, text.floors,    text.area,  text.year}) {
        all += part;
        all += '\x1f';
    }
    return sealer.lookup_hash(all);
}

Issue repeated(std::size_t row) {
    return {"household_repeated", std::to_string(row), "id_number",
            "同一户（身份证号或户编号相同）在本文件中重复出现，只采纳第一行"};
}

/// Rows on their way into the staging table, a group at a time.
class Stage {
  public:
    Stage(store::Store& store, const DivisionFinder& divisions, ImportReport& report)
        : m_store(store), m_divisions(divisions), m_report(report), m_import_id(store::new_id()) {}

    void add(model::Household&& household, store::Blob digest, std::size_t row) {
        m_waiting.push_back({std::move(household), std::move(digest), row});
        if (m_waiting.size() >= group_size) {
            flush();
        }
    }

    void flush() {
        // Reported after the commit: a transaction may run twice.
        auto outcome = m_store.write_value([&](store::Transaction& transaction) {
            Outcome group;
            for (const auto& row : m_waiting) {
                stage(transaction, row, group);
            }
            return group;
        });
        m_waiting.clear();
        m_report.taken += outcome.staged.size();
        m_report.unchanged += outcome.unchanged;
        m_staged.merge(outcome.staged);
        for (auto& refusal : outcome.refusals) {
            m_report.refuse(std::move(refusal));
        }
        for (auto& warning : outcome.warnings) {
            m_report.warn(std::move(warning));
        }
    }

    void publish(const std::string& file_name) {
        m_store.write([&](store::Transaction& transaction) {
            for (const auto& gain : store::publish_staged(transaction, m_import_id)) {
                store::count_new_households(transaction, model::to_string(gain.list),
                                            gain.division_id, store::day_of(store::now_us()),
                                            gain.count);
            }
            store::append_audit(transaction, {0, "local"}, "import", "households", file_name,
                                fmt::format(R"({{"taken":{}}})", m_report.taken));
        });
    }

    void discard() {
        m_store.write([&](store::Transaction& transaction) {
            store::discard_staged(transaction, m_import_id);
        });
    }

  private:
    struct Waiting {
        model::Household household;
        store::Blob digest;
        std::size_t row;
    };
    struct Outcome {
        std::set<std::int64_t> staged; ///< household ids
        std::uint64_t unchanged = 0;
        std::vector<Issue> refusals;
        std::vector<Issue> warnings;
    };

    void stage(store::Transaction& transaction, const Waiting& row, Outcome& group) const {
        store::StagedHousehold staged{row.household, true, row.digest};
        auto match =
            match_household(transaction, m_divisions, staged.household, row.digest, row.row);
        if (!match) {
            group.refusals.push_back(match.refusal());
            return;
        }
        if (match->is_unchanged) {
            ++group.unchanged;
            return;
        }
        staged.is_new = !match->known.has_value();
        staged.household.id = match->known ? match->known->id : store::new_id();
        if (m_staged.contains(staged.household.id) ||
            !group.staged.insert(staged.household.id).second) {
            group.refusals.push_back(repeated(row.row));
            return;
        }
        if (match->warning) {
            group.warnings.push_back(*match->warning);
        }
        store::stage_household(transaction, m_import_id, staged);
    }

    store::Store& m_store;
    const DivisionFinder& m_divisions;
    ImportReport& m_report;
    std::int64_t m_import_id;
    std::vector<Waiting> m_waiting;
    std::set<std::int64_t> m_staged;
};

/// Households that a file has named so far.
class Seen {
  public:
    explicit Seen(const DivisionFinder& divisions) : m_divisions(divisions) {}

    bool insert(const model::Household& household) {
        const auto county = m_divisions.county_of(household.division_id);
        if (household.id_hash && m_ids.contains(*household.id_hash)) {
            return false;
        }
        if (!household.source_id.empty() &&
            !m_source_ids.emplace(county, household.source_id).second) {
            return false;
        }
        if (household.id_hash) {
            m_ids.insert(*household.id_hash);
        }
        return true;
    }

  private:
    const DivisionFinder& m_divisions;
    std::set<store::Blob> m_ids;
    std::set<std::pair<std::int64_t, std::string>> m_source_ids; ///< county, household_id
};

} // namespace

ImportReport import_households(store::Store& store, const seal::Sealer& sealer,
                               const std::filesystem::path& file, model::HouseholdList list,
                               const std::function<void(std::uint64_t)>& progress) {
    ImportReport report;
    const auto divisions =
        store.read_value([](store::Reader& reader) { return DivisionFinder(reader); });
    Stage stage(store, divisions, report);
    Seen seen(divisions);
    const int day = today();
    const auto take = [&](const HouseholdText& text) {
        auto checked = check_household(text, divisions, sealer, day, report);
        if (!checked) {
            report.refuse(checked.refusal());
        } else if (!seen.insert(checked.value())) {
            report.refuse(repeated(text.row));
        } else {
            checked->list = list;
            stage.add(std::move(checked.value()), row_digest(sealer, text), text.row);
        }
    };
    bool is_rounded = false;
    std::vector<HouseholdText> doubtful;
    try {
        read_household_rows(file, [&](HouseholdText&& text) {
            ++report.read;
            if (may_be_rounded(text)) {
                doubtful.push_back(std::move(text));
            } else {
                take(text);
                is_rounded = is_rounded || (!report.refusals.empty() &&
                                            report.refusals.back().code == "id_ruined");
            }
            if (progress) {
                progress(report.read);
            }
        });
        for (const auto& text : doubtful) {
            if (is_rounded) {
                report.refuse(ruined_id(text));
            } else {
                take(text);
            }
        }
        stage.flush();
        if (report.taken > 0) {
            stage.publish(file.filename().string());
        }
    } catch (...) {
        stage.discard();
        throw;
    }
    return report;
}

} // namespace tuban::import
