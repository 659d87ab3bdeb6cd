#pragma once

#include "data/model/account.hpp"

namespace tuban::auth {

/// What a role may do at all; on which records is a question of its area and their state. Every
/// role but the administrator reads the records of its area.
bool may_fill(model::Role role);       ///< enter and submit
bool may_review(model::Role role);     ///< approve, return, withdraw
bool may_read(model::Role role);       ///< records, lists, statistics
bool may_administer(model::Role role); ///< accounts, divisions, audit

} // namespace tuban::auth
