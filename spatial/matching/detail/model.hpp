#pragma once

#include "spatial/matching/detail/prepared.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <vector>

namespace tuban::matching::detail {

/// What is compared between a household and a patch. Each comparison falls into one of its levels;
/// levels that need different facts of the household are comparisons of their own.
enum class Field : std::uint8_t {
    owner,               ///< names, household lists members
    owner_alone,         ///< names, household lists no members
    owner_deceased,      ///< names, of an owner who has died
    group_number,        ///< household states group and number
    group,               ///< household states the group alone
    group_number_merged, ///< the same in a village of several numberings
    group_merged,
    number, ///< household states the number alone
    natural_village,
    building, ///< use and size
    floors,
    area,
    period,
    id
};
inline constexpr std::size_t field_count = 14;

namespace owner_level {
inline constexpr std::size_t head = 0;
inline constexpr std::size_t member = 1;
inline constexpr std::size_t head_alike = 2;
inline constexpr std::size_t head_one_off = 3;
inline constexpr std::size_t member_alike = 4;
inline constexpr std::size_t surname = 5; ///< the head's
inline constexpr std::size_t other = 6;
inline constexpr std::size_t count = 7;
} // namespace owner_level

namespace group_level {
inline constexpr std::size_t same = 0;
inline constexpr std::size_t conflict_near = 1; ///< states another, stands among the group
inline constexpr std::size_t conflict = 2;
inline constexpr std::size_t likely = 3; ///< states none, stands among the group
inline constexpr std::size_t possible = 4;
inline constexpr std::size_t unlikely = 5;
inline constexpr std::size_t other_numbering = 6; ///< the group of that number before the merger
inline constexpr std::size_t count = 7;
} // namespace group_level

namespace number_level {
inline constexpr std::size_t same = 0;
inline constexpr std::size_t near = 1; ///< states none, its neighbours' numbers lead to it
inline constexpr std::size_t open = 2;
inline constexpr std::size_t far = 3;
inline constexpr std::size_t conflict = 4;
inline constexpr std::size_t count = 5;
} // namespace number_level

namespace id_level {
inline constexpr std::size_t same = 0;
inline constexpr std::size_t near = 1; ///< masked, or one digit off
inline constexpr std::size_t conflict = 2;
inline constexpr std::size_t count = 3;
} // namespace id_level

inline constexpr std::size_t joint_levels = group_level::count * number_level::count;

/// Levels of each field, in the order of Field.
inline constexpr std::array<std::size_t, field_count> level_counts{
    owner_level::count,
    owner_level::count,
    owner_level::count,
    joint_levels,
    group_level::count,
    joint_levels,
    group_level::count,
    number_level::count,
    4, ///< states it; states none, stands among it; may; doesn't
    building_levels,
    3, ///< equal, one off, else
    4, ///< within 12 %, 25 %, 50 %, else
    3, ///< equal, next, else
    id_level::count};
inline constexpr std::size_t most_levels = 54;
static_assert(most_levels >= std::max(building_levels, joint_levels));

inline constexpr std::size_t index_of(Field field) noexcept {
    return static_cast<std::size_t>(field);
}

/// Levels per field.
using LevelTable = std::array<std::array<double, most_levels>, field_count>;

/// How often each level is met: m between a household and its own house, u by chance in a village.
struct Model {
    LevelTable m{};
    LevelTable u{};
    double none_prior = 0.05;
};

/// What is known before a county is seen; the mistakes that lists and census addresses carry.
Model prior_model();

/// Observed levels, to be shrunk to the prior.
struct LevelCounts {
    LevelTable m{};
    LevelTable u{};
    void add(const LevelCounts& other) noexcept;
};

/// The prior with `pseudo_counts` observations behind each field, and the counts.
Model posterior_model(const Model& prior, const LevelCounts& counts, double pseudo_counts);

} // namespace tuban::matching::detail
