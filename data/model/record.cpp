#include "data/model/record.hpp"

#include <array>

namespace tuban::model {
namespace {

constexpr std::array statuses{Status::not_started, Status::draft, Status::submitted,
                              Status::approved, Status::returned};
constexpr std::array patch_states{PatchState::unlinked, PatchState::linked, PatchState::not_found};

} // namespace

const char* to_string(Status status) {
    switch (status) {
    case Status::not_started:
        return "not_started";
    case Status::draft:
        return "draft";
    case Status::submitted:
        return "submitted";
    case Status::approved:
        return "approved";
    case Status::returned:
        return "returned";
    }
    return "";
}

const char* to_string(Action action) {
    switch (action) {
    case Action::save:
        return "save";
    case Action::submit:
        return "submit";
    case Action::approve:
        return "approve";
    case Action::return_back:
        return "return";
    case Action::withdraw:
        return "withdraw";
    }
    return "";
}

const char* to_string(PatchState state) {
    switch (state) {
    case PatchState::unlinked:
        return "unlinked";
    case PatchState::linked:
        return "linked";
    case PatchState::not_found:
        return "not_found";
    }
    return "";
}

std::optional<Status> status_from(const std::string& identifier) {
    for (const auto status : statuses) {
        if (identifier == to_string(status)) {
            return status;
        }
    }
    return std::nullopt;
}

std::optional<PatchState> patch_state_from(const std::string& identifier) {
    for (const auto state : patch_states) {
        if (identifier == to_string(state)) {
            return state;
        }
    }
    return std::nullopt;
}

} // namespace tuban::model
