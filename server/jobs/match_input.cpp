#include "server/jobs/match_input.hpp"

#include "data/store/crosswalk.hpp"
#include "data/store/households.hpp"
#include "data/store/match_decisions.hpp"
#include "data/store/segments.hpp"
#include "server/map/evidence.hpp"
#include "spatial/matching/candidates.hpp"

#include <algorithm>
#include <sstream>
#include <string>
#include <unordered_map>
#include <utility>

namespace tuban::jobs {
namespace {

std::vector<std::string> split(const std::string& text) {
    std::vector<std::string> parts;
    std::istringstream in(text);
    for (std::string part; std::getline(in, part, ';');) {
        if (!part.empty()) {
            parts.push_back(part);
        }
    }
    return parts;
}

/// A household whose record says that it has no house of its own needs no patch.
bool needs_patch(const model::Household& household) {
    return household.list == model::HouseholdList::lookback && household.housing != "deceased" &&
           household.housing != "other_safe";
}

/// A mark speaks of the footprints that there were: after a new batch the house may be there.
matching::Link link_of(const model::Household& household, std::int64_t newest_patches_us) {
    switch (household.patch_state) {
    case model::PatchState::linked:
        return matching::Link::patch;
    case model::PatchState::not_found:
        return household.patch_at_us.value_or(0) >= newest_patches_us ? matching::Link::not_found
                                                                      : matching::Link::none;
    case model::PatchState::unlinked:
        break;
    }
    return matching::Link::none;
}

void read_households(store::Reader& reader, const MatchParts& parts, MatchInput& input) {
    std::unordered_map<std::int64_t, std::vector<std::string>> codes;
    std::unordered_map<std::int64_t, std::vector<std::string>> rejected;
    for (auto& rejection : store::rejections_in(reader, input.area)) {
        rejected[rejection.household_id].push_back(std::move(rejection.patch_number));
    }
    const auto bulk = store::bulk_confirmed_in(reader, input.area);
    const auto newest_patches_us = published_at_us(reader, *input.view);
    std::vector<model::Household> households;
    store::visit_whole_households(reader, input.area, [&](model::Household& household) {
        if (needs_patch(household)) {
            households.push_back(std::move(household));
        }
    });
    for (const auto& household : households) {
        auto known = codes.find(household.division_id);
        if (known == codes.end()) {
            known = codes
                        .emplace(household.division_id,
                                 parts.scopes.census_codes_of(reader, household.division_id))
                        .first;
        }
        matching::CountyHousehold entry;
        entry.evidence = map::evidence_of(household, known->second);
        if (household.id_sealed) {
            entry.evidence.id_number = parts.sealer.unseal(*household.id_sealed);
        }
        entry.link = link_of(household, newest_patches_us);
        entry.linked_patch = household.patch_number.value_or("");
        entry.was_looked_at = !std::ranges::binary_search(bulk, household.id);
        entry.rejected_patches = std::move(rejected[household.id]);
        input.households.push_back(std::move(entry));
        input.ids.push_back(household.id);
        input.division_ids.push_back(household.division_id);
    }
}

} // namespace

std::int64_t published_at_us(store::Reader& reader, const map::AreaView& view) {
    std::int64_t newest_us = 0;
    for (const auto& scoped : view.scope) {
        const auto found = store::find_segment(reader, scoped.segment->county_code());
        newest_us = std::max(newest_us, found ? found->published_at_us : 0);
    }
    return newest_us;
}

std::vector<matching::DivisionInput> read_match_divisions(store::Reader& reader,
                                                          const model::Area& area) {
    const auto entries = store::gazetteer_in(reader, area);
    std::unordered_map<std::int64_t, std::string> codes;
    for (const auto& entry : entries) {
        codes.emplace(entry.division.id, entry.division.code);
    }
    std::vector<matching::DivisionInput> divisions;
    divisions.reserve(entries.size());
    for (const auto& entry : entries) {
        matching::DivisionInput division;
        division.code = entry.division.code;
        division.name = entry.division.name;
        if (entry.division.parent_id) {
            division.parent = codes[*entry.division.parent_id];
        }
        division.aliases = split(entry.aliases);
        if (entry.office_lon && entry.office_lat) {
            division.office = geometry::LonLat{*entry.office_lon, *entry.office_lat};
        }
        division.is_village = entry.division.level == model::Level::village;
        divisions.push_back(std::move(division));
    }
    for (const auto& entry : store::list_crosswalk(reader)) {
        if (const auto today = codes.find(entry.division_id); today != codes.end()) {
            matching::DivisionInput former;
            former.code = entry.census_code;
            former.merged_into = today->second;
            divisions.push_back(std::move(former));
        }
    }
    return divisions;
}

MatchInput read_match_input(const MatchParts& parts, std::int64_t division_id) {
    return parts.store.read_value([&](store::Reader& reader) {
        MatchInput input;
        input.area = store::area_of(store::find_division(reader, division_id).value());
        input.view = parts.scopes.view(reader, input.area);
        input.precision = store::find_match_county(reader, division_id).precision;
        input.divisions = read_match_divisions(reader, input.area);
        read_households(reader, parts, input);
        return input;
    });
}

matching::CountyPatches read_match_patches(const MatchParts& parts, const MatchInput& input,
                                           JobRun& run) {
    matching::CountyPatchesBuilder builder(input.divisions);
    for (const auto& scoped : input.view->scope) {
        run.check();
        for (segment::Position at = 0; at < scoped.segment->size(); ++at) {
            if (!scoped.allows(at)) {
                continue;
            }
            auto patch = matching::input_of({&scoped, at});
            const auto owner_id = map::unsealed(
                parts.sealer, scoped.segment->text(segment::TextColumn::owner_id_sealed, at));
            patch.owner_id = owner_id;
            builder.add(patch);
        }
    }
    return builder.finish(parts.threads);
}

} // namespace tuban::jobs
