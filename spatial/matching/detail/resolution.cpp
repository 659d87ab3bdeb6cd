#include "spatial/matching/detail/resolution.hpp"

#include "base/parallel.hpp"

#include <algorithm>
#include <cmath>
#include <unordered_map>
#include <utility>

namespace tuban::matching::detail {

namespace {

/// Rounds of messages at most; fewer where none changes by more than `settled`.
constexpr int most_rounds = 30;
constexpr double settled = 1e-4;
/// Of each message so much is new: claims in a ring would else swing.
constexpr double step = 0.7;
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

/// A patch that two households claim, and what each tells the other of it: the factor by which the
/// other's claim changes.
struct Contest {
    std::uint32_t at_first = 0; ///< in each one's scores
    std::uint32_t at_second = 0;
    double to_first = 1;
    double to_second = 1;
};

/// Two households that claim patches in common.
struct Rivals {
    std::uint32_t first = 0;
    std::uint32_t second = 0;
    double share = 1; ///< see share_of
    std::vector<Contest> contests;
};

class Resolution {
  public:
    Resolution(std::span<Claims> claims, unsigned threads)
        : m_claims(claims), m_threads(threads), m_rivals_of(claims.size()) {}

    void run() {
        for_each_household([this](std::uint32_t h, std::vector<double>& factors) {
            m_claims[h].probabilities.assign(m_claims[h].scores.best.size(), 0);
            factors.assign(m_claims[h].scores.best.size(), 1);
            normalize(m_claims[h], factors);
        });
        find_rivals();
        exchange_messages();
        for_each_household([this](std::uint32_t h, std::vector<double>& factors) {
            Claims& own = m_claims[h];
            collect_factors(h, factors);
            normalize(own, factors);
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
    static constexpr std::size_t chunk = 256;

    /// work(household, scratch), in parallel.
    template <typename Work>
    void for_each_household(Work work) const {
        for_each_parallel((m_claims.size() + chunk - 1) / chunk, m_threads, [&](std::size_t c) {
            std::vector<double> factors;
            const std::size_t end = std::min(m_claims.size(), (c + 1) * chunk);
            for (std::size_t h = c * chunk; h < end; ++h) {
                work(static_cast<std::uint32_t>(h), factors);
            }
        });
    }

    /// Probabilities from the shares times the factors of `best`; the rest of the field has
    /// factor 1.
    static void normalize(Claims& claims, std::span<const double> factors) {
        double sum = std::max(rest_of(claims), 0.0); // holds none, too
        for (std::size_t k = 0; k < factors.size(); ++k) {
            claims.probabilities[k] = alone(claims, k) * factors[k];
            sum += claims.probabilities[k];
        }
        for (double& probability : claims.probabilities) {
            probability = sum > 0 ? probability / sum : 0;
        }
        claims.none_probability = sum > 0 ? claims.scores.none / claims.scores.total / sum : 1;
    }

    static double alone(const Claims& claims, std::size_t k) {
        return claims.scores.best[k].share / claims.scores.total;
    }

    static double rest_of(const Claims& claims) {
        double rest = 1;
        for (std::size_t k = 0; k < claims.scores.best.size(); ++k) {
            rest -= alone(claims, k);
        }
        return rest;
    }

    void find_rivals() {
        struct Claim {
            std::uint32_t patch;
            std::uint32_t household;
            std::uint32_t at;
            double strength;
        };
        std::vector<Claim> all;
        for (std::uint32_t h = 0; h < m_claims.size(); ++h) {
            const Claims& own = m_claims[h];
            for (std::uint32_t k = 0; k < own.probabilities.size(); ++k) {
                const std::uint32_t patch = own.scores.best[k].patch;
                const bool is_linked = own.household->is_linked_to(patch);
                if (is_linked || own.probabilities[k] >= least_claim) {
                    all.push_back({patch, h, k, is_linked ? 1 : own.probabilities[k]});
                }
            }
        }
        std::ranges::stable_sort(all, {}, &Claim::patch);
        std::unordered_map<std::uint64_t, std::size_t> pairs;
        for (auto begin = all.begin(); begin != all.end();) {
            const auto end = std::find_if(begin, all.end(), [patch = begin->patch](const Claim& c) {
                return c.patch != patch;
            });
            std::span claims(begin, end);
            begin = end;
            if (claims.size() > most_claims) {
                std::ranges::stable_sort(claims, std::ranges::greater{}, &Claim::strength);
                claims = claims.first(most_claims);
                std::ranges::sort(claims, {}, &Claim::household);
            }
            for (std::size_t i = 0; i < claims.size(); ++i) {
                for (std::size_t j = i + 1; j < claims.size(); ++j) {
                    const std::uint32_t first = claims[i].household;
                    const std::uint32_t second = claims[j].household;
                    const auto [found, is_new] =
                        pairs.try_emplace(std::uint64_t{first} << 32U | second, m_rivals.size());
                    if (is_new) {
                        m_rivals_of[first].push_back(m_rivals.size());
                        m_rivals_of[second].push_back(m_rivals.size());
                        m_rivals.push_back(
                            {first,
                             second,
                             share_of(*m_claims[first].household, *m_claims[second].household),
                             {}});
                    }
                    m_rivals[found->second].contests.push_back({claims[i].at, claims[j].at, 1, 1});
                }
            }
        }
    }

    /// Product of all that the others tell the household.
    void collect_factors(std::uint32_t h, std::vector<double>& factors) const {
        factors.assign(m_claims[h].scores.best.size(), 1);
        for (const std::size_t r : m_rivals_of[h]) {
            const bool is_first = m_rivals[r].first == h;
            for (const Contest& contest : m_rivals[r].contests) {
                factors[is_first ? contest.at_first : contest.at_second] *=
                    is_first ? contest.to_first : contest.to_second;
            }
        }
    }

    /// All see the messages of the round before, so that the order of households doesn't matter.
    void exchange_messages() {
        std::vector<Rivals> next = m_rivals;
        std::vector<double> changes(m_claims.size());
        for (int round = 0; round < most_rounds; ++round) {
            for_each_household([&](std::uint32_t h, std::vector<double>& factors) {
                if (m_rivals_of[h].empty()) {
                    return;
                }
                collect_factors(h, factors);
                double sum = std::max(rest_of(m_claims[h]), 0.0);
                for (std::size_t k = 0; k < factors.size(); ++k) {
                    sum += alone(m_claims[h], k) * factors[k];
                }
                changes[h] = 0;
                for (const std::size_t r : m_rivals_of[h]) {
                    changes[h] = std::max(changes[h], tell(h, m_rivals[r], factors, sum, next[r]));
                }
            });
            m_rivals.swap(next);
            if (std::ranges::none_of(changes, [](double change) { return change >= settled; })) {
                break;
            }
        }
    }

    /// What `h` tells its rival: what it believes without what that one told it. Returns how much
    /// that differs from before.
    double tell(std::uint32_t h, const Rivals& rivals, const std::vector<double>& factors,
                double sum, Rivals& next) const {
        const Claims& own = m_claims[h];
        const bool is_first = rivals.first == h;
        for (const Contest& contest : rivals.contests) {
            const std::size_t k = is_first ? contest.at_first : contest.at_second;
            const double told = is_first ? contest.to_first : contest.to_second;
            sum += alone(own, k) * factors[k] * (1 / told - 1);
        }
        double change = 0;
        for (std::size_t c = 0; c < rivals.contests.size(); ++c) {
            const Contest& contest = rivals.contests[c];
            const std::size_t k = is_first ? contest.at_first : contest.at_second;
            const double told = is_first ? contest.to_first : contest.to_second;
            double believed = sum > 0 ? alone(own, k) * factors[k] / told / sum : 0;
            if (own.household->link == Link::patch) {
                believed = own.household->is_linked_to(own.scores.best[k].patch) ? 1 : 0;
            }
            const double before = is_first ? contest.to_second : contest.to_first;
            const double message = before + step * (1 - believed * (1 - rivals.share) - before);
            (is_first ? next.contests[c].to_second : next.contests[c].to_first) = message;
            change = std::max(change, std::abs(message - before));
        }
        return change;
    }

    std::span<Claims> m_claims;
    unsigned m_threads;
    std::vector<Rivals> m_rivals;
    std::vector<std::vector<std::size_t>> m_rivals_of; ///< by household
};

} // namespace

void resolve(std::span<Claims> claims, unsigned threads) {
    Resolution(claims, threads).run();
}

} // namespace tuban::matching::detail
