#include "data/store/patch_lineage.hpp"

#include "data/store/patch_changes.hpp"

namespace tuban::store {
namespace {

PatchLineage to_lineage(const Row& row, int from) {
    return {std::string(row.text(from)),
            std::string(row.text(from + 1)),
            std::string(row.text(from + 2)),
            std::string(row.text(from + 3)),
            row.real(from + 4),
            row.integer(from + 5)};
}

} // namespace

void record_lineage(Transaction& transaction, const PatchLineage& lineage) {
    transaction.execute(
        "INSERT INTO patch_lineage (number, county_code, fate, successors, overlap, at) "
        "VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (number) DO UPDATE SET "
        "county_code = excluded.county_code, fate = excluded.fate, "
        "successors = excluded.successors, overlap = excluded.overlap, at = excluded.at",
        {lineage.number, lineage.county_code, lineage.fate, lineage.successors, lineage.overlap,
         lineage.at_us});
}

std::optional<PatchLineage> find_lineage(Reader& reader, std::string_view number) {
    return reader.find("SELECT number, county_code, fate, successors, overlap, at "
                       "FROM patch_lineage WHERE number = $1",
                       {std::string(number)}, [](const Row& row) { return to_lineage(row, 0); });
}

std::vector<std::string> lineage_numbers(Reader& reader, std::string_view county_code) {
    return reader.list("SELECT number FROM patch_lineage WHERE county_code = $1 ORDER BY number",
                       {std::string(county_code)},
                       [](const Row& row) { return std::string(row.text(0)); });
}

void forget_lineage(Transaction& transaction, std::string_view number) {
    transaction.execute("DELETE FROM patch_lineage WHERE number = $1", {std::string(number)});
}

std::int64_t follow_links(Transaction& transaction, const std::string& number,
                          const std::string& successor) {
    const auto followed = transaction.execute(
        "UPDATE household SET patch_number = $2 WHERE patch_number = $1", {number, successor});
    if (followed > 0) {
        append_patch_change(transaction, number);
        append_patch_change(transaction, successor);
    }
    return followed;
}

std::vector<LostLink> list_lost_links(Reader& reader, const model::Area& area, std::int64_t limit,
                                      std::int64_t offset) {
    return reader.list(
        "SELECT h.id, h.head_name, h.division_id, l.number, l.county_code, l.fate, l.successors, "
        "l.overlap, l.at FROM patch_lineage l JOIN household h ON h.patch_number = l.number "
        "JOIN division d ON d.id = h.division_id "
        "WHERE d.first_label BETWEEN $1 AND $2 AND coalesce(h.patch_at, 0) < l.at "
        "ORDER BY l.at DESC, h.id LIMIT $3 OFFSET $4",
        {area.first_label(), area.last_label(), limit, offset}, [](const Row& row) {
            return LostLink{row.integer(0), std::string(row.text(1)), row.integer(2),
                            to_lineage(row, 3)};
        });
}

} // namespace tuban::store
