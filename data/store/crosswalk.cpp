#include "data/store/crosswalk.hpp"

#include "data/store/divisions.hpp"

namespace tuban::store {

std::optional<std::int64_t> division_of_census_code(Reader& reader, std::string_view code) {
    return reader.find("SELECT division_id, 0 FROM crosswalk WHERE census_code = $1 "
                       "UNION ALL SELECT id, 1 FROM division WHERE code = $1 ORDER BY 2 LIMIT 1",
                       {std::string(code)}, [](const Row& row) { return row.integer(0); });
}

std::vector<CrosswalkEntry> list_crosswalk(Reader& reader) {
    return reader.list("SELECT census_code, division_id FROM crosswalk ORDER BY census_code", {},
                       [](const Row& row) {
                           return CrosswalkEntry{std::string(row.text(0)), row.integer(1)};
                       });
}

void set_crosswalk(Transaction& transaction, std::string_view census_code,
                   std::int64_t division_id) {
    transaction.execute(
        "INSERT INTO crosswalk (census_code, division_id) VALUES ($1, $2) "
        "ON CONFLICT (census_code) DO UPDATE SET division_id = excluded.division_id",
        {std::string(census_code), division_id});
    grow_tree_version(transaction);
}

void replace_census_codes(Transaction& transaction, std::string_view county_code,
                          const std::vector<CensusCode>& codes) {
    transaction.execute("DELETE FROM census_code WHERE county_code = $1",
                        {std::string(county_code)});
    for (const auto& code : codes) {
        transaction.execute(
            "INSERT INTO census_code (county_code, code, patch_count) VALUES ($1, $2, $3)",
            {std::string(county_code), code.code, code.patch_count});
    }
}

std::optional<std::string> county_of_census_code(Reader& reader, std::string_view code) {
    return reader.find("SELECT county_code FROM census_code WHERE code = $1 "
                       "ORDER BY patch_count DESC, county_code",
                       {std::string(code)},
                       [](const Row& row) { return std::string(row.text(0)); });
}

std::vector<CensusCode> list_unmapped_codes(Reader& reader) {
    return reader.list("SELECT c.code, CAST(sum(c.patch_count) AS BIGINT) FROM census_code c "
                       "WHERE NOT EXISTS (SELECT 1 FROM crosswalk x WHERE x.census_code = c.code) "
                       "AND NOT EXISTS (SELECT 1 FROM division d WHERE d.code = c.code) "
                       "GROUP BY c.code ORDER BY 2 DESC, 1",
                       {}, [](const Row& row) {
                           return CensusCode{std::string(row.text(0)), row.integer(1)};
                       });
}

} // namespace tuban::store
