#include "data/store/sqlite/migrate.hpp"

#include "data/seal/sealer.hpp"
#include "data/store/sqlite/dialect.hpp"
#include "tuban_sqlite_migrations_embedded.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tuban::store::sqlite {
namespace {

std::int64_t number_of(std::string_view file_name) {
    std::int64_t number = 0;
    std::from_chars(file_name.data(), file_name.data() + file_name.size(), number);
    return number;
}

void refuse_newer(Connection& connection, std::int64_t newest_known) {
    const auto newest_applied =
        connection.find("SELECT max(number) FROM migration", {},
                        [](const Row& row) { return row.optional_integer(0); });
    if (newest_applied.value_or(std::nullopt).value_or(0) > newest_known) {
        throw StoreError(StoreFault::newer,
                         fmt::format("the store has migration {}, this program knows {}",
                                     **newest_applied, newest_known));
    }
}

/// Applies one unless it was; runs inside a transaction.
void apply(Connection& connection, const Migration& migration) {
    const auto number = number_of(migration.name);
    const auto checksum = seal::content_hash(migration.sql);
    const auto applied =
        connection.find("SELECT checksum FROM migration WHERE number = $1", {number},
                        [](const Row& row) { return std::string(row.text(0)); });
    if (applied) {
        if (*applied != checksum) {
            throw StoreError(
                StoreFault::corrupt,
                fmt::format("migration {} was applied in another form", migration.name));
        }
        return;
    }
    connection.run(std::string(migration.sql).c_str());
    connection.execute(
        "INSERT INTO migration (number, name, checksum, applied_at) VALUES ($1, $2, $3, $4)",
        {number, std::string(migration.name), checksum, now_us()});
}

} // namespace

void migrate(Connection& connection, std::span<const Migration> migrations) {
    try {
        connection.run(begin_write);
        connection.run(create_migration_table);
        refuse_newer(connection, number_of(migrations.back().name));
        connection.run(commit);
        for (const auto& migration : migrations) {
            connection.run(begin_write);
            apply(connection, migration);
            connection.run(commit);
        }
    } catch (...) {
        connection.abandon();
        throw;
    }
}

void migrate(Connection& connection) {
    std::vector<Migration> all;
    for (const auto& file : migrations::embedded_files()) {
        all.push_back({file.name, file.content});
    }
    migrate(connection, all);
}

} // namespace tuban::store::sqlite
