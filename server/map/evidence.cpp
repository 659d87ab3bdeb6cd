#include "server/map/evidence.hpp"

#include "spatial/address/place_in_village.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>
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

} // namespace

matching::HouseholdEvidence evidence_of(const model::Household& household,
                                        std::vector<std::string> village_codes) {
    matching::HouseholdEvidence evidence;
    evidence.name = household.head_name;
    evidence.members = split_members(household.members);
    evidence.village_codes = std::move(village_codes);
    evidence.address = household.address;
    evidence.group = address::read_group(household.village_group);
    if (household.lon && household.lat) {
        evidence.position = geometry::LonLat{*household.lon, *household.lat};
        evidence.accuracy_m = household.location_accuracy_m;
        evidence.device = household.location_device;
    }
    if (household.stated_floors) {
        evidence.floors = static_cast<std::uint16_t>(
            std::clamp<std::int64_t>(*household.stated_floors, 1, UINT16_MAX));
    }
    evidence.floor_area_m2 = household.stated_area_m2;
    if (household.stated_built_year) {
        evidence.built_year = static_cast<int>(*household.stated_built_year);
    }
    return evidence;
}

std::string unsealed(const seal::Sealer& sealer, std::string_view box) {
    if (box.empty()) {
        return {};
    }
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): the same bytes
    return sealer.unseal({reinterpret_cast<const std::uint8_t*>(box.data()), box.size()});
}

} // namespace tuban::map
