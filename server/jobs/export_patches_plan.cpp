#include "server/jobs/export_patches_plan.hpp"

#include "base/error.hpp"
#include "data/store/divisions.hpp"
#include "server/map/patch_count.hpp"

#include <iterator>
#include <set>
#include <string>
#include <utility>

namespace tuban::jobs {

std::uint64_t ExportPlan::patch_count() const {
    return map::count_patches(*view);
}

ExportPlan make_export_plan(const ExportParts& parts, std::int64_t division_id) {
    return parts.store.read_value([&](store::Reader& reader) {
        const auto division = store::find_division(reader, division_id);
        if (!division) {
            throw Error("division_gone", std::to_string(division_id));
        }
        const auto area = store::area_of(*division);
        ExportPlan plan{*division, parts.scopes.view(reader, area), {}, {}, {}};
        for (auto& one : store::divisions_in(reader, area)) {
            plan.divisions.emplace(one.id, std::move(one));
        }
        std::set<std::string> counties;
        for (const auto& source : plan.view->scope) {
            counties.emplace(source.segment->county_code());
        }
        for (const auto& county : counties) {
            auto edits = store::patch_edits_of_county(reader, county);
            plan.edits.insert(plan.edits.end(), std::make_move_iterator(edits.begin()),
                              std::make_move_iterator(edits.end()));
        }
        plan.batches = store::batches_to_replay(reader);
        return plan;
    });
}

} // namespace tuban::jobs
