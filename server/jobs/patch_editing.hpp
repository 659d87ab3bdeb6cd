#pragma once

#include "data/model/account.hpp"
#include "data/model/data_folder.hpp"
#include "data/store/patch_edits.hpp"
#include "data/store/store.hpp"
#include "spatial/patch.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace tuban::jobs {

/// A county must have a segment before its patches can be edited: an empty one where there is none.
void ensure_segment(store::Store& store, const model::DataFolder& folder,
                    const std::string& county_code);

/// One change of a patch by a person. What is there now comes from what is served; that nothing was
/// published since is checked by the epoch in the transaction.
struct PatchChange {
    std::string county_code;
    std::optional<Patch> now;  ///< as served; nothing for a new one
    std::optional<Patch> then; ///< nothing to remove it; its number is ignored for a new one
    std::string reason;
    std::int64_t segments_epoch = 0;                ///< of what `now` was read from
    std::optional<std::int64_t> expected_version{}; ///< of its edit: 0 for none
};

enum class EditFault { stale, version_differs, linked };

struct EditOutcome {
    std::optional<EditFault> fault{};
    std::string number{};
    std::int64_t version = 0;
};

/// Writes the edit with its audit row. A faulty one changes nothing. A patch to which households
/// are linked is not removed.
EditOutcome write_edit(store::Transaction& transaction, const PatchChange& change,
                       const model::Actor& actor);

/// Takes an edit back: the patch is again what the batches say, at once. Nothing when there is no
/// edit of that number. A drawn patch to which households are linked stays.
std::optional<EditOutcome> drop_edit(store::Transaction& transaction, const std::string& number,
                                     const std::string& reason, const model::Actor& actor);

} // namespace tuban::jobs
