#include "data/store/sqlite/connection.hpp"
#include "tests/data/store/engine.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <stdexcept>
#include <thread>
#include <vector>

namespace tuban::store {
namespace {

class CrashingStore : public testing::TestWithParam<Engine> {
  protected:
    const std::filesystem::path& folder() const { return m_folder.path(); }
    std::unique_ptr<Store> open() const { return GetParam().open(folder()); }

    static void make_note_table(Store& store) {
        store.write([](Transaction& t) {
            t.execute("CREATE TABLE IF NOT EXISTS note (id BIGINT PRIMARY KEY, twin BIGINT)", {});
        });
    }

  private:
    TemporaryFolder m_folder;
};
INSTANTIATE_TEST_SUITE_P(Engines, CrashingStore, testing::Values(embedded_engine()), engine_name);

/// Writes ids from four threads for ever and sends each down the pipe once it is acknowledged.
[[noreturn]] void write_for_ever(const Engine& engine, const std::filesystem::path& folder,
                                 int acknowledged) {
    const auto store = engine.open(folder);
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&] {
            while (true) {
                const std::int64_t id = new_id();
                store->write([&](Transaction& t) {
                    t.execute("INSERT INTO note (id, twin) VALUES ($1, $2)", {id, -id});
                    t.execute("INSERT INTO note (id, twin) VALUES ($1, $2)", {-id, id});
                });
                if (::write(acknowledged, &id, sizeof(id)) != sizeof(id)) {
                    ::_exit(1);
                }
            }
        });
    }
    threads.front().join();
    ::_exit(1);
}

/// What a child acknowledged until it was killed after `kill_after` acknowledgements.
std::vector<std::int64_t> run_and_kill(const Engine& engine, const std::filesystem::path& folder,
                                       std::size_t kill_after) {
    int ends[2];
    if (::pipe(ends) != 0) {
        throw std::runtime_error("no pipe");
    }
    const pid_t child = ::fork();
    if (child == 0) {
        ::close(ends[0]);
        write_for_ever(engine, folder, ends[1]);
    }
    ::close(ends[1]);
    std::vector<std::int64_t> acknowledged;
    std::int64_t id = 0;
    while (::read(ends[0], &id, sizeof(id)) == sizeof(id)) {
        acknowledged.push_back(id);
        if (acknowledged.size() == kill_after) {
            ::kill(child, SIGKILL);
        }
    }
    ::close(ends[0]);
    ::waitpid(child, nullptr, 0);
    return acknowledged;
}

TEST_P(CrashingStore, a_killed_process_loses_no_acknowledged_write_and_leaves_no_half_one) {
    constexpr std::size_t kills = 20;
    make_note_table(*open());
    std::vector<std::int64_t> acknowledged;
    for (std::size_t round = 1; round <= kills; ++round) {
        const auto more = run_and_kill(GetParam(), folder(), round * 7);
        acknowledged.insert(acknowledged.end(), more.begin(), more.end());
        const auto store = open();
        store->read([&](Reader& r) {
            for (const auto id : acknowledged) {
                ASSERT_TRUE(r.find("SELECT 1 FROM note WHERE id = $1", {id},
                                   [](const Row&) { return true; }))
                    << "round " << round;
            }
            const auto halves = *r.find("SELECT count(*) FROM note a WHERE NOT EXISTS "
                                        "(SELECT 1 FROM note b WHERE b.id = a.twin)",
                                        {}, [](const Row& row) { return row.integer(0); });
            ASSERT_EQ(halves, 0) << "round " << round;
        });
    }
    EXPECT_GE(acknowledged.size(), kills * 7);
}

TEST_P(CrashingStore, processes_that_open_a_new_store_at_once_all_find_it_ready) {
    std::vector<pid_t> children;
    for (int i = 0; i < 6; ++i) {
        const pid_t child = ::fork();
        if (child == 0) {
            try {
                const auto store = open();
                store->write([](Transaction& t) {
                    t.execute("UPDATE meta SET value = value + 1 WHERE name = 'tree'", {});
                });
                ::_exit(0);
            } catch (const std::exception& error) {
                std::fprintf(stderr, "%s\n", error.what());
                ::_exit(1);
            }
        }
        children.push_back(child);
    }
    for (const auto child : children) {
        int status = -1;
        ::waitpid(child, &status, 0);
        EXPECT_EQ(status, 0);
    }
    EXPECT_EQ(*open()->read_value([](Reader& r) {
        return r.find("SELECT value FROM meta WHERE name = 'tree'", {},
                      [](const Row& row) { return row.integer(0); });
    }),
              7);
}

/// The embedded engine alone: a disk that is full is played by a limit on the file's pages.
TEST(EmbeddedStore, a_full_disk_is_told_as_such_and_the_transaction_is_whole_or_gone) {
    const TemporaryFolder folder;
    sqlite::Connection connection(folder.path() / "full.sqlite");
    connection.run("CREATE TABLE note (id INTEGER PRIMARY KEY, body TEXT)");
    connection.run("PRAGMA max_page_count=20");
    connection.run("BEGIN IMMEDIATE");
    try {
        for (std::int64_t id = 1; id < 1000; ++id) {
            connection.execute("INSERT INTO note VALUES ($1, $2)", {id, std::string(2000, 'x')});
        }
        FAIL() << "it never filled up";
    } catch (const StoreError& error) {
        EXPECT_EQ(error.fault(), StoreFault::full);
    }
    connection.abandon();
    connection.run("PRAGMA max_page_count=2000");
    connection.run("BEGIN IMMEDIATE");
    EXPECT_EQ(*connection.find("SELECT count(*) FROM note", {},
                               [](const Row& row) { return row.integer(0); }),
              0);
}

TEST(EmbeddedStore, a_file_that_is_no_database_is_told_as_corrupt) {
    const TemporaryFolder folder;
    std::FILE* const file = std::fopen((folder.path() / "tuban.sqlite").c_str(), "wb");
    for (int i = 0; i < 5000; ++i) {
        std::fputc('x', file);
    }
    std::fclose(file);
    try {
        open_store(folder.path().string());
        FAIL() << "it was opened";
    } catch (const StoreError& error) {
        EXPECT_EQ(error.fault(), StoreFault::corrupt);
    }
}

} // namespace
} // namespace tuban::store
