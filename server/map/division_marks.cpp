#include "server/map/division_marks.hpp"

#include "data/store/divisions.hpp"

#include <algorithm>
#include <map>

namespace tuban::map {

std::vector<DivisionMark> division_marks(store::Reader& reader, Scopes& scopes,
                                         const model::Area& area) {
    struct Part {
        DivisionMark mark;
        std::uint32_t largest = 0;
    };
    std::map<std::int64_t, Part> parts; // by division
    const auto view = scopes.view(reader, area);
    for (std::size_t s = 0; s < view->scope.size(); ++s) {
        const auto& scoped = view->scope[s];
        const auto villages = scoped.segment->villages();
        for (std::size_t i = 0; i < villages.size(); ++i) {
            if (!scoped.allowed_villages[i]) {
                continue;
            }
            auto& part = parts[view->division_ids[s][i]];
            const auto patches = scoped.patches_in_village(i);
            part.mark.patches += patches;
            if (patches > part.largest) {
                part.largest = patches;
                part.mark.place = geometry::to_lonlat(villages[i].mark);
            }
        }
    }
    const auto counts = store::household_counts(reader, area);
    std::vector<DivisionMark> marks;
    for (auto& [division_id, part] : parts) {
        part.mark.division = store::find_division(reader, division_id).value();
        if (const auto found = counts.find(division_id); found != counts.end()) {
            part.mark.households = found->second;
        }
        marks.push_back(std::move(part.mark));
    }
    std::sort(marks.begin(), marks.end(), [](const auto& a, const auto& b) {
        return a.division.first_label < b.division.first_label;
    });
    return marks;
}

} // namespace tuban::map
