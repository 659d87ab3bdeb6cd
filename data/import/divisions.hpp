#pragma once

#include "base/report.hpp"
#include "data/store/store.hpp"

#include <filesystem>

namespace tuban::import {

/// Merges a file of division codes and names into the published tree, by code, and publishes the
/// result at once. Reads the gazetteer CSV (`code,level,name,parent,full_name,aliases,merged_into,
/// office_lon,office_lat`; only code and name are needed) and the statistics office's CSV and JSON
/// layouts, plain or zipped. Short codes are padded; the parent is the given one, else the nearest
/// that the code's digit groups name. A division whose parent nobody knows stands at the top until
/// a later import brings the parent. A code that was merged into another (`merged_into`) becomes no
/// division but an entry of the crosswalk. Refused with its row: a bad code, no name, one code with
/// two names, a parent that is no code, a cycle, a merger into nothing or of a published division.
/// Throws Error `file_unreadable`.
ImportReport import_divisions(store::Store& store, const std::filesystem::path& file);

} // namespace tuban::import
