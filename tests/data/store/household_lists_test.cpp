#include "data/store/household_staging.hpp"
#include "data/store/households.hpp"
#include "tests/data/store/tree_fixture.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <array>
#include <random>
#include <tuple>

namespace tuban::store {
namespace {

using model::Household;
using model::PatchState;
using model::Status;

constexpr std::array statuses{Status::not_started, Status::draft, Status::submitted,
                              Status::approved, Status::returned};
constexpr std::array patch_states{PatchState::unlinked, PatchState::linked, PatchState::not_found};
const std::array<std::string, 5> grades{"", "A", "B", "C", "D"};
const std::array<std::string, 4> housings{"", "own_rural", "other_safe", "deceased"};
const std::array<std::string, 2> kinds{"lifted_household", "low_income"};
const std::array<std::string, 6> names{"张三", "张小三", "李四", "王_五", "赵%六", "欧阳·七"};
const std::array<std::string, 6> keys{"zs", "zxs", "ls", "ww", "zl", "oyq"};
const std::array<std::string, 5> addresses{"上河村一组1号", "上河村二组12号", "下河村", "",
                                           "Abc路 \"3\" AND 4号"};
const std::array<std::string, 26> texts{
    "张", "三", "张三", "小三", "1号", "组12号", "河村", "上河村二组12号", "村一", "三张",
    "路", "z",  "ZX",   "zl",   "oyq", "ABC",    "c路",  "\"3\"",          "AND",  "\"",
    "%",  "_",  "\\",   "99",   "h9",  "H99"};
constexpr std::array<std::int64_t, 5> filed_under{4, 5, 6, 7, 8};
constexpr std::array orders{HouseholdOrder::place, HouseholdOrder::name,
                            HouseholdOrder::status_time, HouseholdOrder::status_time_oldest,
                            HouseholdOrder::review_queue};

/// Random households, random lists of them, and what a list is, said without an index.
class HouseholdLists : public StoreContract {
  protected:
    HouseholdLists() {
        TreeFixture::fill(store());
        for (std::int64_t id = 1; id <= 400; ++id) {
            m_all.push_back(random_household(id));
        }
        store().write([&](Transaction& t) {
            for (const auto& household : m_all) {
                insert_household(t, household);
            }
        });
        store().read([&](Reader& r) {
            for (const auto& division : divisions_in(r, whole_area())) {
                m_divisions.emplace(division.id, division);
            }
        });
    }

    std::size_t below(std::size_t end) { return m_random() % end; }
    bool one_in(std::size_t count) { return below(count) == 0; }
    template <typename Values>
    auto any_of(const Values& values) {
        return values.at(below(values.size()));
    }
    template <typename Value, typename Values>
    void choose(std::vector<Value>& chosen, const Values& values) {
        for (const auto& value : values) {
            if (one_in(2)) {
                chosen.push_back(value);
            }
        }
    }

    Household random_household(std::int64_t id) {
        Household household;
        household.id = id;
        household.list =
            one_in(5) ? model::HouseholdList::six_groups : model::HouseholdList::lookback;
        household.division_id = any_of(filed_under);
        const auto name = below(names.size());
        household.head_name = names.at(name);
        household.head_name_key = keys.at(name);
        household.address = any_of(addresses);
        household.kind = any_of(kinds);
        household.status = any_of(statuses);
        household.grade = any_of(grades);
        household.housing = any_of(housings);
        household.patch_state = any_of(patch_states);
        if (household.patch_state == PatchState::linked) {
            household.patch_number = (one_in(4) ? "H990101" : "990101") + std::to_string(below(20));
        }
        if (!one_in(4)) {
            household.status_at_us = static_cast<std::int64_t>(below(30));
        }
        household.is_resubmitted = one_in(3);
        household.id_hash =
            Blob{static_cast<std::uint8_t>(id), static_cast<std::uint8_t>(id / 256)};
        household.phone_hash = Blob{static_cast<std::uint8_t>(id % 50)};
        return household;
    }

