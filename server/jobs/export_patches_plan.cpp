#include "server/jobs/export_patches_plan.hpp"

#include "base/error.hpp"
#include "data/store/divisions.hpp"

#include <iterator>
#include <set>
#include <string>
#include <utility>

namespace tuban::jobs {

std::uint64_t ExportPlan::patch_count() const {
    std::uint64_t count = 0;
    for (const auto& source : view->scope) {
        for (std::size_t i = 0; i < source.allowed_villages.size(); ++i) {
            count +=
                source.is_whole || source.allowed_villages[i] ? source.patches_in_village(i) : 0;
        }
    }
    return count;
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
