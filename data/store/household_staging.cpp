#include "data/store/household_staging.hpp"

namespace tuban::store {
namespace {

// What has been begun is moved by its own procedure, never by a list.
constexpr std::string_view known_columns =
    "SELECT id, division_id, source_id, head_name, id_hash IS NOT NULL, "
    "status <> 'not_started' OR patch_state <> 'unlinked', source_digest FROM household ";

KnownHousehold to_known(const Row& row) {
    return {row.integer(0),           row.integer(1),      std::string(row.text(2)),
            std::string(row.text(3)), row.integer(4) != 0, row.integer(5) != 0,
            row.optional_blob(6)};
}

std::string known(std::string_view where) {
    return std::string(known_columns).append(where);
}

} // namespace

std::optional<KnownHousehold> find_by_id_number(Reader& reader, model::HouseholdList list,
                                                const Blob& id_hash) {
    return reader.find(known("WHERE list = $1 AND id_hash = $2"),
                       {std::string(to_string(list)), id_hash}, to_known);
}

std::vector<KnownHousehold> list_by_source_id(Reader& reader, model::HouseholdList list,
                                              const std::string& source_id) {
    return reader.list(known("WHERE list = $1 AND source_id = $2 AND source_id <> '' ORDER BY id"),
                       {std::string(to_string(list)), source_id}, to_known);
}

void stage_household(Transaction& transaction, std::int64_t import_id, const StagedHousehold& row) {
    const auto& household = row.household;
    transaction.execute(
        "INSERT INTO household_staging (import_id, household_id, is_new, list, source_id, "
        "source_digest, division_id, head_name, head_name_key, id_sealed, id_hash, id_masked, "
        "phone_sealed, phone_hash, phone_masked, address, village_group, kind, family_size, "
        "members, lon, lat, location_source, location_accuracy_m, location_device, "
        "stated_floors, stated_area_m2, stated_built_year) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, "
        "$19, $20, $21, $22, $23, $24, $25, $26, $27, $28)",
        {import_id,
         household.id,
         std::int64_t{row.is_new ? 1 : 0},
         std::string(to_string(household.list)),
         household.source_id,
         row.source_digest,
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
         household.location_device,
         nullable(household.stated_floors),
         nullable(household.stated_area_m2),
         nullable(household.stated_built_year)});
}

std::vector<HouseholdGain> publish_staged(Transaction& transaction, std::int64_t import_id) {
    transaction.execute(
        "UPDATE household_staging SET division_id = h.division_id FROM household h "
        "WHERE household_staging.import_id = $1 AND h.id = household_staging.household_id "
        "AND (h.status <> 'not_started' OR h.patch_state <> 'unlinked')",
        {import_id});
    auto gains = transaction.list(
        "SELECT division_id, list, CAST(sum(gain) AS BIGINT) FROM ("
        "SELECT division_id, list, 1 AS gain FROM household_staging WHERE import_id = $1 "
        "UNION ALL "
        "SELECT h.division_id, h.list, -1 FROM household_staging s "
        "JOIN household h ON h.id = s.household_id WHERE s.import_id = $1) AS change "
        "GROUP BY division_id, list HAVING sum(gain) <> 0 ORDER BY division_id, list",
        {import_id}, [](const Row& row) {
            return HouseholdGain{row.integer(0),
                                 *model::household_list_from(std::string(row.text(1))),
                                 row.integer(2)};
        });
    transaction.execute(
        "INSERT INTO household (id, list, source_id, source_digest, division_id, head_name, "
        "head_name_key, id_sealed, id_hash, id_masked, phone_sealed, phone_hash, phone_masked, "
        "address, village_group, kind, family_size, members, lon, lat, location_source, "
        "location_accuracy_m, location_device, stated_floors, stated_area_m2, stated_built_year) "
        "SELECT household_id, list, source_id, source_digest, division_id, head_name, "
        "head_name_key, id_sealed, id_hash, id_masked, phone_sealed, phone_hash, phone_masked, "
        "address, village_group, kind, family_size, members, lon, lat, location_source, "
        "location_accuracy_m, location_device, stated_floors, stated_area_m2, stated_built_year "
        "FROM household_staging WHERE import_id = $1 AND is_new = 1",
        {import_id});
    transaction.execute(
        "UPDATE household SET source_id = s.source_id, source_digest = s.source_digest, "
        "division_id = s.division_id, head_name = s.head_name, head_name_key = s.head_name_key, "
        "id_sealed = coalesce(s.id_sealed, household.id_sealed), "
        "id_hash = coalesce(s.id_hash, household.id_hash), "
        "id_masked = CASE WHEN s.id_hash IS NULL THEN household.id_masked ELSE s.id_masked END, "
        "phone_sealed = s.phone_sealed, phone_hash = s.phone_hash, phone_masked = s.phone_masked, "
        "address = s.address, village_group = s.village_group, kind = s.kind, "
        "family_size = s.family_size, members = s.members, lon = s.lon, lat = s.lat, "
        "location_source = s.location_source, location_accuracy_m = s.location_accuracy_m, "
        "location_device = s.location_device, stated_floors = s.stated_floors, "
        "stated_area_m2 = s.stated_area_m2, stated_built_year = s.stated_built_year "
        "FROM household_staging s "
        "WHERE s.import_id = $1 AND s.is_new = 0 AND s.household_id = household.id",
        {import_id});
    discard_staged(transaction, import_id);
    return gains;
}

void discard_staged(Transaction& transaction, std::int64_t import_id) {
    transaction.execute("DELETE FROM household_staging WHERE import_id = $1", {import_id});
}

void discard_abandoned(Transaction& transaction, std::int64_t now_us) {
    constexpr std::int64_t day_us = std::int64_t{24} * 3600 * 1'000'000;
    transaction.execute("DELETE FROM household_staging WHERE import_id < $1",
                        {first_id_at(now_us - day_us)});
}

} // namespace tuban::store
