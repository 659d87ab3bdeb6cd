#include "data/store/sqlite/connection.hpp"

#include "data/store/sqlite/dialect.hpp"
#include "data/store/sqlite/text_pieces.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>
// SpatiaLite's header needs SQLite's before it.
// clang-format off
#include <sqlite3.h>
#include <spatialite.h>
// clang-format on

#include <cerrno>
#include <charconv>
#include <chrono>
#include <mutex>
#include <thread>

namespace tuban::store::sqlite {
namespace {

constexpr std::size_t statements_kept = 512;

StoreFault fault_of(int extended_code) {
    switch (extended_code) {
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_ROWID:
        return StoreFault::unique;
    case SQLITE_CONSTRAINT_FOREIGNKEY:
        return StoreFault::foreign_key;
    case SQLITE_BUSY_SNAPSHOT:
        return StoreFault::serialization;
    default:
        break;
    }
    switch (extended_code & 0xff) {
    case SQLITE_CONSTRAINT:
        return StoreFault::check;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return StoreFault::busy;
    case SQLITE_FULL:
        return StoreFault::full;
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_NOMEM:
        return StoreFault::unavailable;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return StoreFault::corrupt;
    default:
        return StoreFault::other;
    }
}

/// SQLite gives its side files (WAL, shared memory) the rights of the main one. A file that is
/// there is left alone: closing any descriptor of it would drop this process's locks (POSIX), and
/// another process would take itself for the last one and remove the WAL.
void make_private_file(const std::filesystem::path& file) {
    const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (descriptor < 0 && errno == EEXIST) {
        return;
    }
    if (descriptor < 0) {
        throw StoreError(StoreFault::unavailable, fmt::format("cannot open {}", file.string()));
    }
    ::close(descriptor);
}

class SqliteRow final : public Row {
  public:
    explicit SqliteRow(sqlite3_stmt* statement) : m_statement(statement) {}

    bool is_null(int column) const override { return type(column) == SQLITE_NULL; }

    std::int64_t integer(int column) const override {
        require(column, type(column) == SQLITE_INTEGER, "an integer");
        return sqlite3_column_int64(m_statement, column);
    }

    double real(int column) const override {
        const int found = type(column);
        require(column, found == SQLITE_FLOAT || found == SQLITE_INTEGER, "a number");
        return sqlite3_column_double(m_statement, column);
    }

    std::string_view text(int column) const override {
        require(column, type(column) == SQLITE_TEXT, "text");
        const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(m_statement, column));
        return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(m_statement, column))};
    }

    std::span<const std::uint8_t> blob(int column) const override {
        require(column, type(column) == SQLITE_BLOB, "a blob");
        const auto* bytes =
            static_cast<const std::uint8_t*>(sqlite3_column_blob(m_statement, column));
        return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(m_statement, column))};
    }

  private:
    int type(int column) const {
        if (column < 0 || column >= sqlite3_data_count(m_statement)) {
            throw Error("store_type", fmt::format("no column {}", column));
        }
        return sqlite3_column_type(m_statement, column);
    }

    static void require(int column, bool holds, const char* wanted) {
        if (!holds) {
            throw Error("store_type", fmt::format("column {} is not {}", column, wanted));
        }
    }

    sqlite3_stmt* m_statement;
};

} // namespace

void Connection::SpatialiteCache::operator()(void* cache) const noexcept {
    spatialite_cleanup_ex(cache);
}

void Connection::Closer::operator()(sqlite3* handle) const noexcept {
    sqlite3_close_v2(handle);
}

void Connection::Finalizer::operator()(sqlite3_stmt* statement) const noexcept {
    sqlite3_finalize(statement);
}

/// A statement while it runs: bound at the beginning, reset at the end whatever happens. The same
/// text asked for again meanwhile (a query inside a visit) gets a statement of its own.
class Connection::Run {
  public:
    Run(Connection& connection, std::string_view sql, Parameters parameters) {
        if (!connection.is_in_transaction()) {
            throw StoreError(StoreFault::unavailable, "the transaction has ended");
        }
        auto found = connection.m_statements.find(sql);
        if (found == connection.m_statements.end()) {
            if (connection.m_statements.size() >= statements_kept) {
                connection.forget_idle_statements();
            }
            auto prepared = connection.prepare(sql);
            found = connection.m_statements.emplace(std::string(sql), std::move(prepared)).first;
        }
        m_statement = found->second.get();
        if (m_statement->is_running) {
            m_own = connection.prepare(sql);
            m_statement = m_own.get();
        }
        m_statement->is_running = true;
        try {
            connection.bind(*m_statement, parameters);
        } catch (...) {
            finish();
            throw;
        }
    }
    ~Run() { finish(); }
    Run(const Run&) = delete;
    Run& operator=(const Run&) = delete;

    sqlite3_stmt* handle() const noexcept { return m_statement->handle.get(); }

  private:
    void finish() noexcept {
        sqlite3_reset(handle());
        sqlite3_clear_bindings(handle());
        m_statement->is_running = false;
    }

    Statement* m_statement = nullptr;
    std::unique_ptr<Statement> m_own;
};

