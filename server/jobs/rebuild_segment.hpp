#pragma once

#include "data/model/account.hpp"
#include "data/model/data_folder.hpp"
#include "data/seal/sealer.hpp"
#include "data/store/store.hpp"

#include <cstdint>
#include <functional>
#include <string>

namespace tuban::jobs {

struct RebuildResult {
    std::string file_hash; ///< of the segment in force afterwards
    std::uint32_t patch_count = 0;
    bool has_changed = false; ///< another hash than before
    std::size_t batches = 0;  ///< replayed
};

/// Builds a county's segment anew from the kept batches, import by import as they came, and puts it
/// in force. A damaged file in force is replaced; an intact one gives the same bytes again. Throws
/// Error: `county_unknown` when no batch has patches of the county, `batch_missing` when a kept
/// file is gone (nothing is changed then), what read_patches throws, `import_conflict`.
RebuildResult rebuild_segment(store::Store& store, const seal::Sealer& sealer,
                              const model::DataFolder& folder, const std::string& county_code,
                              const model::Actor& actor,
                              const std::function<void(const std::string& batch)>& progress);

} // namespace tuban::jobs
