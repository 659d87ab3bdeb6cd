#include "server/workflow/review.hpp"

#include <array>

namespace tuban::workflow {
namespace {

using model::Action;
using model::Role;
using model::Status;

constexpr std::array table{
    Transition{Status::not_started, Action::save, Role::collector, Status::draft, false},
    Transition{Status::draft, Action::save, Role::collector, Status::draft, false},
    Transition{Status::returned, Action::save, Role::collector, Status::draft, false},
    Transition{Status::draft, Action::submit, Role::collector, Status::submitted, false},
    Transition{Status::returned, Action::submit, Role::collector, Status::submitted, false},

    Transition{Status::not_started, Action::save, Role::reviewer, Status::draft, true},
    Transition{Status::draft, Action::save, Role::reviewer, Status::draft, true},
    Transition{Status::returned, Action::save, Role::reviewer, Status::draft, true},
    Transition{Status::draft, Action::submit, Role::reviewer, Status::submitted, true},
    Transition{Status::returned, Action::submit, Role::reviewer, Status::submitted, true},

    Transition{Status::submitted, Action::approve, Role::reviewer, Status::approved, false},
    Transition{Status::submitted, Action::return_back, Role::reviewer, Status::returned, false},
    Transition{Status::approved, Action::withdraw, Role::reviewer, Status::returned, false},
};

} // namespace

std::span<const Transition> transitions() {
    return table;
}

std::optional<Status> next_status(Status from, Action action, Role role, bool is_filling_in) {
    for (const auto& row : table) {
        if (row.from == from && row.action == action && row.role == role &&
            (!row.only_when_filling_in || is_filling_in)) {
            return row.to;
        }
    }
    return std::nullopt;
}

LinkAction link_action(model::PatchState current, bool has_number) {
    if (current == model::PatchState::linked) {
        return LinkAction::replace;
    }
    return has_number ? LinkAction::link : LinkAction::mark_not_found;
}

bool may_change_link(Status status, LinkAction action, Role role, bool is_filling_in) {
    if (status == Status::submitted) {
        return false;
    }
    if (role == Role::reviewer) {
        return action == LinkAction::clear || (is_filling_in && status != Status::approved);
    }
    return role == Role::collector && (status != Status::approved || action != LinkAction::replace);
}

std::string link_refusal(Status status, LinkAction action) {
    if (status == Status::submitted) {
        return "档案已上报待审核，图斑不能改动；需要改动请县级先退回补正。";
    }
    if (status == Status::approved && action == LinkAction::replace) {
        return "档案已审核通过，不能直接改选图斑；请先删除图斑并写明原因，再补录。";
    }
    return "您的账号不能改动这一户的图斑。";
}

} // namespace tuban::workflow
