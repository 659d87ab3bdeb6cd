#pragma once

#include "spatial/matching/detail/datum.hpp"
#include "spatial/matching/detail/place.hpp"
#include "spatial/matching/detail/prepared.hpp"
#include "spatial/matching/household.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tuban::matching::detail {

/// A village that the household may belong to, by its code or by what its address names.
struct CandidateVillage {
    VillageIndex village = 0;
    double weight = 0; ///< prior probability that its house stands there, if it has one
    Place place;       ///< what the address says there
};

struct Person {
    Name name;
    std::optional<NameId> id; ///< absent where no owner bears the name
};

/// A household as integers.
struct PreparedHousehold {
    std::optional<Person> head;
    std::vector<Person> members;
    std::string id_number; ///< normalised
    std::vector<CandidateVillage> villages;
    bool is_village_named = false;   ///< its address names the first of them
    bool is_coded_elsewhere = false; ///< its codes are those of another county
    std::string address;             ///< cut to what an address may be
    Place elsewhere;                 ///< what it says in a village that it doesn't name
    std::optional<int> stated_group;
    int stated_number = 0; ///< house number in its first village; 0 for none

    bool has_position = false;
    std::array<Metres, datum_count> places{}; ///< if the datum was that
    DatumWeights datum = datum_prior;
    bool is_shared_position = false; ///< several households were put there
    float accuracy_m = 0;            ///< 0 unknown
    std::uint32_t device = 0;        ///< 0 unknown

    Link link = Link::none;
    std::uint32_t linked_patch = 0;      ///< where `link` is a patch
    std::vector<std::uint32_t> rejected; ///< by a person

    std::uint16_t floors = 0;
    float floor_area_m2 = 0;
    std::uint8_t period = 0;

    bool is_linked_to(std::uint32_t patch) const noexcept {
        return link == Link::patch && linked_patch == patch;
    }
};

/// Reads the household against the county. Thread-safe.
PreparedHousehold prepare_household(const HouseholdEvidence& evidence,
                                    const PreparedCounty& county);

/// What an address asks of the patches of a village.
struct Asked {
    LabelId group = 0;
    std::array<LabelId, 4> other_groups{}; ///< of the same number, under the village's other names
    LabelId natural_village = 0;           ///< where no group is asked for
    int number = 0;                        ///< of the house; 0 for none

    bool has_group() const noexcept;
};

/// `place`: what the household's address says in that village.
Asked asked_of(const PreparedHousehold& household, const Place& place,
               const PreparedVillage& village, const VillageName& names);

/// An id number as it is compared: 18 characters where it can be made so, capital X.
std::string normalize_id(std::string_view text);

/// Whether a normalised id number has the form of GB 11643-1999; characters may be masked by `*`.
bool is_id_shaped(std::string_view id);

} // namespace tuban::matching::detail
