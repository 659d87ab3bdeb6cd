#pragma once

#include "base/report.hpp"
#include "data/model/account.hpp"
#include "data/store/store.hpp"

#include <filesystem>
#include <map>
#include <optional>
#include <string>

namespace tuban::jobs {

struct BorderImportRequest {
    std::filesystem::path file;
    std::optional<std::string> crs;             ///< overrides what the file says
    std::map<std::string, std::string> mapping; ///< `code`, `name` → field of the source
};

/// Imports the borders of divisions from a file of polygons; each takes the place of the outline
/// derived from the houses, until another is imported. A feature belongs to the division of its
/// code (also through the crosswalk), without a code to the only one of its name; several of one
/// division are united. What two borders of a level both claim stays with the lower code, with a
/// warning. Refused: an unknown code or name, a name of several divisions, a shape that is none.
/// The same again changes nothing. The outlines of those above are drawn again by the next job.
/// Broken off, what it has written is in force, audited, and its outlines are asked for.
/// Throws Error: what io::read_borders throws.
ImportReport import_borders(store::Store& store, const BorderImportRequest& request,
                            const model::Actor& actor);

/// Takes a division's imported border away; its outline is then derived from the houses by a job
/// that is queued. False, and nothing is done, when it has none.
bool remove_border(store::Transaction& transaction, const model::Division& division,
                   const model::Actor& actor);

} // namespace tuban::jobs