    HouseholdFilter random_filter() {
        HouseholdFilter filter;
        if (one_in(2)) {
            filter.list = model::HouseholdList::lookback;
        }
        if (one_in(3)) {
            choose(filter.statuses, statuses);
        }
        if (one_in(3)) {
            choose(filter.grades, grades);
        }
        if (one_in(3)) {
            choose(filter.patch_states, patch_states);
        }
        if (one_in(3)) {
            choose(filter.housings, housings);
        }
        if (one_in(4)) {
            filter.kind = any_of(kinds);
        }
        filter.only_resubmitted = one_in(5);
        filter.only_own = one_in(5);
        switch (below(8)) {
        case 0:
            filter.id_hash = any_of(m_all).id_hash;
            break;
        case 1:
            filter.phone_hash = any_of(m_all).phone_hash;
            break;
        case 2:
            filter.patch_number = any_of(m_all).patch_number.value_or("990101");
            break;
        case 3:
            filter.name = any_of(std::array<std::string, 4>{"张", "张三", "王_", "无"});
            break;
        case 4:
        case 5:
        case 6:
            filter.text = any_of(texts);
            break;
        default:
            break;
        }
        return filter;
    }

    template <typename Value>
    static bool admits(const std::vector<Value>& chosen, const Value& value) {
        return chosen.empty() || std::find(chosen.begin(), chosen.end(), value) != chosen.end();
    }

    static bool contains(const std::string& text, const std::string& part) {
        return text.find(part) != std::string::npos;
    }

    static std::string in_lower_case(std::string text) {
        std::transform(text.begin(), text.end(), text.begin(), [](char letter) {
            return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
        });
        return text;
    }

    static bool has_text(const Household& h, const std::string& text) {
        const auto lower = in_lower_case(text);
        // The numbers are digits and capitals.
        return contains(in_lower_case(h.head_name), lower) ||
               contains(in_lower_case(h.address), lower) || h.head_name_key.starts_with(lower) ||
               in_lower_case(h.patch_number.value_or("")).starts_with(lower);
    }

    static bool is_looked_for(const HouseholdFilter& filter, const Household& h) {
        if (filter.id_hash) {
            return h.id_hash == filter.id_hash;
        }
        if (filter.phone_hash) {
            return h.phone_hash == filter.phone_hash;
        }
        if (!filter.patch_number.empty()) {
            return h.patch_number == filter.patch_number;
        }
        if (!filter.name.empty()) {
            return h.head_name.starts_with(filter.name);
        }
        return filter.text.empty() || has_text(h, filter.text);
    }

    bool is_listed(const model::Division& place, const HouseholdFilter& filter,
                   const Household& h) const {
        const auto label = m_divisions.at(h.division_id).first_label;
        return place.first_label <= label && label <= place.last_label &&
               (!filter.list || h.list == *filter.list) && admits(filter.statuses, h.status) &&
               admits(filter.grades, h.grade) && admits(filter.patch_states, h.patch_state) &&
               admits(filter.housings, h.housing) && (!filter.kind || h.kind == *filter.kind) &&
               (!filter.only_resubmitted || (h.status == Status::submitted && h.is_resubmitted)) &&
               (!filter.only_own || h.division_id == place.id) && is_looked_for(filter, h);
    }

    bool comes_before(HouseholdOrder order, const Household& a, const Household& b) const {
        const auto label = [&](const Household& h) {
            return m_divisions.at(h.division_id).first_label;
        };
        const auto at = [](const Household& h) { return h.status_at_us.value_or(0); };
        const auto queue = [&](const Household& h) {
            return std::tuple(h.is_resubmitted ? 0 : 1, h.grade == "C" || h.grade == "D" ? 0 : 1,
                              at(h), h.id);
        };
        switch (order) {
        case HouseholdOrder::place:
            return std::tuple(label(a), a.head_name_key, a.id) <
                   std::tuple(label(b), b.head_name_key, b.id);
        case HouseholdOrder::name:
            return std::tuple(a.head_name_key, a.head_name, a.id) <
                   std::tuple(b.head_name_key, b.head_name, b.id);
        case HouseholdOrder::status_time:
            return std::tuple(-at(a), a.id) < std::tuple(-at(b), b.id);
        case HouseholdOrder::status_time_oldest:
            return std::tuple(at(a), a.id) < std::tuple(at(b), b.id);
        case HouseholdOrder::review_queue:
            return queue(a) < queue(b);
        }
        return false;
    }

