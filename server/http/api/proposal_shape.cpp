#include "server/http/api/proposal_shape.hpp"

#include "server/http/api/household_shape.hpp"
#include "server/http/api/patch_shape.hpp"
#include "server/workflow/proposals.hpp"

#include <algorithm>

namespace tuban::http::api {

json proposed_patches(const model::Proposal& proposal, const map::AreaView& view,
                      const auth::Principal& principal) {
    const segment::Lookup lookup(view.scope);
    auto list = json::array();
    for (const auto& candidate : json::parse(proposal.candidates)) {
        const auto number = candidate["number"].get<std::string>();
        json entry{{"number", number},
                   {"probability", candidate["probability"]},
                   {"label", json::array()},
                   {"address", ""},
                   {"owner_name", ""}};
        if (const auto patch = lookup.find_number(number)) {
            const auto& segment = *patch->source->segment;
            entry["label"] = label_json(*patch);
            entry["address"] = segment.text(segment::TextColumn::address, patch->position);
            const auto owner = segment.text(segment::TextColumn::owner_name, patch->position);
            entry["owner_name"] = owner.empty() ? std::string() : shown_name(owner, principal);
        }
        list.push_back(std::move(entry));
    }
    return list;
}

namespace {

json threshold_json(const workflow::PrecisionStep& step) {
    return {{"precision", step.precision},
            {"threshold", step.threshold ? json(*step.threshold) : json(nullptr)},
            {"proposals", step.proposals},
            {"expected_errors", step.expected_errors}};
}

} // namespace

json thresholds_json(store::Reader& reader, const model::Area& area, double precision) {
    std::vector<double> precisions{0.95, 0.98, 0.99, 0.995, 0.999};
    if (std::find(precisions.begin(), precisions.end(), precision) == precisions.end()) {
        precisions.push_back(precision);
        std::sort(precisions.begin(), precisions.end());
    }
    auto list = json::array();
    for (const auto& step : workflow::precision_steps(reader, area, precisions)) {
        list.push_back(threshold_json(step));
    }
    return list;
}

json sure_threshold_json(store::Reader& reader, const model::Division& division) {
    const auto step = workflow::sure_step(reader, division);
    return step ? threshold_json(*step) : json(nullptr);
}

json time_or_null(const std::optional<std::int64_t>& time_us) {
    return time_us ? json(utc_text(*time_us)) : json(nullptr);
}

} // namespace tuban::http::api
