#include "data/store/match_counties.hpp"

#include "data/store/divisions.hpp"

namespace tuban::store {

MatchCounty find_match_county(Reader& reader, std::int64_t division_id) {
    return reader
        .find("SELECT precision, patches_version FROM match_county WHERE division_id = $1",
              {division_id},
              [](const Row& row) {
                  return MatchCounty{row.real(0), std::string(row.text(1))};
              })
        .value_or(MatchCounty{});
}

void set_match_precision(Transaction& transaction, std::int64_t division_id, double precision,
                         std::int64_t now_us) {
    transaction.execute(
        "INSERT INTO match_county (division_id, precision, changed_at) VALUES ($1, $2, $3) "
        "ON CONFLICT (division_id) DO UPDATE SET precision = excluded.precision, "
        "changed_at = excluded.changed_at",
        {division_id, precision, now_us});
}

void set_matched_version(Transaction& transaction, std::int64_t division_id,
                         const std::string& patches_version, std::int64_t now_us) {
    transaction.execute(
        "INSERT INTO match_county (division_id, patches_version, changed_at) VALUES ($1, $2, $3) "
        "ON CONFLICT (division_id) DO UPDATE SET patches_version = excluded.patches_version, "
        "changed_at = excluded.changed_at",
        {division_id, patches_version, now_us});
}

bool is_match_unit(Reader& reader, const model::Division& division) {
    if (division.level >= model::Level::county) {
        return division.level == model::Level::county;
    }
    return reader
        .find("SELECT 1 FROM division WHERE parent_id = $1 AND level > 3 LIMIT 1", {division.id},
              [](const Row& row) { return row.integer(0); })
        .has_value();
}

std::vector<model::Division> units_to_backfill(Reader& reader, const model::Area& area) {
    const auto ids = reader.list(
        "SELECT u.id FROM division u WHERE u.first_label BETWEEN $1 AND $2 AND u.level <= 3 AND "
        "(u.level = 3 OR EXISTS (SELECT 1 FROM division t WHERE t.parent_id = u.id AND t.level > "
        "3)) AND EXISTS (SELECT 1 FROM division d CROSS JOIN household h WHERE d.first_label "
        "BETWEEN u.first_label AND u.last_label AND h.division_id = d.id AND "
        "h.patch_state = 'not_found') ORDER BY u.first_label",
        {area.first_label(), area.last_label()}, [](const Row& row) { return row.integer(0); });
    std::vector<model::Division> units;
    units.reserve(ids.size());
    for (const auto id : ids) {
        units.push_back(find_division(reader, id).value());
    }
    return units;
}

} // namespace tuban::store
