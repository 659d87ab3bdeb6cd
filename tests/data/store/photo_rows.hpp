#pragma once

#include "data/store/photos.hpp"

#include <cstdint>

namespace tuban::store::test {

/// Rows of the photos that the lookback form calls for at any grade; no files behind them.
inline void insert_photo_rows(Transaction& transaction, std::int64_t household_id) {
    for (const auto* slot : {"front", "risk_part"}) {
        Photo photo;
        photo.id = new_id();
        photo.household_id = household_id;
        photo.form = "lookback";
        photo.slot = slot;
        photo.content_hash = slot;
        photo.media_type = "image/jpeg";
        insert_photo(transaction, photo);
    }
}

} // namespace tuban::store::test
