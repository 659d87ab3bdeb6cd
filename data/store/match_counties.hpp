#pragma once

#include "data/model/division.hpp"
#include "data/store/store.hpp"

#include <cstdint>
#include <string>
#include <vector>

/// The counties as units of bulk matching.
namespace tuban::store {

inline constexpr double default_precision = 0.99;
/// Jobs that match all households of a county.
inline constexpr const char* match_job_kind = "match";

struct MatchCounty {
    double precision = default_precision; ///< wanted share of right ones among automatic proposals
    std::string patches_version; ///< of the footprints last matched with; empty: never matched
};
MatchCounty find_match_county(Reader& reader, std::int64_t division_id);

void set_match_precision(Transaction& transaction, std::int64_t division_id, double precision,
                         std::int64_t now_us);
void set_matched_version(Transaction& transaction, std::int64_t division_id,
                         const std::string& patches_version, std::int64_t now_us);

/// Whether a division is matched as one: a county, or a division above that has towns right below
/// it (省直管县).
bool is_match_unit(Reader& reader, const model::Division& division);

/// Those of an area that have households marked 未发现图斑.
std::vector<model::Division> units_to_backfill(Reader& reader, const model::Area& area);

} // namespace tuban::store
