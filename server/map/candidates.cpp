#include "server/map/candidates.hpp"

#include "data/model/identifiers.hpp"
#include "data/store/links.hpp"
#include "spatial/matching/address_key.hpp"

#include <algorithm>
#include <sstream>
#include <utility>

namespace tuban::map {
namespace {

std::vector<std::string> split_members(const std::string& text) {
    std::vector<std::string> members;
    std::istringstream in(text);
    for (std::string name; std::getline(in, name, ';');) {
        if (!name.empty()) {
            members.push_back(name);
        }
    }
    return members;
}

matching::HouseholdEvidence evidence_of(const model::Household& household,
                                        std::vector<std::string> village_codes) {
    matching::HouseholdEvidence evidence;
    evidence.name = household.head_name;
    evidence.members = split_members(household.members);
    evidence.village_codes = std::move(village_codes);
    evidence.address = household.address;
    evidence.group = matching::parse_address_key(household.village_group).group;
    if (household.lon && household.lat) {
        evidence.position = geometry::LonLat{*household.lon, *household.lat};
        evidence.accuracy_m = household.location_accuracy_m;
    }
    return evidence;
}

} // namespace

matching::Ranking rank_candidates(store::Reader& reader, Scopes& scopes, const AreaView& view,
                                  const model::Area& area, const model::Household& household) {
    const auto taken = [&](std::string_view number) -> std::optional<matching::Taken> {
        for (const auto& other : store::households_of_patch(reader, area, std::string(number))) {
            if (other.household_id != household.id) {
                return matching::Taken{model::mask_name(other.head_name)};
            }
        }
        return {};
    };
    return matching::rank(
        evidence_of(household, scopes.census_codes_of(reader, household.division_id)), view.scope,
        taken);
}

} // namespace tuban::map
