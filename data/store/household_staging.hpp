#pragma once

#include "data/model/household.hpp"
#include "data/store/store.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// How a list gets in: rows are staged in small groups, so that no other write waits, and
/// published with one statement, all or none.
namespace tuban::store {

/// What the store knows of a household that an imported row may be.
struct KnownHousehold {
    std::int64_t id = 0;
    std::int64_t division_id = 0;
    std::string source_id;
    std::string head_name;
    bool has_id_number = false;
    bool is_begun = false; ///< has a record, or a patch that was chosen or not found
    std::optional<Blob> source_digest;
};

std::optional<KnownHousehold> find_by_id_number(Reader& reader, model::HouseholdList list,
                                                const Blob& id_hash);
/// All of the list that carry it: each county numbers its own.
std::vector<KnownHousehold> list_by_source_id(Reader& reader, model::HouseholdList list,
                                              const std::string& source_id);

struct StagedHousehold {
    model::Household household; ///< its id: a new one, or that of the household it changes
    bool is_new = true;
    Blob source_digest;
};

void stage_household(Transaction& transaction, std::int64_t import_id, const StagedHousehold& row);

/// How many households of a list a division gained (or lost, below 0) by a publication; those
/// that came are not started, and so were those that left.
struct HouseholdGain {
    std::int64_t division_id = 0;
    model::HouseholdList list = model::HouseholdList::lookback;
    std::int64_t count = 0;
};

/// A household that was begun stays in its division whatever its row says, and an id number that
/// is known stays where the row has none. Throws StoreError `unique` where an id came onto the list
/// since it was staged.
std::vector<HouseholdGain> publish_staged(Transaction& transaction, std::int64_t import_id);

void discard_staged(Transaction& transaction, std::int64_t import_id);
/// What imports left that began more than a day before `now_us` and never ended.
void discard_abandoned(Transaction& transaction, std::int64_t now_us);

} // namespace tuban::store
