#include "data/store/photos.hpp"

namespace tuban::store {
namespace {

Photo to_photo(const Row& row) {
    Photo photo;
    photo.id = row.integer(0);
    photo.household_id = row.integer(1);
    photo.form = row.text(2);
    photo.slot = row.text(3);
    photo.content_hash = row.text(4);
    photo.media_type = row.text(5);
    photo.size_bytes = row.integer(6);
    photo.width = row.integer(7);
    photo.height = row.integer(8);
    photo.taken_at_us = row.optional_integer(9);
    photo.lon = row.optional_real(10);
    photo.lat = row.optional_real(11);
    photo.accuracy_m = row.optional_real(12);
    photo.device = row.text(13);
    photo.added_at_us = row.integer(14);
    photo.account_id = row.optional_integer(15);
    return photo;
}

} // namespace

void insert_photo(Transaction& transaction, const Photo& photo) {
    transaction.execute(
        "INSERT INTO photo (id, household_id, form, slot, content_hash, media_type, size_bytes, "
        "width, height, taken_at, lon, lat, accuracy_m, device, added_at, account_id) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
        {photo.id, photo.household_id, photo.form, photo.slot, photo.content_hash, photo.media_type,
         photo.size_bytes, photo.width, photo.height, nullable(photo.taken_at_us),
         nullable(photo.lon), nullable(photo.lat), nullable(photo.accuracy_m), photo.device,
         photo.added_at_us, nullable(photo.account_id)});
}

void delete_photo(Transaction& transaction, std::int64_t photo_id) {
    transaction.execute("DELETE FROM photo WHERE id = $1", {photo_id});
}

std::vector<Photo> list_photos(Reader& reader, std::int64_t household_id, std::string_view form) {
    return reader.list("SELECT id, household_id, form, slot, content_hash, media_type, size_bytes, "
                       "width, height, taken_at, lon, lat, accuracy_m, device, added_at, "
                       "account_id FROM photo WHERE household_id = $1 AND form = $2 "
                       "ORDER BY slot, id",
                       {household_id, std::string(form)}, to_photo);
}

std::optional<Photo> find_photo(Reader& reader, std::int64_t household_id, std::int64_t photo_id) {
    return reader.find("SELECT id, household_id, form, slot, content_hash, media_type, size_bytes, "
                       "width, height, taken_at, lon, lat, accuracy_m, device, added_at, "
                       "account_id FROM photo WHERE household_id = $1 AND id = $2",
                       {household_id, photo_id}, to_photo);
}

bool is_photo_kept(Reader& reader, const std::string& content_hash) {
    return reader
        .find("SELECT 1 FROM photo WHERE content_hash = $1 LIMIT 1", {content_hash},
              [](const Row& row) { return row.integer(0); })
        .has_value();
}

std::vector<std::string> photo_contents(Reader& reader) {
    return reader.list("SELECT DISTINCT content_hash FROM photo ORDER BY content_hash", {},
                       [](const Row& row) { return std::string(row.text(0)); });
}

} // namespace tuban::store
