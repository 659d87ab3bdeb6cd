#pragma once

#include <array>

/// What SQLite wants to be told in its own words; all other SQL is portable.
namespace tuban::store::sqlite {

/// For each connection. FULL is what survives a power cut; sorted personal data stays in memory;
/// mapped pages make lists over a whole province three times as fast.
inline constexpr std::array connection_pragmas{
    "PRAGMA synchronous=FULL",     "PRAGMA foreign_keys=ON",   "PRAGMA trusted_schema=ON",
    "PRAGMA temp_store=MEMORY",    "PRAGMA cache_size=-16384", "PRAGMA journal_size_limit=67108864",
    "PRAGMA mmap_size=2147483648",
};

/// Kept in the file. SQLite asks nobody to wait while it changes this.
inline constexpr const char* use_write_ahead_log = "PRAGMA journal_mode=WAL";

/// How long a connection waits for another process's write.
inline constexpr int busy_timeout_ms = 30'000;

inline constexpr const char* begin_read = "BEGIN DEFERRED";
inline constexpr const char* begin_write = "BEGIN IMMEDIATE";
inline constexpr const char* commit = "COMMIT";
inline constexpr const char* rollback = "ROLLBACK";
inline constexpr const char* savepoint = "SAVEPOINT one_write";
inline constexpr const char* keep_savepoint = "RELEASE one_write";
inline constexpr const char* undo_savepoint = "ROLLBACK TO one_write";

/// Ids of the households in whose texts all pieces of $23 stand.
inline constexpr const char* households_with_pieces =
    "SELECT rowid AS id FROM household_text WHERE household_text MATCH $23 ";

inline constexpr const char* create_migration_table =
    "CREATE TABLE IF NOT EXISTS migration ("
    "number INTEGER PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL, "
    "applied_at INTEGER NOT NULL)";

} // namespace tuban::store::sqlite
