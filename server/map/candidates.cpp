#include "server/map/candidates.hpp"

#include "data/model/identifiers.hpp"
#include "data/store/links.hpp"
#include "server/map/evidence.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace tuban::map {
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
