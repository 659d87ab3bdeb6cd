#pragma once

#include "data/model/data_folder.hpp"

#include <filesystem>

namespace tuban::store {

/// Writes a copy of the folder's embedded store as of one moment, beside running reads and writes,
/// to a file that isn't there yet. Throws StoreError.
void copy_store(const model::DataFolder& folder, const std::filesystem::path& target);

} // namespace tuban::store
