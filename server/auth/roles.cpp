#include "server/auth/roles.hpp"

namespace tuban::auth {

using model::Role;

bool may_fill(Role role) {
    return role == Role::collector || role == Role::reviewer;
}

bool may_review(Role role) {
    return role == Role::reviewer;
}

bool may_read(Role role) {
    return role != Role::administrator;
}

bool may_administer(Role role) {
    return role == Role::administrator;
}

} // namespace tuban::auth
