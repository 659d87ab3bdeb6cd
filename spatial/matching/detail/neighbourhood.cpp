#include "spatial/matching/detail/neighbourhood.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <vector>

namespace tuban::matching::detail {

namespace {

constexpr std::size_t neighbours = 12;
constexpr float reach_m = 150;
constexpr float cell_m = 30;
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

} // namespace

void spread_labels(PreparedVillage& village, std::span<PreparedPatch> patches) {
    const auto size = static_cast<std::uint32_t>(patches.size());
    std::vector<Metres> centres;
    centres.reserve(size);
    for (const PreparedPatch& patch : patches) {
        centres.push_back(patch.box.centre());
    }
    const PointGrid grid(centres, cell_m);

    std::vector<float> share(village.labels.size() * size);
    std::vector<PointGrid::Near> near;
    for (std::uint32_t i = 0; i < size; ++i) {
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
            share[std::size_t{patch.group} * size + i] += weight;
            share[std::size_t{patch.natural_village} * size + i] += weight;
        }
        if (total > 0) {
            for (std::size_t label = 1; label < village.labels.size(); ++label) {
                float& part = share[label * size + i];
                part = part > 0 ? part / total : 0;
            }
        }
        if (patches[i].number == 0) {
            patches[i].imputed_number = impute_number(patches, i, near);
        }
    }
    // Not every house states its label, so what the label's own houses have counts as all.
    village.share.assign(share.size(), 0);
    std::vector<float> own;
    for (std::size_t label = 1; label < village.labels.size(); ++label) {
        own.clear();
        for (std::uint32_t i = 0; i < size; ++i) {
            if (patches[i].group == label || patches[i].natural_village == label) {
                own.push_back(share[label * size + i]);
            }
        }
        const auto middle = own.begin() + static_cast<std::ptrdiff_t>(own.size() / 2);
        std::ranges::nth_element(own, middle);
        constexpr float least = 0.05F;
        const float all = own.empty() ? 1 : std::max(*middle, least);
        for (std::uint32_t i = 0; i < size; ++i) {
            if (const float part = std::min(share[label * size + i] / all, 1.0F); part > 0) {
                village.share[label * size + i] =
                    static_cast<std::uint8_t>(std::lround(part * 255));
            }
        }
    }
}

} // namespace tuban::matching::detail
