#include "tests/bench/store/province.hpp"

#include "data/model/identifiers.hpp"
#include "data/model/name_key.hpp"
#include "data/sample/names.hpp"
#include "data/sample/people.hpp"
#include "data/sample/random.hpp"
#include "data/store/accounts.hpp"
#include "data/store/audit.hpp"
#include "data/store/counters.hpp"
#include "data/store/divisions.hpp"
#include "data/store/households.hpp"
#include "data/store/proposals.hpp"
#include "server/workflow/statistics_store.hpp"

#include <fmt/format.h>

#include <array>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace tuban::bench {
namespace {

using model::Household;
using model::PatchState;
using model::Status;
using sample::Random;

constexpr int cities = 14;
constexpr int counties = 8;
constexpr int towns = 13;
constexpr int villages = 31;
constexpr std::int64_t days_of_work = 60;
constexpr std::int64_t us_per_day = std::int64_t{24} * 3600 * 1'000'000;
constexpr std::size_t rows_per_write = 4000;

constexpr std::array<double, 5> status_weights{0.35, 0.15, 0.08, 0.40, 0.02};
constexpr std::array statuses{Status::not_started, Status::draft, Status::submitted,
                              Status::approved, Status::returned};
constexpr std::array<double, 4> grade_weights{0.62, 0.30, 0.06, 0.02};
constexpr std::array<const char*, 4> grades{"A", "B", "C", "D"};
constexpr std::array<const char*, 12> digits{"一", "二", "三", "四", "五",   "六",
                                             "七", "八", "九", "十", "十一", "十二"};

struct Village {
    std::int64_t id;
    std::string code;
    std::string full_name;
};

/// Writes work by work in groups of some thousands.
class Batch {
  public:
    explicit Batch(store::Store& store) : m_store(store) {}
    void add(std::function<void(store::Transaction&)> work) {
        m_works.push_back(std::move(work));
        if (m_works.size() >= rows_per_write) {
            flush();
        }
    }
    void flush() {
        m_store.write([&](store::Transaction& transaction) {
            for (const auto& work : m_works) {
                work(transaction);
            }
        });
        m_works.clear();
    }

  private:
    store::Store& m_store;
    std::vector<std::function<void(store::Transaction&)>> m_works;
};

class Maker {
  public:
    Maker(store::Store& store, const seal::Sealer& sealer, const ProvinceSize& size)
        : m_store(store), m_sealer(sealer), m_batch(store), m_size(size), m_now(store::now_us()) {}

    void run() {
        const auto trigger = take_trigger();
        tree();
        m_batch.flush();
        households();
        m_batch.flush();
        counters();
        m_batch.flush();
        m_store.write([&](store::Transaction& transaction) {
            transaction.execute("INSERT INTO household_text (household_text) VALUES ('rebuild')",
                                {});
            transaction.execute(trigger, {});
        });
    }

  private:
    /// FTS5 writes what it has with each statement of a transaction; a million rows are indexed
    /// sooner at the end.
    std::string take_trigger() {
        return m_store.write_value([](store::Transaction& transaction) {
            auto sql = transaction
                           .find("SELECT sql FROM sqlite_master WHERE name = $1",
                                 {std::string("household_text_insert")},
                                 [](const store::Row& row) { return std::string(row.text(0)); })
                           .value();
            transaction.execute("DROP TRIGGER household_text_insert", {});
            return sql;
        });
    }

    std::string place_name(const char* kind) {
        return fmt::format("{}{}{}", m_random.of(sample::given_characters),
                           m_random.of(sample::given_characters), kind);
    }

    std::int64_t divide(model::Level level, const std::string& code, const std::string& name,
                        std::int64_t parent, const std::string& full_name, std::int64_t below) {
        store::GazetteerEntry entry;
        const auto label = ++m_label * 4;
        entry.division = {m_label,
                          code,
                          name,
                          level,
                          parent == 0 ? std::nullopt : std::optional(parent),
                          full_name,
                          label,
                          label + below * 4 + 3};
        m_batch.add([entry](store::Transaction& t) { store::insert_division(t, entry); });
        return entry.division.id;
    }

    void tree() {
        constexpr std::int64_t in_town = villages;
        constexpr std::int64_t in_county = towns * (in_town + 1);
        constexpr std::int64_t in_city = counties * (in_county + 1);
        const auto province = divide(model::Level::province, province_code, "虚构省", 0, "虚构省",
                                     cities * (in_city + 1));
        for (int c = 1; c <= cities; ++c) {
            const auto city_name = place_name("市");
            const auto city = divide(model::Level::city, fmt::format("99{:02}00000000", c),
                                     city_name, province, "虚构省" + city_name, in_city);
            for (int k = 1; k <= counties; ++k) {
                const auto county_name = place_name("县");
                const auto above = fmt::format("虚构省{}{}", city_name, county_name);
                const auto county =
                    divide(model::Level::county, fmt::format("99{:02}{:02}000000", c, k),
                           county_name, city, above, in_county);
                for (int t = 1; t <= towns; ++t) {
                    town(fmt::format("99{:02}{:02}{:03}", c, k, t), county, above);
                }
            }
        }
    }

