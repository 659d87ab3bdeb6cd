#include "data/store/sqlite/dialect.hpp"
#include "data/store/sqlite/migrate.hpp"
#include "tests/data/store/engine.hpp"

#include <gmock/gmock.h>

#include <optional>
#include <vector>

namespace tuban::store::sqlite {
namespace {

using testing::ElementsAre;

constexpr Migration houses{"0001_houses.sql", "CREATE TABLE house (id INTEGER PRIMARY KEY);"
                                              "INSERT INTO house VALUES (1);"};
constexpr Migration floors{"0002_floors.sql",
                           "ALTER TABLE house ADD COLUMN floors INTEGER NOT NULL DEFAULT 1;"
                           "UPDATE house SET floors = 2;"};
constexpr Migration other_floors{"0002_floors.sql", "ALTER TABLE house ADD COLUMN floors INTEGER;"};
constexpr Migration broken_halfway{"0002_floors.sql", "ALTER TABLE house ADD COLUMN floors INTEGER;"
                                                      "INSERT INTO nowhere VALUES (1);"};

/// A new file and what invented migrations make of it.
class Migrations : public testing::Test {
  protected:
    std::optional<StoreFault> fault_of(const std::vector<Migration>& migrations) {
        try {
            migrate(m_connection, migrations);
            return std::nullopt;
        } catch (const StoreError& error) {
            return error.fault();
        }
    }

    std::vector<std::string> texts(const char* sql) {
        m_connection.run(begin_read);
        auto found =
            m_connection.list(sql, {}, [](const Row& row) { return std::string(row.text(0)); });
        m_connection.run(commit);
        return found;
    }

    std::vector<std::string> applied() {
        return texts("SELECT name FROM migration ORDER BY number");
    }
    std::vector<std::string> columns() {
        return texts("SELECT name FROM pragma_table_info('house') ORDER BY cid");
    }

  private:
    TemporaryFolder m_folder;
    Connection m_connection{m_folder.path() / "store"};
};

TEST_F(Migrations, a_new_file_gets_all_of_them_in_order) {
    EXPECT_EQ(fault_of({houses, floors}), std::nullopt);
    EXPECT_THAT(applied(), ElementsAre("0001_houses.sql", "0002_floors.sql"));
    EXPECT_THAT(columns(), ElementsAre("id", "floors"));
}

TEST_F(Migrations, a_file_of_an_older_program_gets_what_is_new_and_keeps_its_rows) {
    ASSERT_EQ(fault_of({houses}), std::nullopt);
    EXPECT_EQ(fault_of({houses, floors}), std::nullopt);
    EXPECT_THAT(applied(), ElementsAre("0001_houses.sql", "0002_floors.sql"));
    EXPECT_THAT(texts("SELECT CAST(id * 10 + floors AS TEXT) FROM house"), ElementsAre("12"));
}

TEST_F(Migrations, what_was_applied_is_not_applied_again) {
    ASSERT_EQ(fault_of({houses, floors}), std::nullopt);
    EXPECT_EQ(fault_of({houses, floors}), std::nullopt);
    EXPECT_THAT(texts("SELECT CAST(count(*) AS TEXT) FROM house"), ElementsAre("1"));
}

TEST_F(Migrations, one_that_fails_leaves_nothing_of_itself_and_those_before_it_stand) {
    EXPECT_NE(fault_of({houses, broken_halfway}), std::nullopt);
    EXPECT_THAT(applied(), ElementsAre("0001_houses.sql"));
    EXPECT_THAT(columns(), ElementsAre("id"));
    EXPECT_EQ(fault_of({houses, floors}), std::nullopt);
    EXPECT_THAT(columns(), ElementsAre("id", "floors"));
}

TEST_F(Migrations, a_file_of_a_newer_program_is_refused_and_left_alone) {
    ASSERT_EQ(fault_of({houses, floors}), std::nullopt);
    EXPECT_EQ(fault_of({houses}), StoreFault::newer);
    EXPECT_THAT(applied(), ElementsAre("0001_houses.sql", "0002_floors.sql"));
}

TEST_F(Migrations, one_that_was_applied_in_another_form_is_refused) {
    ASSERT_EQ(fault_of({houses, floors}), std::nullopt);
    EXPECT_EQ(fault_of({houses, other_floors}), StoreFault::corrupt);
}

} // namespace
} // namespace tuban::store::sqlite
