#include "tests/data/store/engine.hpp"

#include <gmock/gmock.h>

#include <stdexcept>
#include <string>
#include <tuple>
#include <vector>

namespace tuban::store {
namespace {

INSTANTIATE_TEST_SUITE_P(Engines, StoreContract, testing::Values(embedded_engine()), engine_name);

StoreFault fault_of(Store& store, const std::function<void(Transaction&)>& work) {
    try {
        store.write(work);
    } catch (const StoreError& error) {
        return error.fault();
    }
    throw std::logic_error("the write was taken");
}

TEST_P(StoreContract, values_of_every_type_come_back_as_they_were_written) {
    store().write([](Transaction& transaction) {
        transaction.execute(
            "CREATE TABLE typed (a BIGINT, b DOUBLE PRECISION, c TEXT, d BLOB, e TEXT)", {});
        transaction.execute("INSERT INTO typed VALUES ($1, $2, $3, $4, $5)",
                            {std::int64_t{-9'007'199'254'740'993}, 0.1, std::string("图\0斑", 7),
                             Blob{0, 255, 39}, Value{}});
    });
    store().read([](Reader& reader) {
        reader.query("SELECT a, b, c, d, e FROM typed", {}, [](const Row& row) {
            EXPECT_EQ(row.integer(0), -9'007'199'254'740'993);
            EXPECT_EQ(row.real(1), 0.1);
            EXPECT_EQ(row.text(2), std::string_view("图\0斑", 7));
            EXPECT_THAT(row.blob(3), testing::ElementsAre(0, 255, 39));
            EXPECT_EQ(row.optional_text(4), std::nullopt);
        });
    });
}

TEST_P(StoreContract, parameters_are_taken_by_their_number_not_by_their_place) {
    const auto text = store().read_value([](Reader& reader) {
        return *reader.find("SELECT $2 || $1 || $2", {std::string("b"), std::string("a")},
                            [](const Row& row) { return std::string(row.text(0)); });
    });
    EXPECT_EQ(text, "aba");
}

TEST_P(StoreContract, a_column_asked_for_as_another_type_is_an_error_not_a_conversion) {
    store().read([](Reader& reader) {
        reader.query("SELECT 'seven', NULL", {}, [](const Row& row) {
            EXPECT_THROW(row.integer(0), Error);
            EXPECT_THROW(row.text(1), Error);
            EXPECT_THROW(row.text(2), Error);
        });
    });
}

TEST_P(StoreContract, a_wrong_number_of_parameters_is_refused) {
    store().read([](Reader& reader) {
        EXPECT_THROW(reader.query("SELECT $1, $2", {std::int64_t{1}}, [](const Row&) {}), Error);
    });
}

TEST_P(StoreContract, a_query_may_run_inside_the_visit_of_the_same_query) {
    store().write([](Transaction& transaction) {
        for (std::int64_t id = 1; id <= 3; ++id) {
            insert(transaction, id);
        }
    });
    int pairs = 0;
    store().read([&](Reader& reader) {
        constexpr std::string_view all = "SELECT id FROM note";
        reader.query(all, {},
                     [&](const Row&) { reader.query(all, {}, [&](const Row&) { ++pairs; }); });
    });
    EXPECT_EQ(pairs, 9);
}

TEST_P(StoreContract, what_a_write_wrote_is_there_when_it_returns) {
    store().write([](Transaction& transaction) { insert(transaction, 1); });
    EXPECT_EQ(count(store()), 1);
}

TEST_P(StoreContract, a_reader_keeps_the_snapshot_it_began_with) {
    store().read([&](Reader& reader) {
        EXPECT_EQ(count(reader), 0);
        store().write([](Transaction& transaction) { insert(transaction, 1); });
        EXPECT_EQ(count(reader), 0);
    });
    EXPECT_EQ(count(store()), 1);
}

TEST_P(StoreContract, a_transaction_reads_its_own_writes) {
    store().write([](Transaction& transaction) {
        insert(transaction, 1);
        EXPECT_EQ(count(transaction), 1);
    });
}

TEST_P(StoreContract, execute_counts_the_rows_it_changed) {
    store().write([](Transaction& transaction) {
        insert(transaction, 1);
        insert(transaction, 2);
        EXPECT_EQ(transaction.execute("UPDATE note SET body = 'x'", {}), 2);
        EXPECT_EQ(transaction.execute("UPDATE note SET body = 'x' WHERE id = 7", {}), 0);
    });
}

TEST_P(StoreContract, what_a_write_throws_is_rethrown_and_undone) {
    EXPECT_THROW(store().write([](Transaction& transaction) {
        insert(transaction, 1);
        throw std::out_of_range("no");
    }),
                 std::out_of_range);
    EXPECT_EQ(count(store()), 0);
}

TEST_P(StoreContract, what_a_read_throws_is_rethrown_and_the_store_goes_on) {
    EXPECT_THROW(store().read([](Reader&) { throw std::out_of_range("no"); }), std::out_of_range);
    EXPECT_EQ(count(store()), 0);
}

TEST_P(StoreContract, a_write_inside_a_write_is_refused_instead_of_waiting_for_ever) {
    EXPECT_THROW(store().write([&](Transaction&) { store().write([](Transaction&) {}); }), Error);
}

TEST_P(StoreContract, broken_constraints_are_told_apart) {
    store().write([](Transaction& transaction) {
        insert(transaction, 1);
        transaction.execute("CREATE TABLE child (note_id BIGINT NOT NULL REFERENCES note (id))",
                            {});
    });
    EXPECT_EQ(fault_of(store(), [](Transaction& t) { insert(t, 1); }), StoreFault::unique);
    EXPECT_EQ(fault_of(store(), [](Transaction& t) { insert(t, 2, "forbidden"); }),
              StoreFault::check);
    EXPECT_EQ(fault_of(store(),
                       [](Transaction& t) {
                           t.execute("INSERT INTO child VALUES ($1)", {std::int64_t{9}});
                       }),
              StoreFault::foreign_key);
}

TEST_P(StoreContract, two_stores_on_one_folder_see_each_others_writes_at_once) {
    const auto other = open();
    store().write([](Transaction& transaction) { insert(transaction, 1); });
    EXPECT_EQ(count(*other), 1);
    other->write([](Transaction& transaction) { insert(transaction, 2); });
    EXPECT_EQ(count(store()), 2);
}

TEST_P(StoreContract, opening_again_changes_nothing) {
    store().write([](Transaction& transaction) { insert(transaction, 1); });
    const auto migrations = [](Reader& reader) {
        return reader.list("SELECT number, checksum, applied_at FROM migration ORDER BY number", {},
                           [](const Row& row) {
                               return std::tuple(row.integer(0), std::string(row.text(1)),
                                                 row.integer(2));
                           });
    };
    const auto before = store().read_value(migrations);
    const auto again = open();
    EXPECT_FALSE(before.empty());
    EXPECT_EQ(again->read_value(migrations), before);
    EXPECT_EQ(count(*again), 1);
}

TEST_P(StoreContract, a_store_of_a_newer_program_is_refused) {
    store().write([](Transaction& transaction) {
        transaction.execute("INSERT INTO migration VALUES (9999, 'future', '', 0)", {});
    });
    try {
        open();
        FAIL() << "it was opened";
    } catch (const StoreError& error) {
        EXPECT_EQ(error.fault(), StoreFault::newer);
    }
}

TEST_P(StoreContract, a_migration_that_was_applied_in_another_form_is_refused) {
    store().write([](Transaction& transaction) {
        transaction.execute("UPDATE migration SET checksum = 'other' WHERE number = 1", {});
    });
    EXPECT_THROW(open(), StoreError);
}

TEST(StoreErrors, each_fault_has_a_code_and_says_what_to_do_before_the_engines_own_words) {
    const std::vector<std::tuple<StoreFault, std::string, std::string>> told{
        {StoreFault::unique, "store_unique", "数据库出错，请联系管理员（engine）。"},
        {StoreFault::foreign_key, "store_foreign_key", "数据库出错，请联系管理员（engine）。"},
        {StoreFault::check, "store_check", "数据库出错，请联系管理员（engine）。"},
        {StoreFault::busy, "store_busy", "数据库正忙，请稍后重试（engine）。"},
        {StoreFault::serialization, "store_serialization", "数据库正忙，请稍后重试（engine）。"},
        {StoreFault::full, "store_full",
         "磁盘空间不足，数据库没有写入，请腾出空间后重试（engine）。"},
        {StoreFault::unavailable, "store_unavailable",
         "数据库不可用，请检查数据目录、权限、磁盘与内存（engine）。"},
        {StoreFault::unknown_outcome, "store_unknown_outcome",
         "不能确定是否已经写入，请先查看，没有再重试（engine）。"},
        {StoreFault::corrupt, "store_corrupt", "数据库已损坏，请从备份恢复（engine）。"},
        {StoreFault::newer, "store_newer",
         "数据库由更新版本的程序写成，请换用新版程序（engine）。"},
        {StoreFault::other, "store_other", "数据库出错，请联系管理员（engine）。"}};
    for (const auto& [fault, code, text] : told) {
        const StoreError error(fault, "engine");
        EXPECT_EQ(error.fault(), fault);
        EXPECT_EQ(error.code(), code);
        EXPECT_THAT(error.what(), testing::EndsWith(text));
        EXPECT_EQ(error.detail(), "engine");
    }
}

TEST(RowId, ids_grow_and_never_repeat) {
    std::int64_t last = 0;
    for (int i = 0; i < 100'000; ++i) {
        const auto id = new_id();
        ASSERT_GT(id, last);
        last = id;
    }
}

} // namespace
} // namespace tuban::store
