#pragma once

#include "data/model/division.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tuban::model {

enum class Role { collector, reviewer, supervisor, administrator };

struct Account {
    std::int64_t id = 0;
    std::string login;
    std::string display_name;
    Role role = Role::collector;
    std::int64_t division_id = 0;
    bool must_change_password = true;
    bool is_closed = false;
};

/// The identifiers of codelists 1: `collector`, …
const char* to_string(Role role);
std::optional<Role> find_role(std::string_view identifier);

/// The levels at which codelists 1 places the role; another level is unusual, not wrong.
bool is_usual_level(Role role, Level level);

/// Who writes: goes into the audit trail with each change.
struct Actor {
    std::int64_t account_id = 0;
    std::string remote_address;
};

} // namespace tuban::model
