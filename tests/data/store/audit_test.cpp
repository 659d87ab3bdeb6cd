#include "data/store/audit.hpp"
#include "tests/data/store/engine.hpp"

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

} // namespace
} // namespace tuban::store
