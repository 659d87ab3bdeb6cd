#include "server/map/division_marks.hpp"

#include "data/store/divisions.hpp"

#include <algorithm>
#include <map>

namespace tuban::map {

namespace {

struct Part {
    std::int64_t patches = 0;
    std::uint32_t largest = 0; ///< patches of the part that `place` is the middle of
    geometry::LonLat place;

    void take(std::int64_t count, std::uint32_t size, const geometry::LonLat& middle) {
        patches += count;
        if (size > largest) {
            largest = size;
            place = middle;
        }
    }
};
using Parts = std::map<std::int64_t, Part>; // by division
using Divisions = std::map<std::int64_t, model::Division>;

Parts village_parts(store::Reader& reader, Scopes& scopes, const model::Area& area) {
    Parts parts;
    const auto view = scopes.view(reader, area);
    for (std::size_t s = 0; s < view->scope.size(); ++s) {
        const auto& scoped = view->scope[s];
        const auto villages = scoped.segment->villages();
        for (std::size_t i = 0; i < villages.size(); ++i) {
            if (scoped.allowed_villages[i]) {
                const auto patches = scoped.patches_in_village(i);
                parts[view->division_ids[s][i]].take(patches, patches,
                                                     geometry::to_lonlat(villages[i].mark));
            }
        }
    }
    return parts;
}

/// The division at `level` that the division lies in, as far up as the area goes; or itself.
std::int64_t upper(const Divisions& divisions, std::int64_t division_id, model::Level level) {
    auto division = divisions.find(division_id);
    while (division->second.level > level && division->second.parent_id) {
        const auto parent = divisions.find(*division->second.parent_id);
        if (parent == divisions.end()) {
            break;
        }
        division = parent;
    }
    return division->first;
}

Parts rolled_up(const Parts& parts, const Divisions& divisions, model::Level level) {
    Parts above;
    for (const auto& [division_id, part] : parts) {
        above[upper(divisions, division_id, level)].take(part.patches, part.largest, part.place);
    }
    return above;
}

} // namespace

std::vector<DivisionMark> division_marks(store::Reader& reader, Scopes& scopes,
                                         const model::Area& area, std::size_t most) {
    Divisions divisions;
    for (auto& division : store::divisions_in(reader, area)) {
        divisions.emplace(division.id, std::move(division));
    }
    auto parts = village_parts(reader, scopes, area);
    auto level = model::Level::village;
    for (const auto next : {model::Level::town, model::Level::county}) {
        if (parts.size() > most) {
            level = next;
            parts = rolled_up(parts, divisions, level);
        }
    }
    std::map<std::int64_t, store::HouseholdCounts> households;
    for (const auto& [division_id, counts] : store::household_counts(reader, area)) {
        households[upper(divisions, division_id, level)] += counts;
    }
    std::vector<DivisionMark> marks;
    marks.reserve(parts.size());
    for (const auto& [division_id, part] : parts) {
        marks.push_back(
            {divisions.at(division_id), part.place, part.patches, households[division_id]});
    }
    std::sort(marks.begin(), marks.end(), [](const auto& a, const auto& b) {
        return a.division.first_label < b.division.first_label;
    });
    return marks;
}

} // namespace tuban::map
