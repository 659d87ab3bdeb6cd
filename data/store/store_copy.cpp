#include "data/store/store_copy.hpp"

#include "data/store/sqlite/connection.hpp"

#include <string>

namespace tuban::store {

void copy_store(const model::DataFolder& folder, const std::filesystem::path& target) {
    std::string quoted;
    for (const char letter : target.string()) {
        quoted += letter;
        if (letter == '\'') {
            quoted += letter;
        }
    }
    const auto statement = "VACUUM INTO '" + quoted + "'";
    sqlite::Connection(folder.database()).run(statement.c_str());
}

} // namespace tuban::store
