#pragma once

#include "data/model/division.hpp"
#include "data/store/store.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What became of patches that a newer batch knows no more (图斑沿革), and the links to them.
namespace tuban::store {

struct PatchLineage {
    std::string number;
    std::string county_code;
    std::string fate;              ///< renumbered, moved, split, merged, gone
    std::string successors = "[]"; ///< JSON array of numbers, the best first
    double overlap = 0;            ///< share of its area that the first of them covers
    std::int64_t at_us = 0;
};

void record_lineage(Transaction& transaction, const PatchLineage& lineage);
std::optional<PatchLineage> find_lineage(Reader& reader, std::string_view number);
/// Numbers of a county that stand there.
std::vector<std::string> lineage_numbers(Reader& reader, std::string_view county_code);
/// The number is in force again, where it was.
void forget_lineage(Transaction& transaction, std::string_view number);

/// The households linked to a patch follow it to its new number, whoever linked them; their records
/// and reviews stay as they are. Returns how many.
std::int64_t follow_links(Transaction& transaction, const std::string& number,
                          const std::string& successor);

/// A household whose patch stands in the lineage, not linked again since.
struct LostLink {
    std::int64_t household_id = 0;
    std::string head_name;
    std::int64_t division_id = 0;
    PatchLineage lineage;
};
/// Those of an area, latest first.
std::vector<LostLink> list_lost_links(Reader& reader, const model::Area& area, std::int64_t limit,
                                      std::int64_t offset);

} // namespace tuban::store
