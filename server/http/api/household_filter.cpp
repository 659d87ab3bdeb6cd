#include "server/http/api/household_filter.hpp"

#include "server/http/api/endpoint.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <utility>

namespace tuban::http::api {
namespace {

constexpr std::array<model::Status, 5> all_statuses{
    model::Status::not_started, model::Status::draft, model::Status::submitted,
    model::Status::approved, model::Status::returned};
constexpr std::array<model::PatchState, 3> all_patch_states{
    model::PatchState::unlinked, model::PatchState::linked, model::PatchState::not_found};
constexpr std::array<std::string_view, 5> all_grades{"none", "A", "B", "C", "D"};
constexpr std::array<std::string_view, 4> all_housings{"none", "own_rural", "other_safe",
                                                       "deceased"};

[[noreturn]] void refuse(const char* parameter, const std::string& value) {
    throw Refused({400,
                   "parameters_invalid",
                   "筛选条件不正确",
                   "请从列表中重新选择筛选条件。",
                   {{parameter, "unknown_value", fmt::format("没有这个选项：{}", value)}}});
}

template <typename Values>
auto by_identifier(const char* parameter, const std::string& identifier, const Values& values) {
    const auto found = std::find_if(values.begin(), values.end(), [&](auto value) {
        return model::to_string(value) == identifier;
    });
    if (found == values.end()) {
        refuse(parameter, identifier);
    }
    return *found;
}

template <typename Values>
std::string one_of(const char* parameter, const std::string& identifier, const Values& values) {
    if (std::find(values.begin(), values.end(), identifier) == values.end()) {
        refuse(parameter, identifier);
    }
    return identifier == "none" ? std::string() : identifier;
}

bool is_true(const char* parameter, const std::string& value) {
    if (!value.empty() && value != "true" && value != "false") {
        refuse(parameter, value);
    }
    return value == "true";
}

} // namespace

store::HouseholdFilter to_filter(const HouseholdChoices& choices) {
    store::HouseholdFilter filter;
    filter.list = model::HouseholdList::lookback;
    for (const auto& status : choices.statuses) {
        filter.statuses.push_back(by_identifier("status", status, all_statuses));
    }
    for (const auto& state : choices.patch_states) {
        filter.patch_states.push_back(by_identifier("patch_state", state, all_patch_states));
    }
    for (const auto& grade : choices.grades) {
        filter.grades.push_back(one_of("grade", grade, all_grades));
    }
    for (const auto& housing : choices.housings) {
        filter.housings.push_back(one_of("housing", housing, all_housings));
    }
    filter.only_resubmitted = is_true("resubmitted", choices.resubmitted);
    filter.only_own = is_true("own", choices.own);
    return filter;
}

store::HouseholdOrder to_order(const HouseholdChoices& choices) {
    using store::HouseholdOrder;
    constexpr std::array<std::pair<std::string_view, HouseholdOrder>, 5> orders{{
        {"", HouseholdOrder::place},
        {"place", HouseholdOrder::place},
        {"name", HouseholdOrder::name},
        {"status_at", HouseholdOrder::status_time_oldest},
        {"-status_at", HouseholdOrder::status_time},
    }};
    for (const auto& [name, order] : orders) {
        if (name == choices.sort) {
            return order;
        }
    }
    refuse("sort", choices.sort);
}

} // namespace tuban::http::api