    void town(const std::string& code, std::int64_t county, const std::string& above) {
        const auto name = place_name("镇");
        const auto id =
            divide(model::Level::town, code + "000", name, county, above + name, villages);
        model::Account clerk;
        clerk.id = store::new_id();
        clerk.login = code + "000";
        clerk.display_name = name;
        clerk.role = model::Role::collector;
        clerk.division_id = id;
        m_batch.add([clerk, now = m_now](store::Transaction& t) {
            store::insert_account(t, clerk, {"unusable", false, {}}, now);
            for (int i = 0; i < 20; ++i) {
                store::append_audit(t, {clerk.id, "127.0.0.1"}, "sign_in", "account",
                                    std::to_string(clerk.id));
            }
        });
        for (int v = 1; v <= villages; ++v) {
            const auto village = place_name("村");
            const auto village_code = fmt::format("{}{:03}", code, 199 + v);
            const auto full_name = fmt::format("{}{}{}", above, name, village);
            m_villages.push_back(
                {divide(model::Level::village, village_code, village, id, full_name, 0),
                 village_code, full_name});
        }
    }

    /// Squares make some villages large and most small.
    const Village& any_village() {
        const auto u = m_random.uniform();
        const auto spread =
            static_cast<std::size_t>(u * u * static_cast<double>(m_villages.size()));
        return m_villages[(spread * 7919) % m_villages.size()];
    }

    Household household(const Village& village, std::int64_t serial) {
        Household made;
        made.id = store::new_id();
        made.division_id = village.id;
        made.head_name = m_random.of(sample::surnames);
        const auto given = m_random.chance(0.2) ? 1 : 2;
        for (int i = 0; i < given; ++i) {
            made.head_name += m_random.of(sample::given_characters);
        }
        made.head_name_key = model::name_key(made.head_name);
        const auto id = m_people.id_number(1940, 60);
        made.id_hash = m_sealer.lookup_hash(id);
        made.id_sealed = m_sealer.seal(id);
        made.id_masked = model::mask_id(id);
        const auto phone = fmt::format("199{:08}", serial / 2);
        made.phone_hash = m_sealer.lookup_hash(phone);
        made.phone_sealed = m_sealer.seal(phone);
        made.phone_masked = model::mask_phone(phone);
        const auto group = 1 + m_random.below(digits.size());
        made.address = fmt::format("{}{}组{}号", village.full_name, digits.at(group - 1),
                                   1 + m_random.below(180));
        made.village_group = std::to_string(group);
        made.status = statuses.at(m_random.pick(status_weights));
        if (made.status != Status::not_started) {
            enter(made, serial);
        }
        return made;
    }

    void enter(Household& made, std::int64_t serial) {
        made.status_at_us =
            m_now - static_cast<std::int64_t>(m_random.uniform() *
                                              static_cast<double>(days_of_work * us_per_day));
        const auto kind = m_random.uniform();
        made.housing = kind < 0.85 ? "own_rural" : kind < 0.97 ? "other_safe" : "deceased";
        made.is_resubmitted = made.status == Status::submitted && m_random.chance(0.1);
        if (made.housing != "own_rural") {
            return;
        }
        made.grade = grades.at(m_random.pick(grade_weights));
        if (m_random.chance(0.03)) {
            made.patch_state = PatchState::not_found;
        } else {
            made.patch_state = PatchState::linked;
            made.patch_number = fmt::format("990101{:012}", serial);
            made.patch_source = "person";
        }
    }

    std::optional<model::Proposal> proposal(const Household& household) {
        if (!m_random.chance(1.0 / 3)) {
            return std::nullopt;
        }
        model::Proposal made;
        made.household_id = household.id;
        made.division_id = household.division_id;
        made.probability = 1 - m_random.uniform() * m_random.uniform();
        made.none_probability = (1 - made.probability) / 2;
        made.decision = made.probability > 0.99  ? model::MatchDecision::automatic
                        : made.probability > 0.5 ? model::MatchDecision::review
                                                 : model::MatchDecision::none;
        made.patch_number =
            household.patch_number.value_or(fmt::format("990199{:012}", m_random.below(1'000'000)));
        made.state =
            household.patch_number ? model::ProposalState::confirmed : model::ProposalState::open;
        made.run_id = 1;
        made.evaluated_at_us = m_now;
        return made;
    }

    void households() {
        for (std::int64_t serial = 0; serial < m_size.households; ++serial) {
            const auto made = household(any_village(), serial);
            m_counts[{made.division_id, day_of(made)}] +=
                workflow::contribution({made.status, made.housing, made.grade});
            const auto proposed = proposal(made);
            m_batch.add([made, proposed](store::Transaction& t) {
                store::insert_household(t, made);
                if (proposed) {
                    store::put_proposal(t, *proposed);
                }
            });
        }
    }

    store::Day day_of(const Household& made) const {
        return store::day_of(made.status_at_us.value_or(m_now - days_of_work * us_per_day));
    }

    void counters() {
        for (const auto& [place, counts] : m_counts) {
            std::vector<store::CounterValue> values;
            for (std::size_t i = 0; i < workflow::counter_count; ++i) {
                const auto counter = static_cast<workflow::Counter>(i);
                values.push_back({workflow::counter_name(counter), counts[counter]});
            }
            m_batch.add([place = place, values](store::Transaction& t) {
                store::add_counters(t, "lookback", place.first, place.second, values);
            });
        }
    }

    store::Store& m_store;
    const seal::Sealer& m_sealer;
    Batch m_batch;
    ProvinceSize m_size;
    std::int64_t m_now;
    Random m_random{20241018};
    Random m_births{19491001};
    sample::People m_people{m_births, "990101"};
    std::int64_t m_label = 0;
    std::vector<Village> m_villages;
    std::map<std::pair<std::int64_t, store::Day>, workflow::Counts> m_counts;
};

} // namespace

void fill_province(store::Store& store, const seal::Sealer& sealer, const ProvinceSize& size) {
    Maker(store, sealer, size).run();
}

} // namespace tuban::bench
