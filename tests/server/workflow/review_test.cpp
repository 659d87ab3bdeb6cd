#include "server/workflow/review.hpp"

#include <gtest/gtest.h>

#include <map>
#include <optional>
#include <tuple>

namespace tuban::workflow {
namespace {

using model::Action;
using model::PatchState;
using model::Role;
using model::Status;

constexpr Status all_statuses[] = {Status::not_started, Status::draft, Status::submitted,
                                   Status::approved, Status::returned};
constexpr Action all_actions[] = {Action::save, Action::submit, Action::approve,
                                  Action::return_back, Action::withdraw};
constexpr Role all_roles[] = {Role::collector, Role::reviewer, Role::supervisor,
                              Role::administrator};

/// The table as SPEC 1, 5.2–5.3 and codelists 2 have it, written down a second time by hand.
std::optional<Status> expected(Status from, Action action, Role role, bool is_filling_in) {
    const bool may_fill = role == Role::collector || (role == Role::reviewer && is_filling_in);
    const bool may_decide = role == Role::reviewer;
    switch (action) {
    case Action::save:
        return may_fill && from != Status::submitted && from != Status::approved
                   ? std::optional(Status::draft)
                   : std::nullopt;
    case Action::submit:
        return may_fill && (from == Status::draft || from == Status::returned)
                   ? std::optional(Status::submitted)
                   : std::nullopt;
    case Action::approve:
        return may_decide && from == Status::submitted ? std::optional(Status::approved)
                                                       : std::nullopt;
    case Action::return_back:
        return may_decide && from == Status::submitted ? std::optional(Status::returned)
                                                       : std::nullopt;
    case Action::withdraw:
        return may_decide && from == Status::approved ? std::optional(Status::returned)
                                                      : std::nullopt;
    }
    return std::nullopt;
}

TEST(Review, EveryCellOfStateActionAndRoleLeadsWhereTheSpecificationSays) {
    for (const auto from : all_statuses) {
        for (const auto action : all_actions) {
            for (const auto role : all_roles) {
                for (const bool filling_in : {false, true}) {
                    EXPECT_EQ(next_status(from, action, role, filling_in),
                              expected(from, action, role, filling_in))
                        << model::to_string(from) << " " << model::to_string(action) << " "
                        << static_cast<int>(role) << " " << filling_in;
                }
            }
        }
    }
}

TEST(Review, NoTwoRowsAnswerTheSameQuestion) {
    std::map<std::tuple<Status, Action, Role>, int> seen;
    for (const auto& row : transitions()) {
        EXPECT_EQ(++seen[std::tuple(row.from, row.action, row.role)], 1);
    }
}

TEST(Review, EveryStateCanBeLeft) {
    for (const auto from : all_statuses) {
        bool is_left = false;
        for (const auto& row : transitions()) {
            is_left = is_left || (row.from == from && row.to != from);
        }
        EXPECT_TRUE(is_left) << model::to_string(from);
    }
}

TEST(LinkRules, AnyChoiceInPlaceOfALinkedPatchReplacesIt) {
    EXPECT_EQ(link_action(PatchState::unlinked, true), LinkAction::link);
    EXPECT_EQ(link_action(PatchState::not_found, true), LinkAction::link);
    EXPECT_EQ(link_action(PatchState::unlinked, false), LinkAction::mark_not_found);
    EXPECT_EQ(link_action(PatchState::not_found, false), LinkAction::mark_not_found);
    EXPECT_EQ(link_action(PatchState::linked, true), LinkAction::replace);
    EXPECT_EQ(link_action(PatchState::linked, false), LinkAction::replace);
}

bool expected_link(Status status, LinkAction action, Role role, bool is_filling_in) {
    if (status == Status::submitted || role == Role::supervisor || role == Role::administrator) {
        return false;
    }
    if (role == Role::reviewer) {
        return action == LinkAction::clear || (is_filling_in && status != Status::approved);
    }
    return status != Status::approved || action != LinkAction::replace;
}

TEST(LinkRules, EveryCellOfStateChangeAndRoleIsAsTheSpecificationSays) {
    for (const auto status : all_statuses) {
        for (const auto action : {LinkAction::link, LinkAction::mark_not_found, LinkAction::replace,
                                  LinkAction::clear}) {
            for (const auto role : all_roles) {
                for (const bool filling_in : {false, true}) {
                    EXPECT_EQ(may_change_link(status, action, role, filling_in),
                              expected_link(status, action, role, filling_in))
                        << model::to_string(status) << " " << static_cast<int>(action) << " "
                        << static_cast<int>(role) << " " << filling_in;
                }
            }
        }
    }
}

} // namespace
} // namespace tuban::workflow
