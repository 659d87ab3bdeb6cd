#include "data/store/accounts.hpp"
#include "data/store/audit.hpp"
#include "data/store/households.hpp"
#include "tests/data/store/engine.hpp"
#include "tests/data/store/tree_fixture.hpp"

#include <array>
#include <set>

namespace tuban::store {
namespace {

class Audit : public StoreContract {
  protected:
    Audit() {
        store().write([](Transaction& t) {
            for (int i = 1; i <= 5; ++i) {
                append_audit(t, {0, "127.0.0.1"}, "approve", "household", std::to_string(i),
                             R"({"a":1})");
            }
        });
    }

    AuditCheck after(std::initializer_list<const char*> tampering) {
        store().write([&](Transaction& t) {
            for (const char* sql : tampering) {
                t.execute(sql, {});
            }
        });
        return store().read_value([](Reader& r) { return verify_audit(r); });
    }
};
INSTANTIATE_TEST_SUITE_P(Engines, Audit, testing::Values(embedded_engine()), engine_name);

TEST_P(Audit, an_untouched_trail_is_intact) {
    const auto check = after({});
    EXPECT_TRUE(check.is_intact());
    EXPECT_EQ(check.entries, 5);
}

TEST_P(Audit, an_edit_of_any_column_is_found_where_it_was_made) {
    EXPECT_EQ(after({"UPDATE audit SET change = '{}' WHERE id = 3"}).broken_at, 3);
}

TEST_P(Audit, an_edit_of_who_it_was_is_found) {
    EXPECT_EQ(after({"UPDATE audit SET remote = '10.0.0.1' WHERE id = 1"}).broken_at, 1);
}

TEST_P(Audit, text_moved_from_one_column_to_the_next_is_found) {
    EXPECT_EQ(after({"UPDATE audit SET action = 'approveh', subject = 'ousehold' WHERE id = 2"})
                  .broken_at,
              2);
}

TEST_P(Audit, a_deleted_entry_is_found) {
    EXPECT_EQ(after({"DELETE FROM audit WHERE id = 2"}).broken_at, 2);
}

TEST_P(Audit, two_entries_that_changed_places_are_found) {
    EXPECT_EQ(
        after({"UPDATE audit SET id = 100 WHERE id = 2", "UPDATE audit SET id = 2 WHERE id = 3",
               "UPDATE audit SET id = 3 WHERE id = 100"})
            .broken_at,
        2);
}

TEST_P(Audit, a_cut_tail_is_found) {
    EXPECT_EQ(after({"DELETE FROM audit WHERE id > 3"}).broken_at, 4);
}

TEST_P(Audit, a_trail_emptied_as_a_whole_is_found) {
    EXPECT_EQ(after({"DELETE FROM audit"}).broken_at, 1);
}

TEST_P(Audit, entries_are_listed_latest_first_and_by_subject) {
    store().write([](Transaction& t) { append_audit(t, {}, "add", "account", "9"); });
    const auto all = store().read_value([](Reader& r) { return list_audit(r, {}, 2, 1); });
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(all[0].subject_id, "5");
    EXPECT_EQ(all[0].remote_address, "127.0.0.1");
    EXPECT_EQ(all[0].account_id, std::nullopt);
    const AuditFilter accounts{"account", ""};
    EXPECT_EQ(store().read_value([&](Reader& r) { return count_audit(r, accounts); }), 1);
}

TEST_P(Audit, pages_of_a_time_hold_each_entry_though_the_clock_was_set_back) {
    store().write([](Transaction& t) {
        for (int i = 0; i < 100; ++i) {
            append_audit(t, {0, ""}, "save", "household", std::to_string(i));
        }
        t.execute("UPDATE audit SET at = CASE WHEN id > 60 THEN 5000 + id ELSE 10000 + id END", {});
    });
    for (const auto* action : {"", "save"}) {
        AuditSearch search;
        search.from_us = 1;
        search.action = action;
        std::set<std::int64_t> found;
        for (std::size_t page = 0; page < 5; ++page) {
            const auto rows =
                store().read_value([&](Reader& r) { return search_audit(r, {}, search, 20); });
            for (const auto& row : rows) {
                found.insert(row.entry.id);
                search.before_id = row.entry.id;
            }
        }
        EXPECT_EQ(found.size(), 100U) << action;
    }
}

/// Every way to search gives what reading the whole trail gives.
TEST_P(Audit, what_is_searched_for_is_found_whatever_leads_to_it) {
    TreeFixture::fill(store());
    store().write([](Transaction& t) {
        for (const std::int64_t id : {1, 2}) {
            model::Account account;
            account.id = id;
            account.login = "clerk" + std::to_string(id);
            account.division_id = id == 1 ? 3 : 7;
            insert_account(t, account, {"x", false, {}}, now_us());
        }
        model::Household household;
        household.id = 4;
        household.division_id = 5;
        insert_household(t, household);
        const std::array<const char*, 3> actions{"save", "approve", "reveal"};
        const std::array<const char*, 3> subjects{"household", "account", "segment"};
        for (std::size_t i = 0; i < 200; ++i) {
            append_audit(t, {static_cast<std::int64_t>(i % 3), ""}, actions.at(i / 2 % 3),
                         subjects.at(i / 5 % 3), std::to_string(i % 7));
        }
        t.execute("UPDATE audit SET at = 1000 + id / 2", {}); // some at the same time
    });
    const auto all = store().read_value([](Reader& r) { return search_audit(r, {}, {}, 1000); });
    ASSERT_EQ(all.size(), 205U);
    for (int choice = 0; choice < 128; ++choice) {
        AuditSearch search;
        const auto is_set = [&](int bit) { return (choice >> bit & 1) != 0; };
        search.subject = is_set(0) ? "household" : "";
        search.subject_id = is_set(1) ? "4" : "";
        search.action = is_set(2) ? "approve" : "";
        search.login = is_set(3) ? "clerk1" : "";
        search.from_us = is_set(4) ? std::optional<std::int64_t>(1020) : std::nullopt;
        search.until_us = is_set(5) ? std::optional<std::int64_t>(1090) : std::nullopt;
        search.before_id = is_set(6) ? std::optional<std::int64_t>(150) : std::nullopt;
        for (const bool has_area : {false, true}) {
            std::vector<std::int64_t> expected;
            for (const auto& [entry, login, name] : all) {
                const bool is_of_area = entry.account_id == 1 ||
                                        (entry.subject == "household" && entry.subject_id == "4") ||
                                        (entry.subject == "account" && entry.subject_id == "1");
                if ((search.subject.empty() || entry.subject == search.subject) &&
                    (search.subject_id.empty() || entry.subject_id == search.subject_id) &&
                    (search.action.empty() || entry.action == search.action) &&
                    (search.login.empty() || login == search.login) &&
                    entry.at_us >= search.from_us.value_or(0) &&
                    entry.at_us < search.until_us.value_or(5000) &&
                    entry.id < search.before_id.value_or(5000) && (!has_area || is_of_area) &&
                    expected.size() < 20) {
                    expected.push_back(entry.id);
                }
            }
            std::vector<std::int64_t> found;
            store().read([&](Reader& r) {
                const auto county = find_area(r, 3); // 甲县
                for (const auto& row :
                     search_audit(r, has_area ? county : std::nullopt, search, 20)) {
                    found.push_back(row.entry.id);
                }
            });
            EXPECT_EQ(found, expected) << choice << has_area;
        }
    }
}

} // namespace
} // namespace tuban::store
