#include "data/store/division_shapes.hpp"

namespace tuban::store {
namespace {

constexpr std::string_view border_mark = "border:";

void grow_epoch(Transaction& transaction) {
    transaction.execute("UPDATE meta SET value = value + 1 WHERE name = 'division_shapes'", {});
}

} // namespace

std::string border_origin(const std::string& content_hash) {
    return std::string(border_mark) + content_hash;
}

bool is_border_origin(std::string_view derived_from) {
    return derived_from.starts_with(border_mark);
}

const char* outline_text(std::string_view derived_from) {
    return is_border_origin(derived_from) ? "imported" : "derived";
}

std::vector<DivisionShape> division_shapes_in(Reader& reader, const model::Area& area) {
    return reader.list("SELECT s.division_id, s.derived_from, s.shape, s.label_lon, s.label_lat "
                       "FROM division d JOIN division_shape s ON s.division_id = d.id "
                       "WHERE d.first_label BETWEEN $1 AND $2 ORDER BY s.division_id",
                       {area.first_label(), area.last_label()}, [](const Row& row) {
                           const auto shape = row.blob(2);
                           return DivisionShape{row.integer(0), std::string(row.text(1)),
                                                Blob(shape.begin(), shape.end()), row.real(3),
                                                row.real(4)};
                       });
}

std::map<std::int64_t, std::string> division_shape_origins(Reader& reader) {
    std::map<std::int64_t, std::string> origins;
    reader.query("SELECT division_id, derived_from FROM division_shape", {},
                 [&](const Row& row) { origins.emplace(row.integer(0), row.text(1)); });
    return origins;
}

std::optional<std::string> find_division_shape_origin(Reader& reader, std::int64_t division_id) {
    return reader.find("SELECT derived_from FROM division_shape WHERE division_id = $1",
                       {division_id}, [](const Row& row) { return std::string(row.text(0)); });
}

void put_division_shape(Transaction& transaction, const DivisionShape& shape) {
    transaction.execute(
        "INSERT INTO division_shape (division_id, derived_from, shape, label_lon, label_lat) "
        "VALUES ($1, $2, $3, $4, $5) ON CONFLICT (division_id) DO UPDATE SET "
        "derived_from = excluded.derived_from, shape = excluded.shape, "
        "label_lon = excluded.label_lon, label_lat = excluded.label_lat",
        {shape.division_id, shape.derived_from, shape.shape, shape.label_lon, shape.label_lat});
    grow_epoch(transaction);
}

void delete_division_shape(Transaction& transaction, std::int64_t division_id) {
    transaction.execute("DELETE FROM division_shape WHERE division_id = $1", {division_id});
    grow_epoch(transaction);
}

std::int64_t division_shapes_epoch(Reader& reader) {
    return *reader.find("SELECT value FROM meta WHERE name = 'division_shapes'", {},
                        [](const Row& row) { return row.integer(0); });
}

} // namespace tuban::store
