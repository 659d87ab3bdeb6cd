#pragma once

#include "data/model/account.hpp"
#include "data/store/store.hpp"
#include "server/jobs/import_patches.hpp"
#include "server/jobs/import_patches_county.hpp"

#include <vector>

namespace tuban::jobs {

/// Puts the new segments in force: with the census codes they carry, the hand edits folded into
/// them, links that follow their patch to its new number, the list of all that can't, the batches
/// and the audit trail. `changed`: the merges whose segment is new. `is_partial`: the batch retired
/// nothing. Throws Error `import_conflict` when one of the counties was published meanwhile.
void publish_import(store::Transaction& transaction, const PatchImportRequest& request,
                    const PatchImportResult& result, const std::vector<const CountyMerge*>& changed,
                    bool is_partial, const model::Actor& actor);

} // namespace tuban::jobs
