#pragma once

#include "data/store/sqlite/connection.hpp"

namespace tuban::store::sqlite {

/// Brings the file to the newest schema, each numbered file of data/migrations/sqlite in one
/// transaction; safe when several processes open the same new file. Throws StoreError `newer`
/// where the file knows a migration that this program doesn't, `corrupt` where an applied one
/// differs from the program's.
void migrate(Connection& connection);

} // namespace tuban::store::sqlite
