#include "data/store/patch_edits.hpp"

#include "data/store/segments.hpp"

#include <fmt/format.h>

namespace tuban::store {
namespace {

constexpr std::size_t county_digits = 6;

PatchEdit to_edit(const Row& row) {
    return {std::string(row.text(0)), std::string(row.text(1)), std::string(row.text(2)),
            std::string(row.text(3)), row.optional_text(4),     row.optional_text(5),
            row.integer(6) != 0,      row.integer(7) != 0,      row.integer(8) != 0,
            row.integer(9),           row.integer(10),          row.integer(11),
            std::string(row.text(12))};
}

} // namespace

std::int64_t put_patch_edit(Transaction& transaction, const PatchEdit& edit) {
    const std::int64_t version = grow_segments_epoch(transaction);
    transaction.execute(
        "INSERT INTO patch_edit (number, county_code, kind, division_code, patch, original, "
        "is_folded, is_dropped, batch_differs, version, account_id, changed_at, reason) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) "
        "ON CONFLICT (number) DO UPDATE SET county_code = excluded.county_code, "
        "kind = excluded.kind, division_code = excluded.division_code, patch = excluded.patch, "
        "original = excluded.original, is_folded = excluded.is_folded, "
        "is_dropped = excluded.is_dropped, batch_differs = excluded.batch_differs, "
        "version = excluded.version, account_id = excluded.account_id, "
        "changed_at = excluded.changed_at, reason = excluded.reason",
        {edit.number, edit.county_code, edit.kind, edit.division_code, nullable(edit.patch),
         nullable(edit.original), std::int64_t{edit.is_folded}, std::int64_t{edit.is_dropped},
         std::int64_t{edit.batch_differs}, version, edit.account_id, edit.changed_at_us,
         edit.reason});
    return version;
}

std::optional<PatchEdit> find_patch_edit(Reader& reader, std::string_view number) {
    return reader.find("SELECT number, county_code, kind, division_code, patch, original, "
                       "is_folded, is_dropped, batch_differs, version, account_id, changed_at, "
                       "reason FROM patch_edit WHERE number = $1",
                       {std::string(number)}, to_edit);
}

std::vector<PatchEdit> patch_edits_of_county(Reader& reader, std::string_view county_code) {
    return reader.list("SELECT number, county_code, kind, division_code, patch, original, "
                       "is_folded, is_dropped, batch_differs, version, account_id, changed_at, "
                       "reason FROM patch_edit WHERE county_code = $1 ORDER BY number",
                       {std::string(county_code)}, to_edit);
}

std::vector<PatchEdit> pending_patch_edits(Reader& reader) {
    return reader.list("SELECT number, county_code, kind, division_code, patch, original, "
                       "is_folded, is_dropped, batch_differs, version, account_id, changed_at, "
                       "reason FROM patch_edit WHERE is_folded = 0 ORDER BY county_code, number",
                       {}, to_edit);
}

std::vector<PatchEdit> list_patch_edits(Reader& reader, const model::Area& area,
                                        bool only_contradicted, std::int64_t limit,
                                        std::int64_t offset) {
    return reader.list(
        "SELECT e.number, e.county_code, e.kind, e.division_code, e.patch, e.original, "
        "e.is_folded, e.is_dropped, e.batch_differs, e.version, e.account_id, e.changed_at, "
        "e.reason FROM patch_edit e LEFT JOIN crosswalk x ON x.census_code = e.division_code "
        "JOIN division d ON d.id = coalesce(x.division_id, "
        "(SELECT own.id FROM division own WHERE own.code = e.division_code)) "
        "WHERE e.is_dropped = 0 AND d.first_label BETWEEN $1 AND $2 AND e.batch_differs >= $3 "
        "ORDER BY e.batch_differs DESC, e.version DESC LIMIT $4 OFFSET $5",
        {area.first_label(), area.last_label(), std::int64_t{only_contradicted}, limit, offset},
        to_edit);
}

void mark_folded(Transaction& transaction, const std::vector<FoldedEdit>& folded) {
    for (const auto& edit : folded) {
        transaction.execute(
            "DELETE FROM patch_edit WHERE number = $1 AND version = $2 AND is_dropped = 1",
            {edit.number, edit.version});
        transaction.execute(
            "UPDATE patch_edit SET is_folded = 1 WHERE number = $1 AND version = $2",
            {edit.number, edit.version});
    }
}

void set_batch_word(Transaction& transaction, std::string_view number,
                    const std::optional<std::string>& original) {
    transaction.execute("UPDATE patch_edit SET original = $2, batch_differs = 1 WHERE number = $1",
                        {std::string(number), nullable(original)});
}

std::string next_drawn_number(Transaction& transaction, std::string_view county_code) {
    transaction.execute("INSERT INTO drawn_patch_serial (county_code, serial) VALUES ($1, 1) "
                        "ON CONFLICT (county_code) DO UPDATE SET serial = serial + 1",
                        {std::string(county_code)});
    const auto serial = *transaction.find(
        "SELECT serial FROM drawn_patch_serial WHERE county_code = $1", {std::string(county_code)},
        [](const Row& row) { return row.integer(0); });
    return fmt::format("H{}{:06}", county_code.substr(0, county_digits), serial);
}

} // namespace tuban::store
