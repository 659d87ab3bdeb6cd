#include "data/store/household_columns.hpp"

namespace tuban::store {

model::Household to_household(const Row& row) {
    model::Household household;
    household.id = row.integer(0);
    household.list = *model::household_list_from(std::string(row.text(1)));
    household.source_id = row.text(2);
    household.division_id = row.integer(3);
    household.head_name = row.text(4);
    household.head_name_key = row.text(5);
    household.id_masked = row.text(6);
    household.phone_masked = row.text(7);
    household.address = row.text(8);
    household.village_group = row.text(9);
    household.kind = row.text(10);
    household.family_size = row.optional_integer(11);
    household.members = row.text(12);
    household.lon = row.optional_real(13);
    household.lat = row.optional_real(14);
    household.location_source = row.text(15);
    household.location_accuracy_m = row.optional_real(16);
    household.patch_state = *model::patch_state_from(std::string(row.text(17)));
    household.patch_number = row.optional_text(18);
    household.patch_source = row.text(19);
    household.patch_account_id = row.optional_integer(20);
    household.patch_at_us = row.optional_integer(21);
    household.status = *model::status_from(std::string(row.text(22)));
    household.grade = row.text(23);
    household.housing = row.text(24);
    household.status_at_us = row.optional_integer(25);
    household.is_resubmitted = row.integer(26) != 0;
    return household;
}

} // namespace tuban::store
