#include "data/store/divisions.hpp"

#include <limits>

namespace tuban::store {
namespace {

model::Division to_division(const Row& row) {
    model::Division division;
    division.id = row.integer(0);
    division.code = row.text(1);
    division.name = row.text(2);
    division.level = static_cast<model::Level>(row.integer(3));
    division.parent_id = row.optional_integer(4);
    division.full_name = row.text(5);
    division.first_label = row.integer(6);
    division.last_label = row.integer(7);
    return division;
}

GazetteerEntry to_entry(const Row& row) {
    GazetteerEntry entry;
    entry.division = to_division(row);
    entry.aliases = row.text(8);
    entry.office_lon = row.optional_real(9);
    entry.office_lat = row.optional_real(10);
    return entry;
}

} // namespace

std::optional<model::Division> find_division(Reader& reader, std::int64_t id) {
    return reader.find(
        "SELECT id, code, name, level, parent_id, full_name, first_label, last_label "
        "FROM division WHERE id = $1",
        {id}, to_division);
}

std::optional<model::Division> find_division(Reader& reader, std::string_view code) {
    return reader.find(
        "SELECT id, code, name, level, parent_id, full_name, first_label, last_label "
        "FROM division WHERE code = $1",
        {std::string(code)}, to_division);
}

std::vector<model::Division> root_divisions(Reader& reader) {
    return reader.list(
        "SELECT id, code, name, level, parent_id, full_name, first_label, last_label "
        "FROM division WHERE parent_id IS NULL ORDER BY ordinal, code",
        {}, to_division);
}

std::vector<model::Division> child_divisions(Reader& reader, std::int64_t id) {
    return reader.list(
        "SELECT id, code, name, level, parent_id, full_name, first_label, last_label "
        "FROM division WHERE parent_id = $1 ORDER BY ordinal, code",
        {id}, to_division);
}

std::vector<model::Division> division_path(Reader& reader, std::int64_t id) {
    return reader.list(
        "WITH RECURSIVE path (id, depth) AS ("
        "SELECT id, 0 FROM division WHERE id = $1 "
        "UNION ALL "
        "SELECT d.parent_id, path.depth + 1 FROM path JOIN division d ON d.id = path.id "
        "WHERE d.parent_id IS NOT NULL) "
        "SELECT d.id, d.code, d.name, d.level, d.parent_id, d.full_name, d.first_label, "
        "d.last_label "
        "FROM path JOIN division d ON d.id = path.id ORDER BY path.depth DESC",
        {id}, to_division);
}

model::Area area_of(const model::Division& division) {
    return model::AreaMaker::make(division.first_label, division.last_label);
}

std::optional<model::Area> find_area(Reader& reader, std::int64_t division_id) {
    const auto division = find_division(reader, division_id);
    return division ? std::optional(area_of(*division)) : std::nullopt;
}

std::optional<model::Area> readable_area(Reader& reader, const model::Area& caller,
                                         std::string_view code) {
    const auto division = find_division(reader, code);
    if (!division || !caller.contains(area_of(*division))) {
        return std::nullopt;
    }
    return area_of(*division);
}

model::Area whole_area() {
    return model::AreaMaker::make(std::numeric_limits<std::int64_t>::min(),
                                  std::numeric_limits<std::int64_t>::max());
}

std::vector<model::Division> divisions_in(Reader& reader, const model::Area& area) {
    return reader.list(
        "SELECT id, code, name, level, parent_id, full_name, first_label, last_label "
        "FROM division WHERE first_label BETWEEN $1 AND $2 ORDER BY first_label",
        {area.first_label(), area.last_label()}, to_division);
}

std::vector<GazetteerEntry> gazetteer_in(Reader& reader, const model::Area& area) {
    return reader.list(
        "SELECT id, code, name, level, parent_id, full_name, first_label, last_label, "
        "aliases, office_lon, office_lat "
        "FROM division WHERE first_label BETWEEN $1 AND $2 ORDER BY first_label",
        {area.first_label(), area.last_label()}, to_entry);
}

std::int64_t tree_version(Reader& reader) {
    return *reader.find("SELECT value FROM meta WHERE name = 'tree'", {},
                        [](const Row& row) { return row.integer(0); });
}

void insert_division(Transaction& transaction, const GazetteerEntry& entry) {
    const auto& division = entry.division;
    transaction.execute(
        "INSERT INTO division (id, code, name, level, parent_id, full_name, aliases, office_lon, "
        "office_lat, first_label, last_label) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, "
        "$11)",
        {division.id, division.code, division.name, static_cast<std::int64_t>(division.level),
         nullable(division.parent_id), division.full_name, entry.aliases,
         nullable(entry.office_lon), nullable(entry.office_lat), division.first_label,
         division.last_label});
}

void update_division(Transaction& transaction, const GazetteerEntry& entry) {
    const auto& division = entry.division;
    transaction.execute(
        "UPDATE division SET name = $2, level = $3, parent_id = $4, full_name = $5, "
        "aliases = $6, office_lon = $7, office_lat = $8 WHERE id = $1",
        {division.id, division.name, static_cast<std::int64_t>(division.level),
         nullable(division.parent_id), division.full_name, entry.aliases,
         nullable(entry.office_lon), nullable(entry.office_lat)});
}

void relabel_division(Transaction& transaction, std::int64_t id, std::int64_t first_label,
                      std::int64_t last_label) {
    transaction.execute("UPDATE division SET first_label = $2, last_label = $3 WHERE id = $1",
                        {id, first_label, last_label});
}

void grow_tree_version(Transaction& transaction) {
    transaction.execute("UPDATE meta SET value = value + 1 WHERE name = 'tree'", {});
}

} // namespace tuban::store
