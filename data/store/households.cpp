#include "data/store/households.hpp"

#include "data/store/household_columns.hpp"

namespace tuban::store {
namespace {

// A position from a visit stands before the list's own.
const std::string whole_of_area =
    "SELECT h.id, h.list, h.source_id, h.division_id, h.head_name, h.head_name_key, "
    "h.id_masked, h.phone_masked, h.address, h.village_group, h.kind, h.family_size, "
    "h.members, coalesce(v.lon, h.lon), coalesce(v.lat, h.lat), "
    "coalesce(v.source, h.location_source), "
    "CASE WHEN v.source IS NULL THEN h.location_accuracy_m ELSE v.accuracy_m END, h.patch_state, "
    "h.patch_number, h.patch_source, h.patch_account_id, h.patch_at, h.status, h.grade, "
    "h.housing, h.status_at, h.resubmitted, h.id_sealed, h.id_hash, h.phone_sealed, "
    "h.phone_hash, coalesce(v.device, h.location_device), h.stated_floors, h.stated_area_m2, "
    "h.stated_built_year "
    "FROM household h JOIN division d ON d.id = h.division_id "
    "LEFT JOIN household_position v ON v.household_id = h.id "
    "WHERE d.first_label BETWEEN $1 AND $2 ";

model::Household to_whole_household(const Row& row) {
    auto household = to_household(row);
    household.id_sealed = row.optional_blob(27);
    household.id_hash = row.optional_blob(28);
    household.phone_sealed = row.optional_blob(29);
    household.phone_hash = row.optional_blob(30);
    household.location_device = row.text(31);
    household.stated_floors = row.optional_integer(32);
    household.stated_area_m2 = row.optional_real(33);
    household.stated_built_year = row.optional_integer(34);
    return household;
}

} // namespace

std::optional<model::Household> find_household(Reader& reader, const model::Area& area,
                                               std::int64_t id) {
    static const std::string sql = whole_of_area + "AND h.id = $3";
    return reader.find(sql, {area.first_label(), area.last_label(), id}, to_whole_household);
}

void visit_whole_households(Reader& reader, const model::Area& area,
                            const std::function<void(model::Household&)>& visit) {
    static const std::string sql = whole_of_area + "ORDER BY d.first_label, h.id";
    reader.query(sql, {area.first_label(), area.last_label()}, [&](const Row& row) {
        auto household = to_whole_household(row);
        visit(household);
    });
}

void insert_household(Transaction& transaction, const model::Household& household) {
    transaction.execute(
        "INSERT INTO household (id, list, source_id, division_id, head_name, head_name_key, "
        "id_sealed, id_hash, id_masked, phone_sealed, phone_hash, phone_masked, address, "
        "village_group, kind, family_size, members, lon, lat, location_source, "
        "location_accuracy_m, patch_state, patch_number, patch_source, patch_account_id, patch_at, "
        "status, grade, housing, status_at, resubmitted, location_device, "
        "stated_floors, stated_area_m2, stated_built_year) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, "
        "$19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35)",
        {household.id,
         std::string(to_string(household.list)),
         household.source_id,
         household.division_id,
         household.head_name,
         household.head_name_key,
         nullable(household.id_sealed),
         nullable(household.id_hash),
         household.id_masked,
         nullable(household.phone_sealed),
         nullable(household.phone_hash),
         household.phone_masked,
         household.address,
         household.village_group,
         household.kind,
         nullable(household.family_size),
         household.members,
         nullable(household.lon),
         nullable(household.lat),
         household.location_source,
         nullable(household.location_accuracy_m),
         std::string(to_string(household.patch_state)),
         nullable(household.patch_number),
         household.patch_source,
         nullable(household.patch_account_id),
         nullable(household.patch_at_us),
         std::string(to_string(household.status)),
         household.grade,
         household.housing,
         nullable(household.status_at_us),
         std::int64_t{household.is_resubmitted ? 1 : 0},
         household.location_device,
         nullable(household.stated_floors),
         nullable(household.stated_area_m2),
         nullable(household.stated_built_year)});
}

} // namespace tuban::store
