#include "data/model/proposal.hpp"

#include <array>
#include <cstddef>

namespace tuban::model {
namespace {

// In the order of the enumerators.
constexpr std::array decisions{"auto", "review", "none"};
constexpr std::array states{"open", "confirmed", "rejected"};
constexpr std::array blind_checks{"", "waiting", "checked", "unsure"};
constexpr std::array methods{"single", "bulk", "chosen", "blind"};

template <typename Enum, std::size_t N>
std::optional<Enum> find(const std::array<const char*, N>& names, std::string_view identifier) {
    for (std::size_t i = 0; i < N; ++i) {
        if (identifier == names[i]) {
            return static_cast<Enum>(i);
        }
    }
    return std::nullopt;
}

} // namespace

const char* to_string(MatchDecision decision) {
    return decisions.at(static_cast<std::size_t>(decision));
}
std::optional<MatchDecision> match_decision_from(std::string_view identifier) {
    return find<MatchDecision>(decisions, identifier);
}

const char* to_string(ProposalState state) {
    return states.at(static_cast<std::size_t>(state));
}
std::optional<ProposalState> proposal_state_from(std::string_view identifier) {
    return find<ProposalState>(states, identifier);
}

const char* to_string(BlindCheck check) {
    return blind_checks.at(static_cast<std::size_t>(check));
}
std::optional<BlindCheck> blind_check_from(std::string_view identifier) {
    return find<BlindCheck>(blind_checks, identifier);
}

const char* to_string(DecisionMethod method) {
    return methods.at(static_cast<std::size_t>(method));
}

} // namespace tuban::model
