#pragma once

#include "data/store/sqlite/connection.hpp"

#include <span>
#include <string_view>

namespace tuban::store::sqlite {

/// A script and its file's name, which begins with its number: `0001_store.sql`.
struct Migration {
    std::string_view name;
    std::string_view sql;
};

/// Applies those of `migrations`, in the order of their numbers, that the file doesn't have yet,
/// each in one transaction; safe when several processes open the same new file. Throws StoreError
/// `newer` where the file knows a migration that isn't among them, `corrupt` where an applied one
/// differs.
void migrate(Connection& connection, std::span<const Migration> migrations);

/// Brings the file to the newest schema: the files of data/migrations/sqlite.
void migrate(Connection& connection);

} // namespace tuban::store::sqlite
