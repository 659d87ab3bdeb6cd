#include "data/store/positions.hpp"

namespace tuban::store {

void set_phone_position(Transaction& transaction, std::int64_t household_id,
                        const Position& position, std::int64_t now_us) {
    transaction.execute(
        "INSERT INTO household_position (household_id, source, lon, lat, accuracy_m, device, at) "
        "VALUES ($1, 'phone', $2, $3, $4, $5, $6) "
        "ON CONFLICT (household_id) DO UPDATE SET source = 'phone', lon = excluded.lon, "
        "lat = excluded.lat, accuracy_m = excluded.accuracy_m, device = excluded.device, "
        "at = excluded.at",
        {household_id, position.lon, position.lat, nullable(position.accuracy_m), position.device,
         now_us});
}

bool remove_phone_position(Transaction& transaction, std::int64_t household_id) {
    return transaction.execute(
               "DELETE FROM household_position WHERE household_id = $1 AND source = 'phone'",
               {household_id}) > 0;
}

void refresh_photo_position(Transaction& transaction, std::int64_t household_id) {
    transaction.execute(
        "DELETE FROM household_position WHERE household_id = $1 AND source = 'photo'",
        {household_id});
    // A document is photographed at a desk, so its place says nothing of the house.
    transaction.execute(
        "INSERT INTO household_position (household_id, source, lon, lat, accuracy_m, device, at) "
        "SELECT household_id, 'photo', lon, lat, accuracy_m, device, added_at FROM photo "
        "WHERE household_id = $1 AND lon IS NOT NULL AND slot IN ('front', 'risk_part') "
        "ORDER BY CASE slot WHEN 'front' THEN 0 ELSE 1 END, coalesce(accuracy_m, 1000), id DESC "
        "LIMIT 1 ON CONFLICT (household_id) DO NOTHING",
        {household_id});
}

} // namespace tuban::store
