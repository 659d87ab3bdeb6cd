#pragma once

#include "data/model/division.hpp"
#include "data/model/record.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tuban::model {

enum class HouseholdList { lookback, six_groups };
const char* to_string(HouseholdList list); ///< `lookback`, `six_groups`
std::optional<HouseholdList> household_list_from(const std::string& identifier);

/// One household of a programme list. Ids and phones are sealed; only the masked forms are plain.
struct Household {
    std::int64_t id = 0;
    HouseholdList list = HouseholdList::lookback;
    std::string source_id; ///< of the list it came from; empty when that had none
    std::int64_t division_id = 0;
    std::string head_name;
    std::string head_name_key; ///< pinyin initials, lower case
    std::optional<std::vector<std::uint8_t>> id_sealed;
    std::optional<std::vector<std::uint8_t>> id_hash;
    std::string id_masked;
    std::optional<std::vector<std::uint8_t>> phone_sealed;
    std::optional<std::vector<std::uint8_t>> phone_hash;
    std::string phone_masked;
    std::string address;
    std::string village_group;
    std::string kind = "lifted_household"; ///< identifier of codelists 3.1
    std::optional<std::int64_t> family_size;
    std::string members; ///< names, `;` between
    std::optional<double> lon;
    std::optional<double> lat;
    std::string location_source;
    std::optional<double> location_accuracy_m;
    std::string location_device;               ///< what took the position; empty when unknown
    std::optional<std::int64_t> stated_floors; ///< of the house, as the household's list has it
    std::optional<double> stated_area_m2;
    std::optional<std::int64_t> stated_built_year;
    PatchState patch_state = PatchState::unlinked;
    std::optional<std::string> patch_number;
    std::string patch_source; ///< `person` or `proposal`; empty while unlinked
    std::optional<std::int64_t> patch_account_id;
    std::optional<std::int64_t> patch_at_us;
    Status status = Status::not_started;
    std::string grade;   ///< A–D of the record, empty while there is none
    std::string housing; ///< `own_rural`, `other_safe`, `deceased` or empty
    std::optional<std::int64_t> status_at_us;
    bool is_resubmitted = false;
};

/// A household as lists show it: nothing sealed in it, its place beside it.
struct HouseholdRow {
    Household household;
    std::string division_code;
    std::string division_name;
    Level division_level = Level::village;
    std::optional<std::string> town_name; ///< of the town right above, where there is one
};

} // namespace tuban::model
