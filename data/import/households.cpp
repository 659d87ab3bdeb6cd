#include "data/import/households.hpp"

#include "data/import/household_check.hpp"
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
    const auto now = fmt::gmtime(std::time(nullptr) + 8 * 3600);
    return (now.tm_year + 1900) * 10000 + (now.tm_mon + 1) * 100 + now.tm_mday;
}

/// Of all that the row says, keyed: equal rows are found without keeping what they said.
store::Blob row_digest(const seal::Sealer& sealer, const HouseholdText& text) {
    std::string all;
    for (const auto& part :
         {text.household_id, text.name, text.id_number, text.phone, text.division_code,
          text.village, text.town, text.address, text.group, text.kind, text.family_size,
          text.members, text.lon, text.lat, text.gps_source, text.gps_accuracy}) {
        all += part;
        all += '\x1f';
    }
    return sealer.lookup_hash(all);
}

/// Rows on their way into the staging table, a group at a time.
class Stage {
  public:
    Stage(store::Store& store, model::HouseholdList list)
        : m_store(store), m_list(list), m_import_id(store::new_id()) {}

    void add(model::Household&& household, store::Blob digest, std::size_t row) {
        m_waiting.push_back({std::move(household), std::move(digest), row});
        if (m_waiting.size() >= group_size) {
            flush();
        }
    }

    void flush() {
        struct Taken {
            std::uint64_t taken = 0;
            std::uint64_t unchanged = 0;
        };
        const auto taken = m_store.write_value([&](store::Transaction& transaction) {
            Taken counts;
            for (const auto& row : m_waiting) {
                stage(transaction, row) ? ++counts.taken : ++counts.unchanged;
            }
            return counts;
        });
        m_taken += taken.taken;
        m_unchanged += taken.unchanged;
        m_waiting.clear();
    }

    void publish(const std::string& file_name) {
        m_store.write([&](store::Transaction& transaction) {
            for (const auto& gain : store::publish_staged(transaction, m_import_id)) {
                store::count_new_households(transaction, model::to_string(gain.list),
                                            gain.division_id, store::day_of(store::now_us()),
                                            gain.count);
            }
            store::append_audit(transaction, {0, "local"}, "import", "households", file_name,
                                fmt::format(R"({{"taken":{}}})", m_taken));
        });
    }

    void discard() {
        m_store.write([&](store::Transaction& transaction) {
            store::discard_staged(transaction, m_import_id);
        });
    }

    std::uint64_t taken() const { return m_taken; }
    std::uint64_t unchanged() const { return m_unchanged; }

  private:
    struct Waiting {
        model::Household household;
        store::Blob digest;
        std::size_t row;
    };

    bool stage(store::Transaction& transaction, const Waiting& row) const {
        store::StagedHousehold staged{row.household, true, row.digest};
        staged.household.list = m_list;
        const auto known =
            staged.household.id_hash
                ? store::find_by_id_number(transaction, m_list, *staged.household.id_hash)
                : store::find_by_source_id(transaction, m_list, staged.household.source_id);
        if (known && known->source_digest == row.digest) {
            return false;
        }
        staged.is_new = !known.has_value();
        staged.household.id = known ? known->id : store::new_id();
        store::stage_household(transaction, m_import_id, staged);
        return true;
    }

    store::Store& m_store;
    model::HouseholdList m_list;
    std::int64_t m_import_id;
    std::vector<Waiting> m_waiting;
    std::uint64_t m_taken = 0;
    std::uint64_t m_unchanged = 0;
};

} // namespace

ImportReport import_households(store::Store& store, const seal::Sealer& sealer,
                               const std::filesystem::path& file, model::HouseholdList list,
                               const std::function<void(std::uint64_t)>& progress) {
    ImportReport report;
    const auto divisions =
        store.read_value([](store::Reader& reader) { return DivisionFinder(reader); });
    Stage stage(store, list);
    std::set<std::pair<bool, std::string>> seen; // by id hash, else by household_id
    const int day = today();
    try {
        read_household_rows(file, [&](HouseholdText&& text) {
            ++report.read;
            auto checked = check_household(text, divisions, sealer, day, report);
            if (!checked) {
                report.refuse(checked.refusal());
                return;
            }
            auto& household = checked.value();
            const auto key = household.id_hash
                                 ? std::pair(true, std::string(household.id_hash->begin(),
                                                               household.id_hash->end()))
                                 : std::pair(false, household.source_id);
            if (!seen.insert(key).second) {
                report.refuse({"household_repeated", std::to_string(text.row), "id_number",
                               "同一户在本文件中重复出现，只采纳第一行"});
                return;
            }
            stage.add(std::move(household), row_digest(sealer, text), text.row);
            if (progress) {
                progress(report.read);
            }
        });
        stage.flush();
        if (stage.taken() > 0) {
            stage.publish(file.filename().string());
        }
    } catch (...) {
        stage.discard();
        throw;
    }
    report.taken = stage.taken();
    report.unchanged = stage.unchanged();
    return report;
}

} // namespace tuban::import