Connection::Connection(const std::filesystem::path& file) {
    make_private_file(file);
    sqlite3* handle = nullptr;
    const int result = sqlite3_open_v2(file.c_str(), &handle,
                                       SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
    m_handle.reset(handle);
    if (result != SQLITE_OK) {
        fail(result);
    }
    sqlite3_extended_result_codes(handle, 1);
    sqlite3_busy_timeout(handle, busy_timeout_ms);
    {
        // SpatiaLite numbers its connections in a table that all of them share.
        static std::mutex spatialite_setup;
        const std::lock_guard lock(spatialite_setup);
        m_spatialite.reset(spatialite_alloc_connection());
        spatialite_init_ex(handle, m_spatialite.get(), 0);
    }
    if (!register_text_pieces(handle)) {
        throw StoreError(StoreFault::unavailable, "this SQLite was built without FTS5");
    }
    use_log_when_free();
    for (const char* pragma : connection_pragmas) {
        run(pragma);
    }
}

Connection::~Connection() {
    abandon();
}

void Connection::fail(int result_code) const {
    const char* message = m_handle ? sqlite3_errmsg(m_handle.get()) : sqlite3_errstr(result_code);
    const int code = m_handle ? sqlite3_extended_errcode(m_handle.get()) : result_code;
    throw StoreError(fault_of(code == SQLITE_OK ? result_code : code),
                     fmt::format("{} (sqlite {})", message, code));
}

std::unique_ptr<Connection::Statement> Connection::prepare(std::string_view sql) const {
    auto statement = std::make_unique<Statement>();
    sqlite3_stmt* handle = nullptr;
    const char* rest = nullptr;
    const int result = sqlite3_prepare_v3(m_handle.get(), sql.data(), static_cast<int>(sql.size()),
                                          SQLITE_PREPARE_PERSISTENT, &handle, &rest);
    statement->handle.reset(handle);
    if (result != SQLITE_OK) {
        fail(result);
    }
    const int places = sqlite3_bind_parameter_count(handle);
    for (int place = 1; place <= places; ++place) {
        const char* name = sqlite3_bind_parameter_name(handle, place);
        const std::string_view text = name == nullptr ? "" : name;
        std::size_t number = 0;
        if (text.size() > 1 && text.front() == '$') {
            std::from_chars(text.data() + 1, text.data() + text.size(), number);
        }
        if (number == 0) {
            throw Error("store_usage", fmt::format("parameter '{}' is not $1, $2 …", text));
        }
        statement->parameter_numbers.push_back(number);
        statement->parameter_count = std::max(statement->parameter_count, number);
    }
    return statement;
}

void Connection::bind(Statement& statement, Parameters parameters) const {
    if (parameters.size() != statement.parameter_count) {
        throw Error("store_usage",
                    fmt::format("{} parameters given, {} named: {}", parameters.size(),
                                statement.parameter_count, sqlite3_sql(statement.handle.get())));
    }
    sqlite3_stmt* handle = statement.handle.get();
    for (std::size_t at = 0; at < statement.parameter_numbers.size(); ++at) {
        const Value& value = parameters.begin()[statement.parameter_numbers[at] - 1];
        const int place = static_cast<int>(at) + 1;
        int result = SQLITE_OK;
        // Values outlive the run, so the engine need not copy them.
        if (const auto* integer = std::get_if<std::int64_t>(&value)) {
            result = sqlite3_bind_int64(handle, place, *integer);
        } else if (const auto* real = std::get_if<double>(&value)) {
            result = sqlite3_bind_double(handle, place, *real);
        } else if (const auto* text = std::get_if<std::string>(&value)) {
            result = sqlite3_bind_text64(handle, place, text->data(), text->size(), SQLITE_STATIC,
                                         SQLITE_UTF8);
        } else if (const auto* blob = std::get_if<Blob>(&value)) {
            result = blob->empty() ? sqlite3_bind_zeroblob(handle, place, 0)
                                   : sqlite3_bind_blob64(handle, place, blob->data(), blob->size(),
                                                         SQLITE_STATIC);
        } else {
            result = sqlite3_bind_null(handle, place);
        }
        if (result != SQLITE_OK) {
            fail(result);
        }
    }
}

void Connection::forget_idle_statements() {
    std::erase_if(m_statements, [](const auto& entry) { return !entry.second->is_running; });
}

void Connection::query(std::string_view sql, Parameters parameters, const RowVisitor& visit) {
    const Run run(*this, sql, parameters);
    const SqliteRow row(run.handle());
    int result = SQLITE_ROW;
    while ((result = sqlite3_step(run.handle())) == SQLITE_ROW) {
        visit(row);
    }
    if (result != SQLITE_DONE) {
        fail(result);
    }
}

std::int64_t Connection::execute(std::string_view sql, Parameters parameters) {
    const Run run(*this, sql, parameters);
    const auto before = sqlite3_total_changes64(m_handle.get());
    int result = SQLITE_ROW;
    while (result == SQLITE_ROW) {
        result = sqlite3_step(run.handle());
    }
    if (result != SQLITE_DONE) {
        fail(result);
    }
    // What triggers changed does not count.
    const auto changed = sqlite3_total_changes64(m_handle.get()) - before;
    return changed == 0 ? 0 : sqlite3_changes64(m_handle.get());
}

void Connection::run(const char* script) {
    const int result = sqlite3_exec(m_handle.get(), script, nullptr, nullptr, nullptr);
    if (result != SQLITE_OK) {
        fail(result);
    }
}

/// Of several processes that open a new file one changes it; the others meet a lock for which
/// the engine's own waiting doesn't hold.
void Connection::use_log_when_free() {
    using namespace std::chrono;
    const auto end = steady_clock::now() + milliseconds(busy_timeout_ms);
    while (true) {
        try {
            run(use_write_ahead_log);
            return;
        } catch (const StoreError& error) {
            if (error.fault() != StoreFault::busy || steady_clock::now() >= end) {
                throw;
            }
        }
        std::this_thread::sleep_for(milliseconds(5));
    }
}

bool Connection::is_in_transaction() const noexcept {
    return sqlite3_get_autocommit(m_handle.get()) == 0;
}

void Connection::abandon() noexcept {
    if (m_handle && is_in_transaction()) {
        sqlite3_exec(m_handle.get(), rollback, nullptr, nullptr, nullptr);
    }
}

} // namespace tuban::store::sqlite
