#include "spatial/matching/detail/resolution.hpp"

#include <algorithm>
#include <unordered_map>
#include <utility>

namespace tuban::matching::detail {

namespace {

constexpr int rounds = 6;
/// How much likelier or less likely than by chance two households share a dwelling: kin by whether
/// their addresses state the same house number, another, or none; strangers.
constexpr double kin_same_number_share = 4;
constexpr double kin_share = 1.2;
constexpr double kin_other_number_share = 0.4;
constexpr double stranger_share = 0.1;
/// A claim below is none.
constexpr double least_claim = 0.01;
/// Of the claims on one patch so many are looked at, the strongest: thousands come together only
/// where nothing tells households apart.
constexpr std::size_t most_claims = 32;

bool are_kin(const PreparedHousehold& a, const PreparedHousehold& b) {
    if (!a.head || !b.head) {
        return false;
    }
    const auto has_member = [](const PreparedHousehold& household, const Person& person) {
        return std::ranges::any_of(household.members, [&person](const Person& member) {
            return member.name.characters == person.name.characters;
        });
    };
    return a.head->name.surname() == b.head->name.surname() || has_member(a, *b.head) ||
           has_member(b, *a.head);
}

double share_of(const PreparedHousehold& a, const PreparedHousehold& b) {
    if (!are_kin(a, b)) {
        return stranger_share;
    }
    if (a.stated_number == 0 || b.stated_number == 0) {
        return kin_share;
    }
    return a.stated_number == b.stated_number ? kin_same_number_share : kin_other_number_share;
}

bool is_decided(const Claims& claims) {
    return claims.household->linked || claims.household->is_linked_to_none;
}

/// Probabilities from the shares times the factors of `best`; the rest of the field has factor 1.
void normalize(Claims& claims, std::span<const double> factors) {
    const Scores& scores = claims.scores;
    double rest = 1;
    double sum = 0;
    for (std::size_t k = 0; k < scores.best.size(); ++k) {
        const double alone = scores.best[k].share / scores.total;
        rest -= alone;
        claims.probabilities[k] = alone * factors[k];
        sum += claims.probabilities[k];
    }
    sum += std::max(rest, 0.0); // holds none, too
    for (double& probability : claims.probabilities) {
        probability = sum > 0 ? probability / sum : 0;
    }
    claims.none_probability = sum > 0 ? scores.none / scores.total / sum : 1;
}

} // namespace

void resolve(std::span<Claims> claims) {
    struct Claim {
        std::uint32_t household;
        std::uint32_t at;
    };
    std::unordered_map<std::uint32_t, std::vector<Claim>> of_patch;
    std::unordered_map<std::uint32_t, std::vector<std::uint32_t>> linked;
    std::vector<double> factors(most_scored + 1, 1); // a linked patch may come on top
    for (std::uint32_t h = 0; h < claims.size(); ++h) {
        Claims& own = claims[h];
        own.probabilities.assign(own.scores.best.size(), 0);
        if (is_decided(own)) {
            const std::optional<std::uint32_t> choice = own.household->linked;
            own.none_probability = choice ? 0 : 1;
            for (std::size_t k = 0; choice && k < own.probabilities.size(); ++k) {
                own.probabilities[k] = own.scores.best[k].patch == *choice ? 1 : 0;
            }
            if (choice) {
                linked[*choice].push_back(h);
            }
            continue;
        }
        std::ranges::fill(factors, 1);
        normalize(own, factors);
        for (std::uint32_t k = 0; k < own.probabilities.size(); ++k) {
            if (own.probabilities[k] >= least_claim) {
                of_patch[own.scores.best[k].patch].push_back({h, k});
            }
        }
    }
    for (auto& [patch, on_patch] : of_patch) {
        const auto strength = [&claims](const Claim& claim) {
            return claims[claim.household].probabilities[claim.at];
        };
        if (on_patch.size() > most_claims) {
            std::ranges::stable_sort(on_patch, std::ranges::greater{}, strength);
            on_patch.resize(most_claims);
        }
    }
    // All households see the others' probabilities of the round before: the order doesn't matter.
    std::vector<std::vector<double>> before(claims.size());
    for (int round = 0; round < rounds; ++round) {
        for (std::size_t h = 0; h < claims.size(); ++h) {
            before[h] = claims[h].probabilities;
        }
        for (std::uint32_t h = 0; h < claims.size(); ++h) {
            Claims& own = claims[h];
            if (is_decided(own)) {
                continue;
            }
            std::ranges::fill(factors, 1);
            bool is_contested = false;
            const auto contest = [&](std::size_t k, std::uint32_t other, double probability) {
                const double share = share_of(*own.household, *claims[other].household);
                factors[k] *= 1 - probability * (1 - share);
                is_contested = true;
            };
            for (std::size_t k = 0; k < own.probabilities.size(); ++k) {
                const std::uint32_t patch = own.scores.best[k].patch;
                if (const auto others = of_patch.find(patch); others != of_patch.end()) {
                    for (const Claim& claim : others->second) {
                        if (claim.household != h) {
                            contest(k, claim.household, before[claim.household][claim.at]);
                        }
                    }
                }
                if (const auto others = linked.find(patch); others != linked.end()) {
                    for (const std::uint32_t other : others->second) {
                        contest(k, other, 1);
                    }
                }
            }
            if (is_contested) {
                normalize(own, factors);
            }
        }
    }
}

} // namespace tuban::matching::detail
