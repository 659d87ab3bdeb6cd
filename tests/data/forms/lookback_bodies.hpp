#pragma once

#include <nlohmann/json.hpp>

/// Bodies of the lookback form that can be submitted. Ids and phones are nobody's.
namespace tuban::forms::test {

inline nlohmann::json deceased_body() {
    return {{"deceased_cancelled", true}};
}

inline nlohmann::json household_part() {
    return {{"deceased_cancelled", false},
            {"sex", "male"},
            {"ethnicity", "01"},
            {"family_size", 4},
            {"phone", "13800000000"},
            {"surveyor", "王某"},
            {"survey_date", "2024-09-03"},
            {"head_changed", false},
            {"split", false},
            {"moved", false}};
}

inline nlohmann::json other_safe_body() {
    auto body = household_part();
    body["housing"] = "other_safe";
    body["other_safe_kind"] = "with_relatives";
    return body;
}

/// An own rural house of grade A.
inline nlohmann::json own_rural_body() {
    auto body = household_part();
    body.update(nlohmann::json{
        {"housing", "own_rural"},
        {"address", "张家湾村三组12号"},
        {"house_type", "residential"},
        {"floors", 2},
        {"floor_area_m2", 224.5},
        {"built_period", "y2001_2010"},
        {"structure", "brick_stone"},
        {"built_by", "craftsman"},
        {"land_tenure", "homestead"},
        {"policy_enjoyed", true},
        {"policies", {"dilapidated_renovation"}},
        {"planning_permit", false},
        {"homestead_approval", true},
        {"homestead_approval_date", "2003-05-01"},
        {"title_registration", false},
        {"owner_same_as_head", true},
        {"users", {{{"kind", "family"}, {"people", 4}}}},
        {"geological_hazard", false},
        {"seismic_design", false},
        {"seismic_measures", true},
        {"seismic_measure_kinds", {"ring_beam"}},
        {"seismic_retrofit", false},
        {"extended", false},
        {"business_use", false},
        {"heating_energy", "electricity"},
        {"cooking_energy", "lpg"},
        {"appraisal_method", "assessment"},
        {"appraisal_date", "2023-06-30"},
        {"grade", "A"},
        {"seismic_appraisal", false},
    });
    return body;
}

/// The same house of grade D, its safety to be guaranteed in `year`.
inline nlohmann::json dangerous_body(int year) {
    auto body = own_rural_body();
    body.update(nlohmann::json{{"grade", "D"},
                               {"risk_parts", {"roof", "bearing_wall"}},
                               {"guaranteed", false},
                               {"planned_measure", "renovation"},
                               {"planned_year", year}});
    return body;
}

} // namespace tuban::forms::test
