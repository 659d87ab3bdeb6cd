#include "data/store/sqlite/migrate.hpp"

#include "data/seal/sealer.hpp"
#include "data/store/sqlite/dialect.hpp"
#include "tuban_sqlite_migrations_embedded.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cstdint>
#include <optional>
#include <string>

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

/// Applies one file unless it was; runs inside a transaction.
void apply(Connection& connection, const migrations::EmbeddedFile& file) {
    const auto number = number_of(file.name);
    const auto checksum = seal::content_hash(file.content);
    const auto applied =
        connection.find("SELECT checksum FROM migration WHERE number = $1", {number},
                        [](const Row& row) { return std::string(row.text(0)); });
    if (applied) {
        if (*applied != checksum) {
            throw StoreError(StoreFault::corrupt,
                             fmt::format("migration {} was applied in another form", file.name));
        }
        return;
    }
    connection.run(std::string(file.content).c_str());
    connection.execute(
        "INSERT INTO migration (number, name, checksum, applied_at) VALUES ($1, $2, $3, $4)",
        {number, std::string(file.name), checksum, now_us()});
}

} // namespace

void migrate(Connection& connection) {
    const auto files = migrations::embedded_files();
    try {
        connection.run(begin_write);
        connection.run(create_migration_table);
        refuse_newer(connection, number_of(files.back().name));
        connection.run(commit);
        for (const auto& file : files) {
            connection.run(begin_write);
            apply(connection, file);
            connection.run(commit);
        }
    } catch (...) {
        connection.abandon();
        throw;
    }
}

} // namespace tuban::store::sqlite
