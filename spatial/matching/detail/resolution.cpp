#include "spatial/matching/detail/resolution.hpp"

#include "base/parallel.hpp"
#include "spatial/matching/detail/occupancy.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace tuban::matching::detail {

namespace {

/// Rounds of messages at most; fewer where none changes by more than `least_change`.
constexpr int most_rounds = 30;
constexpr double least_change = 1e-4;
/// Of each message so much is new: claims in a ring would else swing.
constexpr double step = 0.7;
/// How much likelier or less likely than by chance two kin share a dwelling, by whether their
/// addresses state the same house number, another, or none.
constexpr double kin_same_number_share = 4;
constexpr double kin_share = 1.2;
constexpr double kin_other_number_share = 0.4;
/// A claim below is none.
constexpr double least_claim = 0.01;
/// What comes of a claim that nothing speaks against.
constexpr double most_odds = 1e9;

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
        return Occupancy::stranger_share;
    }
    if (a.stated_number == 0 || b.stated_number == 0) {
        return kin_share;
    }
    return a.stated_number == b.stated_number ? kin_same_number_share : kin_other_number_share;
}

class Resolution {
  public:
    Resolution(std::span<Claims> claims, unsigned threads)
        : m_households(claims), m_threads(threads), m_factors(claims.size()) {}

    void run() {
        for_each(m_households.size(), [this](std::size_t h) {
            m_factors[h].assign(m_households[h].scores.best.size(), 1);
            find_probabilities(h);
        });
        find_contests();
        exchange_messages();
        for_each(m_households.size(), [this](std::size_t h) {
            find_probabilities(h);
            Claims& own = m_households[h];
            own.undecided_probabilities = own.probabilities;
            own.undecided_none = own.none_probability;
            if (own.household->link == Link::patch) {
                own.none_probability = 0;
                for (std::size_t k = 0; k < own.probabilities.size(); ++k) {
                    own.probabilities[k] =
                        own.household->is_linked_to(own.scores.best[k].patch) ? 1 : 0;
                }
            }
        });
    }

  private:
    /// On a patch that others claim, too.
    struct Claim {
        std::uint32_t patch = 0;
        std::uint32_t household = 0;
        std::uint32_t at = 0; ///< in the household's scores
    };
    struct Contest {
        std::size_t first = 0; ///< of m_claims, by household
        std::size_t size = 0;
        Occupancy occupancy;
    };

    /// work(i) of `count`, in parallel.
    template <typename Work>
    void for_each(std::size_t count, Work work) const {
        constexpr std::size_t chunk = 256;
        for_each_parallel((count + chunk - 1) / chunk, m_threads, [&](std::size_t c) {
            const std::size_t end = std::min(count, (c + 1) * chunk);
            for (std::size_t i = c * chunk; i < end; ++i) {
                work(i);
            }
        });
    }

    static double alone(const Claims& claims, std::size_t k) {
        return claims.scores.best[k].share / claims.scores.total;
    }

    /// Of all that isn't among `best`: none, and the rest of the field.
    static double rest_of(const Claims& claims) {
        double rest = 1;
        for (std::size_t k = 0; k < claims.scores.best.size(); ++k) {
            rest -= alone(claims, k);
        }
        return std::max(rest, 0.0);
    }

    double sum_of(std::size_t h) const {
        double sum = rest_of(m_households[h]);
        for (std::size_t k = 0; k < m_factors[h].size(); ++k) {
            sum += alone(m_households[h], k) * m_factors[h][k];
        }
        return sum;
    }

    void find_probabilities(std::size_t h) {
        Claims& own = m_households[h];
        const double sum = sum_of(h);
        own.probabilities.resize(m_factors[h].size());
        for (std::size_t k = 0; k < own.probabilities.size(); ++k) {
            own.probabilities[k] = sum > 0 ? alone(own, k) * m_factors[h][k] / sum : 0;
        }
        own.none_probability = sum > 0 ? own.scores.none / own.scores.total / sum : 1;
    }

