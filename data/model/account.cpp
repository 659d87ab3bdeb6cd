#include "data/model/account.hpp"

#include <array>

namespace tuban::model {
namespace {

constexpr std::array all_roles{Role::collector, Role::reviewer, Role::supervisor,
                               Role::administrator};

} // namespace

const char* to_string(Role role) {
    switch (role) {
    case Role::collector:
        return "collector";
    case Role::reviewer:
        return "reviewer";
    case Role::supervisor:
        return "supervisor";
    case Role::administrator:
        return "administrator";
    }
    return "";
}

std::optional<Role> find_role(std::string_view identifier) {
    for (const Role role : all_roles) {
        if (identifier == to_string(role)) {
            return role;
        }
    }
    return std::nullopt;
}

bool is_usual_level(Role role, Level level) {
    switch (role) {
    case Role::collector:
        return level == Level::town || level == Level::village;
    case Role::reviewer:
        return level == Level::county;
    case Role::supervisor:
        return level == Level::province || level == Level::city;
    case Role::administrator:
        return true;
    }
    return false;
}

} // namespace tuban::model
