#pragma once

#include "base/fingerprint_table.hpp"
#include "server/jobs/import_patches_county.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace tuban::jobs {

/// Patches of the counties that are built at the same time: some 350 bytes each with the mapped
/// files (docs/decisions/0034), 700 MB in all. A county of more waits until it is alone.
inline constexpr std::uint64_t most_patches_at_once = 2'000'000;

struct BuiltCounty {
    CountyMerge* merge = nullptr;
    bool has_changed = false;
    /// Numbers that were in force in the same form: how many, by their value in `added`.
    std::map<std::uint32_t, std::uint64_t> unchanged;
};

/// Finishes the counties side by side, on so many threads: what each gives, and the order of the
/// result, don't depend on them. `retires` and `added` as in CountyMerge::Decisions; the former is
/// called by several threads at once. `on_begin` comes before each county from any thread, one call
/// at a time. The first exception is thrown when all threads have stopped; from then on no county
/// is begun.
std::vector<BuiltCounty> build_counties(
    std::map<std::string, CountyMerge>& counties, const FingerprintTable& added,
    const std::function<bool(const segment::Segment& in_force, segment::Position position)>&
        retires,
    const std::function<void(const std::string& county_code, std::size_t nth)>& on_begin,
    unsigned threads, std::uint64_t most_at_once = most_patches_at_once);

} // namespace tuban::jobs
