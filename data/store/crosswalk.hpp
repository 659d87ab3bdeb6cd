#pragma once

#include "data/model/division.hpp"
#include "data/store/store.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// 区划对照: from the codes of the census year to today's divisions.
namespace tuban::store {

/// The division that a 12-digit census code means today: what the crosswalk says, else the
/// division of that very code, else nothing.
std::optional<std::int64_t> division_of_census_code(Reader& reader, std::string_view code);

/// All entries, census code → division id; a code that isn't here means itself.
struct CrosswalkEntry {
    std::string census_code;
    std::int64_t division_id = 0;
};
std::vector<CrosswalkEntry> list_crosswalk(Reader& reader);

/// Takes effect with the next request: grows the tree's version.
void set_crosswalk(Transaction& transaction, std::string_view census_code,
                   std::int64_t division_id);

struct CensusCode {
    std::string code;
    std::int64_t patch_count = 0;
};

/// What the patches in force of one county carry; replaces what stood there.
void replace_census_codes(Transaction& transaction, std::string_view county_code,
                          const std::vector<CensusCode>& codes);

/// The county whose segment holds the patches of this code; nothing while there are none.
std::optional<std::string> county_of_census_code(Reader& reader, std::string_view code);

/// Codes of patches that mean no division yet, most patches first. They lie in no area: for
/// those who may see everything.
std::vector<CensusCode> list_unmapped_codes(Reader& reader);

} // namespace tuban::store
