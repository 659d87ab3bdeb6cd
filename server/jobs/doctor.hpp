#pragma once

#include "data/model/data_folder.hpp"
#include "data/seal/sealer.hpp"
#include "data/store/store.hpp"

#include <string>
#include <vector>

namespace tuban::jobs {

/// One check of a data folder: what was looked at, how much of it, and what is wrong, in Chinese.
struct Finding {
    std::string check; ///< `audit`, `statistics`, `proposals`, `segments`, `batches`, `photos`
    std::uint64_t looked_at = 0;
    std::vector<std::string> faults;
};

/// Looks whether everything that must fit together does: the audit chain, the counters against the
/// records and the proposals, the segments in force, the kept batches and
/// the photos against their hashes.
/// Changes nothing; may run beside a server.
std::vector<Finding> examine(store::Store& store, const seal::Sealer& sealer,
                             const model::DataFolder& folder);

} // namespace tuban::jobs
