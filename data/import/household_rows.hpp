#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>

namespace tuban::import {

/// One row of a household list as written: texts by our own column names, empty where absent.
struct HouseholdText {
    std::size_t row = 0; ///< as a spreadsheet numbers it
    std::string household_id;
    std::string name;
    std::string id_number;
    std::string phone;
    std::string division_code;
    std::string city, county, town, village; ///< names, for lists without codes
    std::string address;
    std::string group;
    std::string kind;
    std::string family_size;
    std::string members;
    std::string lon, lat;
    std::string gps_source;
    std::string gps_accuracy;
    std::string gps_device;
    std::string floors, area, year; ///< of the house, as the list states them
};

/// What the header offers.
struct HouseholdColumns {
    bool has_id_number = false;
};

/// Reads a CSV or XLSX list whose header names its columns in Chinese or English. Throws Error
/// `file_unreadable`, also for a header without a name column or without any division column.
HouseholdColumns read_household_rows(const std::filesystem::path& file,
                                     const std::function<void(HouseholdText&&)>& take);

} // namespace tuban::import
