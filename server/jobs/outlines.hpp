#pragma once

#include "data/store/store.hpp"
#include "server/jobs/job_run.hpp"
#include "server/map/scopes.hpp"

#include <cstdint>

namespace tuban::jobs {

inline constexpr const char* outlines_kind = "outlines";

/// `outlines`: derives the outline of each division below a root from the footprints of its
/// villages (docs/tiles.md) and keeps it. What has not changed is not made again, so a run that was
/// stopped goes on where it was. Report: divisions, made, removed; tree and segments, the epochs it
/// saw.
JobKinds outlines_kinds(store::Store& store, map::Scopes& scopes);

/// Queues a run for each root of the tree when footprints or tree are others than those the last
/// one saw, at most one in `pause_us`. Costs two small reads while nothing has changed.
class OutlinesWatch {
  public:
    static constexpr std::int64_t usual_pause_us = std::int64_t{10} * 60 * 1'000'000;

    explicit OutlinesWatch(store::Store& store, std::int64_t pause_us = usual_pause_us)
        : m_store(store), m_pause_us(pause_us) {}
    void operator()();

  private:
    store::Store& m_store;
    std::int64_t m_pause_us;
    bool m_is_waiting = true; ///< there may be a run to queue though nothing has changed since
    std::int64_t m_seen_tree = 0;
    std::int64_t m_seen_segments = 0;
};

} // namespace tuban::jobs
