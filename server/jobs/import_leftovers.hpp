#pragma once

#include "data/model/data_folder.hpp"
#include "data/store/segments.hpp"

#include <vector>

namespace tuban::jobs {

/// Removes what killed imports and servers left in a data folder: unfinished batches, scratch files
/// of overlays, segments that are not in force. Those are kept for an hour: a server that has just
/// read which one serves may be about to open it. Precondition: the ImportLock is held.
void remove_leftovers(const model::DataFolder& folder,
                      const std::vector<store::SegmentInForce>& in_force);

} // namespace tuban::jobs
