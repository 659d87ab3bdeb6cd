#include "spatial/matching/detail/village_facts.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

namespace tuban::matching::detail {

namespace {

/// Least number of houses that make a text behind the village's name a natural village.
constexpr std::uint32_t least_houses = 3;
constexpr std::size_t most_labels = 250;

struct OwnerSetHash {
    std::size_t operator()(const OwnerSet& set) const noexcept {
        constexpr std::size_t odd = 0x9E3779B97F4A7C15ULL;
        std::size_t hash = 0;
        for (const NameId name : set) {
            hash = (hash ^ name) * odd;
        }
        return hash;
    }
};

void fill_owners(PreparedVillage& village, std::span<PreparedPatch> patches,
                 const PatchFacts& facts) {
    std::unordered_map<OwnerSet, std::uint32_t, OwnerSetHash> sets{{OwnerSet{}, 0}};
    village.owner_sets.assign(1, {});
    village.owner_keys.assign(1, {});
    village.owner_counts.assign(1, 0);
    for (PreparedPatch& patch : patches) {
        const OwnerSet& set = facts.owner_sets[patch.source];
        const auto [found, is_new] =
            sets.try_emplace(set, static_cast<std::uint32_t>(village.owner_sets.size()));
        if (is_new) {
            village.owner_sets.push_back(set);
            const Name& name = facts.names.name(set[0]);
            village.owner_keys.push_back(
                {name.characters[0], name.characters[1], name.sounds[0], set[1] == 0});
            village.owner_counts.push_back(0);
        }
        patch.owners = found->second;
        ++village.owner_counts[patch.owners];
    }
}

void fill_labels(PreparedVillage& village, std::span<PreparedPatch> patches,
                 const PatchFacts& facts) {
    struct Stated {
        std::uint32_t houses = 0;
        LabelId id = 0; ///< 0 where it is not kept
    };
    std::map<Label, Stated> labels;
    Stated none;
    std::vector<std::pair<Stated*, Stated*>> stated; // group and natural village of each patch
    stated.reserve(patches.size());
    for (const PreparedPatch& patch : patches) {
        const Place& place = facts.read[patch.source].place;
        auto& [group, natural] = stated.emplace_back(&none, &none);
        if (place.group) {
            group = &labels[{place.part, static_cast<std::uint16_t>(*place.group), {}}];
            ++group->houses;
        }
        if (!place.natural_village.empty()) {
            natural = &labels[{0, 0, place.natural_village}];
            ++natural->houses;
        }
    }
    std::vector<std::pair<const Label, Stated>*> kept;
    for (auto& label : labels) {
        if (label.first.group != 0 || label.second.houses >= least_houses) {
            kept.push_back(&label);
        }
    }
    if (kept.size() > most_labels) {
        std::ranges::stable_sort(kept, std::ranges::greater{},
                                 [](const auto* label) { return label->second.houses; });
        kept.resize(most_labels);
        std::ranges::sort(kept, {}, [](const auto* label) { return label->first; });
    }
    village.labels.resize(1);
    for (auto* label : kept) {
        label->second.id = static_cast<LabelId>(village.labels.size());
        village.labels.push_back(label->first);
        village.is_merged = village.is_merged || label->first.part != 0;
    }
    for (std::size_t i = 0; i < patches.size(); ++i) {
        PreparedPatch& patch = patches[i];
        patch.group = stated[i].first->id;
        patch.natural_village = stated[i].second->id;
        patch.number =
            static_cast<std::uint16_t>(facts.read[patch.source].place.number.value_or(0));
        village.has_numbers = village.has_numbers || patch.number != 0;
    }
}

void fill_postings(PreparedVillage& village, std::span<const PreparedPatch> patches) {
    for (std::uint32_t i = 0; i < patches.size(); ++i) {
        const PreparedPatch& patch = patches[i];
        const auto add = [&](Postings& postings, std::uint32_t key) {
            if (key != 0) {
                postings[key].push_back(village.begin + i);
            }
        };
        for (const NameId owner : village.owner_sets[patch.owners]) {
            add(village.by_owner, owner);
        }
        add(village.by_label, patch.group);
        add(village.by_label, patch.natural_village);
        add(village.by_number, patch.number);
    }
}

/// Marks the patch as second or minor where one of the owner's better buildings is a best one near
/// by.
void place_behind(std::span<const std::uint32_t> better, PreparedPatch& patch,
                  std::span<const PreparedPatch> patches) {
    constexpr float together_m = 150;
    constexpr float least_of_second = 0.5F;
    for (const std::uint32_t i : better) {
        const PreparedPatch& other = patches[i];
        const Metres a = patch.box.centre();
        const Metres b = other.box.centre();
        if (standing_of(other.building) == Standing::best &&
            std::hypot(a.x - b.x, a.y - b.y) <= together_m) {
            const bool is_second = use_of(patch.building) == use_of(other.building) &&
                                   patch.box.area_m2() >= least_of_second * other.box.area_m2();
            const Standing standing = is_second ? Standing::second : Standing::minor;
            patch.building = static_cast<BuildingLevel>(
                patch.building + static_cast<std::size_t>(standing) * one_standing);
            return;
        }
    }
}

/// Of the buildings of one owner that stand together, all but the best dwelling. What many
/// buildings bear is no one person's name.
void mark_second_buildings(const PreparedVillage& village, std::span<PreparedPatch> patches) {
    constexpr std::uint32_t most_buildings = 6;
    const auto has_several = [&village](std::uint32_t owners) {
        return owners != 0 && village.owner_counts[owners] > 1 &&
               village.owner_counts[owners] <= most_buildings;
    };
    const auto rank = [&patches](std::uint32_t i) {
        const PreparedPatch& patch = patches[i];
        return std::tuple(patch.building / size_levels, -patch.box.area_m2(), i);
    };
    std::vector<std::uint32_t> ends(village.owner_counts.size()); // of each owner's in `order`
    std::uint32_t all = 0;
    for (std::uint32_t owners = 0; owners < ends.size(); ++owners) {
        ends[owners] = all;
        all += has_several(owners) ? village.owner_counts[owners] : 0;
    }
    std::vector<std::uint32_t> order(all); // buildings of owners who have several
    for (std::uint32_t i = 0; i < patches.size(); ++i) {
        if (has_several(patches[i].owners)) {
            order[ends[patches[i].owners]++] = i;
        }
    }
    for (std::uint32_t owners = 0; owners < ends.size(); ++owners) {
        if (!has_several(owners)) {
            continue;
        }
        const std::uint32_t count = village.owner_counts[owners];
        const auto own = std::span(order).subspan(ends[owners] - count, count);
        std::ranges::sort(own, {}, rank);
        for (std::size_t k = 1; k < own.size(); ++k) {
            place_behind(own.first(k), patches[own[k]], patches);
        }
    }
}

void fill_buildings(const PreparedVillage& village, std::span<PreparedPatch> patches,
                    const PatchFacts& facts) {
    const auto ground_m2 = [&facts](const PreparedPatch& patch) {
        const float area = facts.raw[patch.source].ground_area_m2;
        return area > 0 ? area : patch.box.area_m2();
    };
    const auto use_of_patch = [&facts](const PreparedPatch& patch) -> std::size_t {
        return facts.has_uses ? facts.raw[patch.source].use : 0;
    };
    std::vector<float> areas;
    for (const PreparedPatch& patch : patches) {
        if (use_of_patch(patch) < 2) {
            areas.push_back(ground_m2(patch));
        }
    }
    float usual = 1;
    if (!areas.empty()) {
        const auto middle = areas.begin() + static_cast<std::ptrdiff_t>(areas.size() / 2);
        std::ranges::nth_element(areas, middle);
        usual = std::max(*middle, 1.0F);
    }
    constexpr std::array<float, size_levels - 1> parts{0.3F, 0.5F, 0.7F, 1.0F, 1.6F};
    for (PreparedPatch& patch : patches) {
        const auto size = std::ranges::upper_bound(parts, ground_m2(patch) / usual) - parts.begin();
        patch.building = static_cast<BuildingLevel>(use_of_patch(patch) * size_levels +
                                                    static_cast<std::size_t>(size));
    }
    mark_second_buildings(village, patches);
}

Metres middle_of(std::span<const PreparedPatch> patches) {
    double x = 0;
    double y = 0;
    for (const PreparedPatch& patch : patches) {
        x += patch.box.centre().x;
        y += patch.box.centre().y;
    }
    const auto count = static_cast<double>(patches.size());
    return {static_cast<float>(x / count), static_cast<float>(y / count)};
}

} // namespace

void fill_village(PreparedVillage& village, std::span<PreparedPatch> patches,
                  const PatchFacts& facts) {
    fill_owners(village, patches, facts);
    fill_labels(village, patches, facts);
    fill_buildings(village, patches, facts);
    if (village.is_large()) {
        fill_postings(village, patches);
    }
    if (!patches.empty()) {
        constexpr float least_area_m2 = 10000;
        village.middle = middle_of(patches);
        village.area_m2 =
            std::max(least_area_m2, ground_of_a_house_m2 * static_cast<float>(patches.size()));
    }
}

} // namespace tuban::matching::detail
