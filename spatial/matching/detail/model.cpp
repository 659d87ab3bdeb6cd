#include "spatial/matching/detail/model.hpp"

#include <algorithm>
#include <cassert>
#include <initializer_list>
#include <numeric>

namespace tuban::matching::detail {

namespace {

void normalize(std::array<double, most_levels>& values, std::size_t count) {
    const double sum = std::accumulate(values.begin(), values.begin() + count, 0.0);
    for (std::size_t i = 0; i < count; ++i) {
        values[i] /= sum;
    }
}

void set(LevelTable& table, Field field, std::initializer_list<double> values) {
    assert(values.size() == level_counts[index_of(field)]);
    std::ranges::copy(values, table[index_of(field)].begin());
    normalize(table[index_of(field)], values.size());
}

/// By standing, use and size.
void set_buildings(LevelTable& table, const std::array<double, standing_levels>& standings,
                   const std::array<double, use_levels>& uses,
                   const std::array<double, size_levels>& sizes) {
    auto& buildings = table[index_of(Field::building)];
    for (std::size_t level = 0; level < building_levels; ++level) {
        buildings[level] = standings[level / one_standing] *
                           uses[level % one_standing / size_levels] * sizes[level % size_levels];
    }
    normalize(buildings, building_levels);
}

/// Groups × numbers: of the own house the number agrees where the group does.
void set_joint(LevelTable& table, Field field, const std::array<double, group_level::count>& groups,
               const std::array<double, number_level::count>& with_group,
               const std::array<double, number_level::count>& without) {
    auto& joint = table[index_of(field)];
    for (std::size_t g = 0; g < group_level::count; ++g) {
        const bool is_of_group =
            g == group_level::same || g == group_level::likely || g == group_level::other_numbering;
        for (std::size_t n = 0; n < number_level::count; ++n) {
            joint[g * number_level::count + n] =
                groups[g] * (is_of_group ? with_group[n] : without[n]);
        }
    }
    normalize(joint, group_level::count * number_level::count);
}

} // namespace

Model prior_model() {
    Model model;
    // same, conflict near, conflict, likely, possible, unlikely, other numbering
    const std::array<double, group_level::count> groups_m{.66, .015, .03, .19, .03, .025, .05};
    const std::array<double, group_level::count> groups_merged_m{.52, .015, .03, .19,
                                                                 .03, .025, .19};
    const std::array<double, group_level::count> groups_u{.14, .02, .60, .03, .04, .13, .04};
    // same, near, open, far, conflict
    const std::array<double, number_level::count> numbers_m{.60, .09, .12, .03, .16};
    const std::array<double, number_level::count> numbers_u{.03, .01, .15, .15, .66};

    // head, member, head alike, head one off, member alike, surname, other
    set(model.m, Field::owner, {.64, .17, .04, .01, .01, .10, .03});
    set(model.u, Field::owner, {.0008, .0008, .003, .01, .004, .25, .73});
    set(model.m, Field::owner_alone, {.64, .0001, .04, .01, .0001, .20, .11});
    set(model.u, Field::owner_alone, {.0008, .0001, .003, .01, .0001, .25, .73});
    set(model.m, Field::owner_deceased, {.01, .04, .01, .02, .01, .73, .18});
    set(model.u, Field::owner_deceased, {.0008, .0008, .003, .01, .004, .25, .73});
    set_joint(model.m, Field::group_number, groups_m, numbers_m, {.25, .08, .15, .12, .40});
    set_joint(model.u, Field::group_number, groups_u, numbers_u, numbers_u);
    set_joint(model.m, Field::group_number_merged, groups_merged_m, numbers_m,
              {.25, .08, .15, .12, .40});
    set_joint(model.u, Field::group_number_merged, groups_u, numbers_u, numbers_u);
    set(model.m, Field::group, {.66, .015, .03, .19, .03, .025, .05});
    set(model.u, Field::group, {.14, .02, .60, .03, .04, .13, .04});
    set(model.m, Field::group_merged, {.52, .015, .03, .19, .03, .025, .19});
    set(model.u, Field::group_merged, {.14, .02, .60, .03, .04, .13, .04});
    set(model.m, Field::number, {.60, .09, .12, .03, .16});
    set(model.u, Field::number, {.03, .01, .15, .15, .66});
    set(model.m, Field::natural_village, {.20, .60, .14, .06});
    set(model.u, Field::natural_village, {.03, .15, .12, .70});
    set_buildings(model.m, {.95, .045, .005}, {.965, .02, .015}, {.005, .02, .08, .43, .42, .045});
    set_buildings(model.u, {.86, .06, .08}, {.90, .04, .06}, {.03, .04, .10, .40, .38, .05});
    set(model.m, Field::floors, {.88, .08, .04});
    set(model.u, Field::floors, {.42, .44, .14});
    set(model.m, Field::area, {.62, .25, .09, .04});
    set(model.u, Field::area, {.14, .15, .26, .45});
    set(model.m, Field::period, {.80, .16, .04});
    set(model.u, Field::period, {.24, .33, .43});
    set(model.m, Field::id, {.91, .075, .015});
    set(model.u, Field::id, {1e-7, 1e-6, 1});
    return model;
}

void LevelCounts::add(const LevelCounts& other) noexcept {
    for (std::size_t f = 0; f < field_count; ++f) {
        for (std::size_t level = 0; level < level_counts[f]; ++level) {
            m[f][level] += other.m[f][level];
            u[f][level] += other.u[f][level];
        }
    }
}

Model posterior_model(const Model& prior, const LevelCounts& counts, double pseudo_counts) {
    Model model = prior;
    for (std::size_t f = 0; f < field_count; ++f) {
        for (std::size_t level = 0; level < level_counts[f]; ++level) {
            model.m[f][level] = pseudo_counts * prior.m[f][level] + counts.m[f][level];
            model.u[f][level] = pseudo_counts * prior.u[f][level] + counts.u[f][level];
        }
        normalize(model.m[f], level_counts[f]);
        normalize(model.u[f], level_counts[f]);
    }
    return model;
}

} // namespace tuban::matching::detail
