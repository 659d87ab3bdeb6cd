#pragma once

#include "data/model/division.hpp"
#include "data/seal/sealer.hpp"
#include "data/store/match_counties.hpp"
#include "data/store/store.hpp"
#include "server/jobs/job_run.hpp"
#include "server/map/scopes.hpp"
#include "spatial/matching/county.hpp"

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

/// The bulk run of household-to-patch matching: one county at a time, from the store to proposals.
namespace tuban::jobs {

inline constexpr const char* match_kind = store::match_job_kind; ///< all households of a county
inline constexpr const char* backfill_kind = "backfill"; ///< those marked 未发现图斑 alone

/// All outlive what is made of them.
struct MatchParts {
    store::Store& store;
    const seal::Sealer& sealer;
    map::Scopes& scopes;
    unsigned threads = 1;
};

/// The code of both kinds. A run matches the county anew in memory and writes proposals household
/// by household; one that goes on after a stop leaves out those it has written. Links that people
/// made are fixed and never written. Report: docs/jobs.md.
JobKinds match_kinds(const MatchParts& parts);

/// Of a run's report: villages that were too large to be compared whole.
nlohmann::json to_json(const std::vector<matching::LargeVillage>& villages);

/// Queues a run; the id of the live one where there is one. Precondition: the division is matched
/// as one (store::is_match_unit).
std::int64_t enqueue_match(store::Transaction& transaction, const std::string& kind,
                           std::int64_t division_id, std::optional<std::int64_t> account_id,
                           std::int64_t now_us);

/// Queues a backfill run for each county whose footprints are others than those its households
/// marked 未发现图斑 were last compared with: at once for a new batch, else at most one a county
/// within `pause_us`, since footprints drawn by hand come one after the other. Costs two small
/// reads while nothing has changed.
class BackfillWatch {
  public:
    static constexpr std::int64_t usual_pause_us = std::int64_t{10} * 60 * 1'000'000;

    explicit BackfillWatch(const MatchParts& parts, std::int64_t pause_us = usual_pause_us)
        : m_parts(parts), m_pause_us(pause_us) {}
    void operator()();

  private:
    MatchParts m_parts;
    std::int64_t m_pause_us;
    std::int64_t m_look_again_us = std::numeric_limits<std::int64_t>::max();
    std::int64_t m_seen_tree = 0;
    std::int64_t m_seen_segments = 0;
};

} // namespace tuban::jobs