    const PreparedHousehold& household_of(const Claim& claim) const {
        return *m_households[claim.household].household;
    }

    void find_contests() {
        for (std::uint32_t h = 0; h < m_households.size(); ++h) {
            const Claims& own = m_households[h];
            for (std::uint32_t k = 0; k < own.probabilities.size(); ++k) {
                const std::uint32_t patch = own.scores.best[k].patch;
                if (own.probabilities[k] >= least_claim || own.household->is_linked_to(patch)) {
                    m_claims.push_back({patch, h, k});
                }
            }
        }
        std::ranges::stable_sort(m_claims, {}, &Claim::patch);
        for (std::size_t first = 0; first < m_claims.size();) {
            std::size_t end = first;
            while (end < m_claims.size() && m_claims[end].patch == m_claims[first].patch) {
                ++end;
            }
            if (end - first > 1) {
                m_contests.push_back({first, end - first, Occupancy(end - first)});
            }
            first = end;
        }
        for_each(m_contests.size(), [this](std::size_t c) { fill(m_contests[c]); });
    }

    void fill(Contest& contest) {
        const auto claims = std::span(m_claims).subspan(contest.first, contest.size);
        for (std::size_t i = 0; i < claims.size(); ++i) {
            if (household_of(claims[i]).is_linked_to(claims[i].patch)) {
                contest.occupancy.settle(i);
            }
            for (std::size_t j = 0; j < i && claims.size() <= Occupancy::most_kin; ++j) {
                contest.occupancy.set_share(
                    j, i, share_of(household_of(claims[j]), household_of(claims[i])));
            }
        }
    }

    /// All see the messages of the round before, so that the order of households doesn't matter.
    void exchange_messages() {
        std::vector<double> sums(m_households.size());
        std::vector<double> changes(m_contests.size());
        for (int round = 0; round < most_rounds; ++round) {
            for_each(m_households.size(), [&](std::size_t h) { sums[h] = sum_of(h); });
            for_each(m_contests.size(),
                     [&](std::size_t c) { changes[c] = renew(m_contests[c], sums); });
            if (std::ranges::none_of(changes,
                                     [](double change) { return change >= least_change; })) {
                break;
            }
        }
    }

    /// Of a claim, without what the others on its patch said of it.
    double odds_of(const Claim& claim, double sum) const {
        if (household_of(claim).link == Link::patch) {
            return 0; // lives elsewhere, or is settled here
        }
        const double own = alone(m_households[claim.household], claim.at);
        const double against = sum - own * m_factors[claim.household][claim.at];
        return against * most_odds > own ? own / against : most_odds;
    }

    /// New factors for the claims of a contest. Returns by how much the most changed one differs.
    double renew(const Contest& contest, const std::vector<double>& sums) {
        std::vector<double> odds(contest.size);
        std::vector<double> factors(contest.size);
        for (std::size_t i = 0; i < contest.size; ++i) {
            const Claim& claim = m_claims[contest.first + i];
            odds[i] = odds_of(claim, sums[claim.household]);
        }
        contest.occupancy.find_factors(odds, factors);
        double most_changed = 0;
        for (std::size_t i = 0; i < contest.size; ++i) {
            const Claim& claim = m_claims[contest.first + i];
            double& factor = m_factors[claim.household][claim.at];
            const double change = step * (factors[i] - factor);
            factor += change;
            most_changed = std::max(most_changed, std::abs(change));
        }
        return most_changed;
    }

    std::span<Claims> m_households;
    unsigned m_threads;
    std::vector<std::vector<double>> m_factors; ///< of scores.best, by household
    std::vector<Claim> m_claims;                ///< by patch, then household
    std::vector<Contest> m_contests;
};

} // namespace

void resolve(std::span<Claims> claims, unsigned threads) {
    Resolution(claims, threads).run();
}

} // namespace tuban::matching::detail
