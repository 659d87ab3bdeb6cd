#pragma once

#include "data/model/division.hpp"
#include "data/model/proposal.hpp"
#include "data/store/households.hpp"
#include "data/store/store.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// What bulk runs propose: at most one row a household. Counters are the business of
/// server/workflow/proposals.hpp, through which all writes go.
namespace tuban::store {

/// Proposal::has_likely_patch of a row `p`.
inline constexpr const char* has_likely_patch_sql =
    "(p.state = 'open' AND p.patch_number IS NOT NULL AND p.probability > p.none_probability)";

std::optional<model::Proposal> find_proposal(Reader& reader, std::int64_t household_id);
/// Inserts it, or puts it in the place of the household's earlier one.
void put_proposal(Transaction& transaction, const model::Proposal& proposal);
void delete_proposal(Transaction& transaction, std::int64_t household_id);

struct ProposalFilter {
    std::vector<model::ProposalState> states;    ///< empty: all
    std::vector<model::MatchDecision> decisions; ///< empty: all
    double least_probability = 0;
};
struct ProposalPage {
    std::int64_t total = 0;
    std::vector<model::Proposal> rows;
};
/// Of households in the area, likeliest first. Those that wait for the blind check are left out.
ProposalPage list_proposals(Reader& reader, const model::Area& area, const ProposalFilter& filter,
                            PageRange range);

/// Open ones whose decision isn't none, in buckets of a ten-thousandth, likeliest first.
struct ProbabilityBucket {
    double least = 0; ///< of the bucket's proposals
    std::int64_t proposals = 0;
    double expected_errors = 0; ///< sum of 1 − probability
};
std::vector<ProbabilityBucket> open_probabilities(Reader& reader, const model::Area& area);
/// All of them with this probability or a greater one.
ProbabilityBucket open_from(Reader& reader, const model::Area& area, double least);

/// Households of the area whose open proposal the run did not see; with `only_not_found` among
/// those marked 未发现图斑 alone.
std::vector<std::int64_t> unseen_proposals(Reader& reader, const model::Area& area,
                                           std::int64_t run_id, bool only_not_found);

/// The blind sample: those that wait, in an order that tells nothing.
struct BlindQueue {
    std::int64_t waiting = 0;
    std::int64_t total = 0; ///< with those that were checked, unsure ones too
    std::optional<model::Proposal> next;
};
BlindQueue blind_queue(Reader& reader, const model::Area& area);

/// Proposals by place, state and decision, counted anew: for the check of the counters.
struct ProposalCount {
    std::int64_t division_id = 0;
    model::ProposalState state = model::ProposalState::open;
    model::MatchDecision decision = model::MatchDecision::none;
    bool is_waiting = false; ///< for the blind check
    std::int64_t count = 0;
};
std::vector<ProposalCount> count_proposals(Reader& reader);

/// Households marked 未发现图斑, with what the latest run makes of them.
struct BackfillRow {
    model::HouseholdRow household;
    std::optional<model::Proposal> proposal;
    bool has_likely_patch() const;
};
struct BackfillPage {
    std::int64_t total = 0;
    std::int64_t likely_total = 0;
    std::vector<BackfillRow> rows;
};
/// Those with a likely patch first. `is_likely` narrows to those with one, or without.
BackfillPage list_backfill(Reader& reader, const model::Area& area, std::optional<bool> is_likely,
                           PageRange range);

} // namespace tuban::store
