#pragma once

#include "data/store/sqlite/connection.hpp"
#include "data/store/sqlite/writer.hpp"

#include <filesystem>
#include <memory>
#include <mutex>
#include <vector>

namespace tuban::store::sqlite {

/// The embedded engine: one SpatiaLite file in WAL mode, one writer thread a process, as many
/// readers as ask at once. Several processes may have the file open side by side.
class SqliteStore final : public Store {
  public:
    /// Creates and migrates the file where needed. Throws StoreError.
    explicit SqliteStore(std::filesystem::path file);

    void read(const std::function<void(Reader&)>& work) override;
    void write(const std::function<void(Transaction&)>& work) override;

  private:
    std::unique_ptr<Connection> borrow_reader();
    void give_back(std::unique_ptr<Connection> reader);

    std::filesystem::path m_file;
    std::unique_ptr<Writer> m_writer;
    std::mutex m_mutex;
    std::vector<std::unique_ptr<Connection>> m_idle_readers;
};

} // namespace tuban::store::sqlite
