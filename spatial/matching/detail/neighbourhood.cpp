#include "spatial/matching/detail/neighbourhood.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <vector>

namespace tuban::matching::detail {

namespace {

constexpr std::size_t neighbours = 12;
constexpr float reach_m = 150;
constexpr float cell_m = 60;
/// Numbers of the two nearest houses that differ by more are not of one row.
constexpr int largest_step = 8;

/// Number of the patch by the two nearest numbered houses of its group.
std::uint16_t impute_number(std::span<const PreparedPatch> patches, std::uint32_t own,
                            std::span<const PointGrid::Near> near) {
    double sum = 0;
    double weights = 0;
    int first = 0;
    int count = 0;
    for (const PointGrid::Near& other : near) {
        const PreparedPatch& patch = patches[other.index];
        const bool is_of_group = patches[own].group == 0 || patch.group == patches[own].group;
        if (other.index == own || patch.number == 0 || !is_of_group) {
            continue;
        }
        if (count == 0) {
            first = patch.number;
        } else if (std::abs(first - patch.number) > largest_step) {
            return 0;
        }
        const double weight = 1 / std::max(other.distance_m, 1.0F);
        sum += weight * patch.number;
        weights += weight;
        if (++count == 2) {
            break;
        }
    }
    return count == 0 ? std::uint16_t{0} : static_cast<std::uint16_t>(std::lround(sum / weights));
}

/// Which labels are asked for, by number.
std::vector<bool> labels_wanted(const PreparedVillage& village, const Asked* asked) {
    std::vector<bool> is_wanted(village.labels.size(), asked == nullptr);
    if (asked != nullptr) {
        is_wanted[asked->group] = true;
        is_wanted[asked->natural_village] = true;
        for (const LabelId other : asked->other_groups) {
            is_wanted[other] = true;
        }
    }
    is_wanted[0] = false;
    return is_wanted;
}

/// Where the neighbours of the houses with labels that are asked for stand.
BoxMetres reach_of(std::span<const PreparedPatch> patches, const std::vector<bool>& is_wanted) {
    BoxMetres reach = BoxMetres::nowhere();
    for (const PreparedPatch& patch : patches) {
        if (is_wanted[patch.group] || is_wanted[patch.natural_village]) {
            reach.add(patch.box.centre(), reach_m + 1);
        }
    }
    return reach;
}

} // namespace

void spread_labels(PreparedVillage& village, std::span<PreparedPatch> patches, const Asked* asked) {
    const auto size = static_cast<std::uint32_t>(patches.size());
    std::vector<Metres> centres;
    centres.reserve(size);
    for (const PreparedPatch& patch : patches) {
        centres.push_back(patch.box.centre());
    }
    const PointGrid grid(centres, cell_m);
    const std::vector<bool> is_wanted = labels_wanted(village, asked);
    const BoxMetres reach = reach_of(patches, is_wanted);
    const bool are_numbers_wanted = asked == nullptr || asked->number != 0;

    struct Part {
        std::uint32_t patch;
        LabelId label;
        float share;
    };
    std::vector<Part> parts;
    std::vector<float> weights(village.labels.size()); // of the patch at hand, by label
    std::vector<LabelId> met;
    std::vector<std::vector<float>> own_shares(
        village.labels.size()); // of its own houses, by label
    std::vector<PointGrid::Near> near;
    for (std::uint32_t i = 0; i < size; ++i) {
        const bool lacks_number = are_numbers_wanted && patches[i].number == 0;
        if (!lacks_number && !reach.contains(centres[i])) {
            continue;
        }
        grid.nearest(centres[i], neighbours + 1, reach_m, near);
        float total = 0;
        for (const PointGrid::Near& other : near) {
            if (other.index == i) {
                continue;
            }
            constexpr float softening_m = 20;
            const float weight = 1 / (other.distance_m + softening_m);
            const PreparedPatch& patch = patches[other.index];
            total += weight;
            for (const LabelId label : {patch.group, patch.natural_village}) {
                if (!is_wanted[label]) {
                    continue;
                }
                if (weights[label] == 0) {
                    met.push_back(label);
                }
                weights[label] += weight;
            }
        }
        for (const LabelId label : met) {
            parts.push_back({i, label, weights[label] / total});
        }
        for (const LabelId label : {patches[i].group, patches[i].natural_village}) {
            if (is_wanted[label]) {
                own_shares[label].push_back(total > 0 ? weights[label] / total : 0);
            }
        }
        for (const LabelId label : met) {
            weights[label] = 0;
        }
        met.clear();
        if (lacks_number) {
            patches[i].imputed_number = impute_number(patches, i, near);
        }
    }
    // Not every house states its label, so what the label's own houses have counts as all.
    std::vector<float> full_shares; // by label
    full_shares.reserve(own_shares.size());
    for (std::vector<float>& own : own_shares) {
        constexpr float least = 0.05F;
        const auto middle = own.begin() + static_cast<std::ptrdiff_t>(own.size() / 2);
        std::ranges::nth_element(own, middle);
        full_shares.push_back(own.empty() ? 1 : std::max(*middle, least));
    }
    village.share.assign(village.labels.size() * size, 0);
    for (const Part& part : parts) {
        const float share = std::min(part.share / full_shares[part.label], 1.0F);
        village.share[std::size_t{part.label} * size + part.patch] =
            static_cast<std::uint8_t>(std::lround(share * 255));
    }
}

} // namespace tuban::matching::detail
