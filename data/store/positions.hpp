#pragma once

#include "data/store/store.hpp"

#include <cstdint>
#include <optional>
#include <string>

/// Where a visit placed a household's house: evidence for matching. The phone's fix stands before
/// that of photos; find_household gives the position in force.
namespace tuban::store {

struct Position {
    double lon = 0; ///< degrees as the device gave them
    double lat = 0;
    std::optional<double> accuracy_m;
    std::string device; ///< fixes of one device share its offset
};

void set_phone_position(Transaction& transaction, std::int64_t household_id,
                        const Position& position, std::int64_t now_us);
/// Returns whether there was one.
bool remove_phone_position(Transaction& transaction, std::int64_t household_id);

/// After photos were added or deleted, or the phone's fix removed: without a fix of the phone the
/// position is that of the best photo of the house: the front first, then the most accurate.
void refresh_photo_position(Transaction& transaction, std::int64_t household_id);

} // namespace tuban::store
