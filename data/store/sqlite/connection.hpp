#pragma once

#include "data/store/store.hpp"

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

struct sqlite3;
struct sqlite3_stmt;

namespace tuban::store::sqlite {

/// One connection to a SpatiaLite file with its cached statements; used by one thread at a time.
/// Queries and statements run only between begin and commit or rollback.
class Connection final : public Transaction {
  public:
    /// Opens, and where it isn't there makes, the file (mode 0600). Throws StoreError.
    explicit Connection(const std::filesystem::path& file);
    ~Connection() override;
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    void query(std::string_view sql, Parameters parameters, const RowVisitor& visit) override;
    std::int64_t execute(std::string_view sql, Parameters parameters) override;

    /// Runs a script of statements without parameters, in or outside a transaction.
    void run(const char* script);

    /// False where nothing was begun or the engine itself rolled back (disk full, I/O error).
    bool is_in_transaction() const noexcept;

    /// Ends the transaction if there is one; never throws.
    void abandon() noexcept;

  private:
    struct SpatialiteCache {
        void operator()(void* cache) const noexcept;
    };
    struct Closer {
        void operator()(sqlite3* handle) const noexcept;
    };
    struct Finalizer {
        void operator()(sqlite3_stmt* statement) const noexcept;
    };
    struct Statement {
        std::unique_ptr<sqlite3_stmt, Finalizer> handle;
        std::vector<std::size_t> parameter_numbers; ///< of each place: the N of its $N
        std::size_t parameter_count = 0;
        bool is_running = false;
    };
    struct TextHash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const noexcept {
            return std::hash<std::string_view>{}(text);
        }
    };
    using StatementCache =
        std::unordered_map<std::string, std::unique_ptr<Statement>, TextHash, std::equal_to<>>;
    class Run;

    std::unique_ptr<Statement> prepare(std::string_view sql) const;
    void bind(Statement& statement, Parameters parameters) const;
    void use_log_when_free();
    void forget_idle_statements();
    [[noreturn]] void fail(int result_code) const;

    // SpatiaLite's cache must outlive the connection that uses it.
    std::unique_ptr<void, SpatialiteCache> m_spatialite;
    std::unique_ptr<sqlite3, Closer> m_handle;
    StatementCache m_statements;
};

} // namespace tuban::store::sqlite
