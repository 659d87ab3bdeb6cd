#include "data/model/household.hpp"

namespace tuban::model {

const char* to_string(HouseholdList list) {
    return list == HouseholdList::lookback ? "lookback" : "six_groups";
}

std::optional<HouseholdList> household_list_from(const std::string& identifier) {
    for (const auto list : {HouseholdList::lookback, HouseholdList::six_groups}) {
        if (identifier == to_string(list)) {
            return list;
        }
    }
    return std::nullopt;
}

} // namespace tuban::model
