#pragma once

#include "data/store/store.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

namespace tuban::store {

/// A folder of its own for one test, gone at its end.
class TemporaryFolder {
  public:
    TemporaryFolder() {
        std::string path = (std::filesystem::temp_directory_path() / "tuban-test-XXXXXX").string();
        m_path = ::mkdtemp(path.data());
    }
    ~TemporaryFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(m_path, ignored);
    }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    const std::filesystem::path& path() const noexcept { return m_path; }

  private:
    std::filesystem::path m_path;
};

/// What the contract tests run against: opening the same folder twice opens the same store twice.
struct Engine {
    const char* name;
    std::function<std::unique_ptr<Store>(const std::filesystem::path& folder)> open;
};

inline Engine embedded_engine() {
    return {"embedded",
            [](const std::filesystem::path& folder) { return open_store(folder.string()); }};
}

inline std::string engine_name(const testing::TestParamInfo<Engine>& info) {
    return info.param.name;
}

/// A test of the contract: a store with a small table `note` in it.
class StoreContract : public testing::TestWithParam<Engine> {
  protected:
    StoreContract() : m_store(open()) {
        m_store->write([](Transaction& transaction) {
            transaction.execute("CREATE TABLE IF NOT EXISTS note (id BIGINT PRIMARY KEY, "
                                "body TEXT CHECK (body <> 'forbidden'))",
                                {});
        });
    }

    std::unique_ptr<Store> open() const { return GetParam().open(m_folder.path()); }
    Store& store() { return *m_store; }
    const std::filesystem::path& folder() const { return m_folder.path(); }

    static void insert(Transaction& transaction, std::int64_t id, const std::string& body = "") {
        transaction.execute("INSERT INTO note (id, body) VALUES ($1, $2)", {id, body});
    }

    static std::int64_t count(Reader& reader) {
        return *reader.find("SELECT count(*) FROM note", {},
                            [](const Row& row) { return row.integer(0); });
    }

    static std::int64_t count(Store& store) {
        return store.read_value([](Reader& reader) { return count(reader); });
    }

  private:
    TemporaryFolder m_folder;
    std::unique_ptr<Store> m_store;
};

} // namespace tuban::store
