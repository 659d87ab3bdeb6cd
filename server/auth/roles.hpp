#pragma once

#include "data/model/account.hpp"

namespace tuban::auth {

/// What a role may do at all; on which records is a question of its area and their state (a
/// reviewer fills in where the household has no village yet). Who manages accounts reads no
/// household: one person, one purpose, one account.
bool may_fill(model::Role role);       ///< enter and submit
bool may_review(model::Role role);     ///< approve, return, withdraw
bool may_read(model::Role role);       ///< households, records, patches, the map, statistics
bool may_administer(model::Role role); ///< accounts, divisions, audit

} // namespace tuban::auth
