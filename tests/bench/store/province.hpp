#pragma once

#include "data/seal/sealer.hpp"
#include "data/store/store.hpp"

#include <cstdint>

namespace tuban::bench {

/// A province as SPEC's largest: 14 cities, 112 counties, 1,456 towns, 45,136 villages with
/// invented names, and its households strewn over the villages, some large and most small.
struct ProvinceSize {
    std::int64_t households = 1'000'000;
};

/// Fills an empty store with the province: divisions, households in every state with their links,
/// counters over 60 days, proposals for a third of them, an account and some audit rows for each
/// town. The same for a size on every machine, but for the keys and what is sealed by them. No
/// documents: lists, searches and figures don't read any.
void fill_province(store::Store& store, const seal::Sealer& sealer, const ProvinceSize& size);

inline constexpr const char* province_code = "990000000000";
inline constexpr const char* city_code = "990100000000";
inline constexpr const char* county_code = "990101000000";

} // namespace tuban::bench
