#include "spatial/matching/county.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

namespace tuban::matching {
namespace {

void require(bool holds) {
    if (!holds) {
        std::abort();
    }
}

/// What stands before the next zero byte; the rest stays.
std::string_view take(std::string_view& bytes) {
    const std::size_t end = std::min(bytes.find('\0'), bytes.size());
    const std::string_view text = bytes.substr(0, end);
    bytes.remove_prefix(std::min(end + 1, bytes.size()));
    return text;
}

/// Any double, infinities and nothing at all among them.
double take_number(std::string_view& bytes) {
    const std::string text(take(bytes));
    return std::strtod(text.c_str(), nullptr);
}

/// Texts of any bytes for a village, three footprints and a household that may live there.
void match(std::string_view bytes) {
    std::vector<DivisionInput> divisions(2);
    for (DivisionInput& division : divisions) {
        division.code = take(bytes);
        division.name = take(bytes);
        division.merged_into = take(bytes);
        division.aliases.emplace_back(take(bytes));
    }
    CountyPatchesBuilder builder(divisions);
    for (std::uint32_t i = 0; i < 3; ++i) {
        PatchInput patch;
        patch.number = take(bytes);
        patch.division_code = take(bytes);
        patch.address = take(bytes);
        patch.owner_name = take(bytes);
        patch.owner_id = take(bytes);
        patch.box = {{1000 * i, 1000}, {1000 * i + 900, 1900}};
        builder.add(patch);
    }
    const CountyPatches patches = builder.finish(1);
    std::vector<CountyHousehold> households(1);
    HouseholdEvidence& evidence = households[0].evidence;
    evidence.village_codes.emplace_back(take(bytes));
    evidence.name = take(bytes);
    evidence.members.emplace_back(take(bytes));
    evidence.id_number = take(bytes);
    evidence.address = take(bytes);
    evidence.position = geometry::LonLat{take_number(bytes), take_number(bytes)};
    evidence.accuracy_m = take_number(bytes);
    evidence.floor_area_m2 = take_number(bytes);
    const auto result = match_county(households, patches, {});
    const HouseholdMatch& household = result->households[0];
    double sum = household.none_probability;
    require(sum >= 0 && sum <= 1);
    for (const RankedPatch& ranked : household.patches) {
        require(ranked.probability >= 0 && ranked.probability <= 1);
        sum += ranked.probability;
    }
    require(sum >= 0 && sum <= 1.000001);
}

} // namespace
} // namespace tuban::matching

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): bytes as text
    tuban::matching::match({reinterpret_cast<const char*>(data), size});
    return 0;
}
