#include "data/store/segments.hpp"

namespace tuban::store {
namespace {

SegmentInForce to_segment(const Row& row) {
    return {std::string(row.text(0)), static_cast<std::uint32_t>(row.integer(1)),
            std::string(row.text(2)), row.integer(3), row.integer(4)};
}

Batch to_batch(const Row& row) {
    return {row.integer(0),           std::string(row.text(1)), std::string(row.text(2)),
            std::string(row.text(3)), std::string(row.text(4)), row.integer(5),
            std::string(row.text(6)), row.integer(7),           row.optional_text(8),
            row.optional_text(9),     row.integer(10) != 0};
}

} // namespace

std::optional<std::uint32_t> find_county_slot(Reader& reader, std::string_view county_code) {
    return reader.find("SELECT slot FROM county_slot WHERE county_code = $1",
                       {std::string(county_code)},
                       [](const Row& row) { return static_cast<std::uint32_t>(row.integer(0)); });
}

std::uint32_t get_county_slot(Transaction& transaction, std::string_view county_code) {
    transaction.execute("INSERT INTO county_slot (county_code, slot) "
                        "SELECT $1, coalesce(max(slot), 0) + 1 FROM county_slot WHERE true "
                        "ON CONFLICT (county_code) DO NOTHING",
                        {std::string(county_code)});
    return *find_county_slot(transaction, county_code);
}

std::vector<SegmentInForce> segments_in_force(Reader& reader) {
    return reader.list("SELECT s.county_code, c.slot, s.file_hash, s.patch_count, s.published_at "
                       "FROM segment s JOIN county_slot c ON c.county_code = s.county_code "
                       "ORDER BY s.county_code",
                       {}, to_segment);
}

std::optional<SegmentInForce> find_segment(Reader& reader, std::string_view county_code) {
    return reader.find("SELECT s.county_code, c.slot, s.file_hash, s.patch_count, s.published_at "
                       "FROM segment s JOIN county_slot c ON c.county_code = s.county_code "
                       "WHERE s.county_code = $1",
                       {std::string(county_code)}, to_segment);
}

void publish_segment(Transaction& transaction, std::string_view county_code,
                     const std::string& file_hash, std::int64_t patch_count, std::int64_t now_us) {
    get_county_slot(transaction, county_code);
    transaction.execute("INSERT INTO segment (county_code, file_hash, patch_count, published_at) "
                        "VALUES ($1, $2, $3, $4) ON CONFLICT (county_code) DO UPDATE SET "
                        "file_hash = excluded.file_hash, patch_count = excluded.patch_count, "
                        "published_at = excluded.published_at",
                        {std::string(county_code), file_hash, patch_count, now_us});
    grow_segments_epoch(transaction);
}

std::int64_t grow_segments_epoch(Transaction& transaction) {
    transaction.execute("UPDATE meta SET value = value + 1 WHERE name = 'segments'", {});
    return segments_epoch(transaction);
}

std::int64_t segments_epoch(Reader& reader) {
    return *reader.find("SELECT value FROM meta WHERE name = 'segments'", {},
                        [](const Row& row) { return row.integer(0); });
}

void record_batch(Transaction& transaction, const Batch& batch) {
    transaction.execute(
        "INSERT INTO batch (id, name, file_name, content_hash, mapping, imported_at, report, "
        "import_id, division_code, crs, is_partial) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        {batch.id, batch.name, batch.file_name, batch.content_hash, batch.mapping,
         batch.imported_at_us, batch.report, batch.import_id, nullable(batch.division_code),
         nullable(batch.crs), std::int64_t{batch.is_partial}});
}

std::optional<Batch> find_batch(Reader& reader, std::string_view content_hash) {
    return reader.find("SELECT id, name, file_name, content_hash, mapping, imported_at, report, "
                       "import_id, division_code, crs, is_partial FROM batch WHERE content_hash = "
                       "$1 ORDER BY imported_at DESC, id DESC",
                       {std::string(content_hash)}, to_batch);
}

std::vector<Batch> list_batches(Reader& reader) {
    return reader.list(
        "SELECT id, name, file_name, content_hash, mapping, imported_at, report, "
        "import_id, division_code, crs, is_partial FROM batch ORDER BY imported_at DESC, id DESC",
        {}, to_batch);
}

std::vector<Batch> batches_to_replay(Reader& reader) {
    return reader.list("SELECT id, name, file_name, content_hash, mapping, imported_at, report, "
                       "import_id, division_code, crs, is_partial FROM batch "
                       "ORDER BY import_id, id",
                       {}, to_batch);
}

} // namespace tuban::store
