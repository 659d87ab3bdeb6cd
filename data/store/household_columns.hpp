#pragma once

#include "data/model/household.hpp"
#include "data/store/store.hpp"

namespace tuban::store {

/// The 27 columns that every reading of households begins with, from `id` to `resubmitted`.
model::Household to_household(const Row& row);

} // namespace tuban::store
