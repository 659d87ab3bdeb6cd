#include "server/workflow/desk.hpp"

#include "data/store/documents.hpp"
#include "data/store/households.hpp"

#include <vector>

namespace tuban::workflow {
namespace {

using model::Status;
using store::HouseholdOrder;

std::optional<std::int64_t> first_of(store::Reader& reader, const model::Area& area,
                                     const std::string& list, Status status, HouseholdOrder order) {
    store::HouseholdFilter filter;
    filter.list = model::household_list_from(list);
    filter.statuses = {status};
    const auto page = store::list_households(reader, area, filter, order, {1, 0});
    return page.rows.empty() ? std::nullopt : std::optional(page.rows.front().household.id);
}

void fill_for_collector(Desk& desk, store::Reader& reader, const model::Area& area,
                        const std::string& list) {
    const auto& counts = desk.total.counts;
    desk.to_fill = counts[Counter::not_started];
    desk.drafts = counts[Counter::draft];
    desk.returned = counts[Counter::returned];
    store::HouseholdFilter not_found;
    not_found.list = model::household_list_from(list);
    not_found.patch_states = {model::PatchState::not_found};
    desk.backfill = store::count_households(reader, area, not_found);
    for (const auto status : {Status::returned, Status::draft, Status::not_started}) {
        if (!desk.first) {
            desk.first = first_of(reader, area, list, status, HouseholdOrder::place);
        }
    }
}

void fill_for_reviewer(Desk& desk, store::Reader& reader, const model::Area& area,
                       const std::string& list) {
    desk.to_review = desk.total.counts[Counter::submitted];
    desk.resubmitted = store::count_resubmitted(reader, area, list);
    store::HouseholdFilter dangerous;
    dangerous.list = model::household_list_from(list);
    dangerous.statuses = {Status::submitted};
    dangerous.grades = {"C", "D"};
    desk.to_review_cd = store::count_households(reader, area, dangerous);
    desk.first = first_of(reader, area, list, Status::submitted, HouseholdOrder::review_queue);
}

} // namespace

Desk desk(store::Reader& reader, model::Role role, const model::Area& area,
          const model::Division& division, const std::string& list) {
    Desk desk;
    desk.total = statistics_total(reader, division, list);
    if (role == model::Role::collector) {
        fill_for_collector(desk, reader, area, list);
    } else if (role == model::Role::reviewer) {
        fill_for_reviewer(desk, reader, area, list);
    }
    return desk;
}

} // namespace tuban::workflow