    std::mt19937 m_random{20241118};
    std::vector<Household> m_all;
    std::map<std::int64_t, model::Division> m_divisions;
};
INSTANTIATE_TEST_SUITE_P(Engines, HouseholdLists, testing::Values(embedded_engine()), engine_name);

TEST_P(HouseholdLists, every_filter_order_and_page_is_what_a_plain_predicate_and_sort_give) {
    int with_rows = 0;
    int counted_in_part = 0;
    for (int run = 0; run < 2000; ++run) {
        const auto& place =
            std::next(m_divisions.begin(), static_cast<std::ptrdiff_t>(below(m_divisions.size())))
                ->second;
        const auto filter = random_filter();
        const auto order = any_of(orders);
        // So few that every way to a page is gone.
        const ListBounds bounds{static_cast<std::int64_t>(below(120)), 10,
                                static_cast<std::int64_t>(below(60)),
                                static_cast<std::int64_t>(below(500))};
        const PageRange range{static_cast<std::int64_t>(1 + below(40)),
                              static_cast<std::int64_t>(below(3) * below(20))};

        std::vector<Household> expected;
        std::copy_if(m_all.begin(), m_all.end(), std::back_inserter(expected),
                     [&](const auto& h) { return is_listed(place, filter, h); });
        std::sort(expected.begin(), expected.end(),
                  [&](const auto& a, const auto& b) { return comes_before(order, a, b); });
        std::vector<std::int64_t> all;
        std::transform(expected.begin(), expected.end(), std::back_inserter(all),
                       [](const auto& h) { return h.id; });
        const auto size = static_cast<std::int64_t>(all.size());
        const auto first = std::min(range.offset, size);
        const auto last = std::min(range.offset + range.limit, size);
        const std::vector<std::int64_t> page(all.begin() + first, all.begin() + last);

        store().read([&](Reader& r) {
            const auto found = list_households(r, area_of(place), filter, order, range, bounds);
            std::vector<std::int64_t> listed;
            for (const auto& row : found.rows) {
                listed.push_back(row.household.id);
            }
            ASSERT_EQ(listed, page) << "run " << run;
            ASSERT_EQ(found.total, found.is_total_minimum ? 10 : size) << "run " << run;
            ASSERT_TRUE(!found.is_total_minimum || (size > 10 && !filter.text.empty()))
                << "run " << run;
            ASSERT_EQ(count_households(r, area_of(place), filter), size) << "run " << run;
            counted_in_part += found.is_total_minimum ? 1 : 0;
            std::vector<std::int64_t> visited;
            visit_households(r, area_of(place), filter, order,
                             [&](const auto& row) { visited.push_back(row.household.id); });
            ASSERT_EQ(visited, all) << "run " << run;
        });
        with_rows += page.empty() ? 0 : 1;
    }
    EXPECT_GT(with_rows, 500);
    EXPECT_GT(counted_in_part, 30);
}

TEST_P(HouseholdLists, the_text_index_follows_every_change_and_no_refused_one) {
    struct Refused {};
    const ListBounds by_index{400, 400};
    for (int run = 0; run < 200; ++run) {
        const auto at = below(m_all.size());
        auto changed = m_all.at(at);
        const auto name = below(names.size());
        changed.head_name = names.at(name);
        changed.head_name_key = keys.at(name);
        changed.address = any_of(addresses);
        const bool is_refused = one_in(3);
        try {
            store().write([&](Transaction& t) {
                stage_household(t, 77, {changed, false, Blob{1}});
                publish_staged(t, 77);
                if (is_refused) {
                    throw Refused();
                }
            });
            m_all.at(at) = changed;
        } catch (const Refused&) {
        }

        HouseholdFilter filter;
        filter.text = any_of(texts);
        std::vector<std::int64_t> expected;
        for (const auto& household : m_all) {
            if (has_text(household, filter.text)) {
                expected.push_back(household.id);
            }
        }
        store().read([&](Reader& r) {
            const auto found = list_households(r, whole_area(), filter, HouseholdOrder::place,
                                               {1000, 0}, by_index);
            std::vector<std::int64_t> listed;
            for (const auto& row : found.rows) {
                listed.push_back(row.household.id);
            }
            std::sort(listed.begin(), listed.end());
            ASSERT_EQ(listed, expected) << "run " << run << ", " << filter.text;
            ASSERT_FALSE(found.is_total_minimum);
        });
    }
}

} // namespace
} // namespace tuban::store
