#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tuban::model {

/// What a bulk run makes of a household.
enum class MatchDecision {
    automatic, ///< sure enough to be confirmed together with others
    review,    ///< a person has to look
    none,      ///< probably without a footprint
};
const char* to_string(MatchDecision decision); ///< `auto`, `review`, `none`
std::optional<MatchDecision> match_decision_from(std::string_view identifier);

enum class ProposalState { open, confirmed, rejected };
const char* to_string(ProposalState state);
std::optional<ProposalState> proposal_state_from(std::string_view identifier);

/// Whether a proposal belongs to the sample that people check without seeing what was proposed.
enum class BlindCheck { not_sampled, waiting, checked, unsure };
const char* to_string(BlindCheck check);
std::optional<BlindCheck> blind_check_from(std::string_view identifier);

/// How a person came to decide on a proposal.
enum class DecisionMethod {
    single, ///< this one alone
    bulk,   ///< together with others
    chosen, ///< by picking a patch, or none, on the map
    blind,  ///< without seeing what was proposed
};
const char* to_string(DecisionMethod method);

/// Which patch a bulk run takes for a household's house: proposed, never a link by itself.
struct Proposal {
    std::int64_t household_id = 0;
    std::int64_t division_id = 0; ///< the household's, also when that moves
    MatchDecision decision = MatchDecision::none;
    std::optional<std::string> patch_number; ///< the likeliest; none where there is no candidate
    double probability = 0;                  ///< of that patch
    double none_probability = 1;             ///< that it has no footprint
    std::string candidates = "[]";           ///< [{"number", "probability"}], likeliest first
    std::string reasons = "[]";              ///< [{"code", "text", "weight"}] of the likeliest
    std::string patches_version;             ///< of the footprints that it was evaluated on
    std::int64_t run_id = 0;                 ///< the job that saw it last
    std::int64_t evaluated_at_us = 0;
    ProposalState state = ProposalState::open;
    std::optional<std::int64_t> decided_at_us;
    std::optional<std::int64_t> action_id; ///< what decided it, for undo
    BlindCheck blind = BlindCheck::not_sampled;

    /// Open, with a patch that is likelier than none.
    bool has_likely_patch() const noexcept {
        return state == ProposalState::open && patch_number && probability > none_probability;
    }
};

} // namespace tuban::model
