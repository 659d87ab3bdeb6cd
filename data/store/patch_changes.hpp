#pragma once

#include "data/store/store.hpp"

#include <cstdint>
#include <string>
#include <vector>

/// The log from which each server catches up its map states before it answers.
namespace tuban::store {

struct PatchChange {
    std::int64_t epoch = 0;
    std::string patch_number;
};

/// In the transaction that changes the patch's link, grade or status; returns the new epoch.
std::int64_t append_patch_change(Transaction& transaction, const std::string& patch_number);

/// What came after `epoch`, oldest first, at most `limit`.
std::vector<PatchChange> patch_changes_since(Reader& reader, std::int64_t epoch,
                                             std::int64_t limit = 10'000);

/// 0 while nothing has changed.
std::int64_t last_patch_epoch(Reader& reader);

} // namespace tuban::store
