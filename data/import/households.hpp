#pragma once

#include "base/report.hpp"
#include "data/model/household.hpp"
#include "data/seal/sealer.hpp"
#include "data/store/store.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>

namespace tuban::import {

/// Imports a household list (CSV or XLSX): each row is checked alone and refused with its row
/// number and reason; the good ones are staged in small groups and published at once, all or none.
/// Which household a row is, household_match.hpp says; one that says what it said before is
/// `unchanged`. A division that the tree doesn't know goes to its nearest known ancestor by code,
/// with a warning. Ids and phones are sealed. Throws Error `file_unreadable`, StoreError.
/// `progress(rows read)` may be empty.
ImportReport import_households(store::Store& store, const seal::Sealer& sealer,
                               const std::filesystem::path& file, model::HouseholdList list,
                               const std::function<void(std::uint64_t)>& progress = {});

} // namespace tuban::import
