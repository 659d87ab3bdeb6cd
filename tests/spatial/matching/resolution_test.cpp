#include "spatial/matching/detail/resolution.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

namespace tuban::matching::detail {
namespace {

constexpr double strangers_share = 0.1;

/// Households without names, so that all are strangers; shares[h][patch], and none has 1.
class Scene {
  public:
    explicit Scene(std::vector<std::vector<double>> shares)
        : m_shares(std::move(shares)), m_households(m_shares.size()), m_claims(m_shares.size()) {
        for (std::size_t h = 0; h < m_shares.size(); ++h) {
            Claims& claims = m_claims[h];
            claims.household = &m_households[h];
            claims.scores.none = claims.scores.total = 1;
            for (std::uint32_t patch = 0; patch < m_shares[h].size(); ++patch) {
                if (m_shares[h][patch] > 0) {
                    Scored& scored = claims.scores.best.emplace_back();
                    scored.patch = patch;
                    scored.share = m_shares[h][patch];
                    claims.scores.total += scored.share;
                }
            }
        }
    }

    void link(std::size_t household, std::uint32_t patch) {
        m_households[household].link = Link::patch;
        m_households[household].linked_patch = patch;
    }

    std::vector<Claims>& resolved() {
        resolve(m_claims, 2);
        return m_claims;
    }

    /// Exact marginals by going through every assignment; [h][patch], the last is none.
    std::vector<std::vector<double>> marginals() const {
        const std::size_t patches = m_shares.front().size();
        std::vector<std::vector<double>> sums(m_shares.size(), std::vector<double>(patches + 1, 0));
        std::vector<std::size_t> choice(m_shares.size(), 0);
        double all = 0;
        for (;;) {
            double weight = 1;
            for (std::size_t h = 0; h < choice.size(); ++h) {
                weight *= choice[h] == patches ? 1 : m_shares[h][choice[h]];
                if (m_households[h].link == Link::patch &&
                    choice[h] != m_households[h].linked_patch) {
                    weight = 0;
                }
                for (std::size_t other = 0; other < h; ++other) {
                    weight *=
                        choice[h] == choice[other] && choice[h] != patches ? strangers_share : 1;
                }
            }
            all += weight;
            for (std::size_t h = 0; h < choice.size(); ++h) {
                sums[h][choice[h]] += weight;
            }
            std::size_t h = 0;
            while (h < choice.size() && ++choice[h] > patches) {
                choice[h++] = 0;
            }
            if (h == choice.size()) {
                break;
            }
        }
        for (auto& of_household : sums) {
            for (double& sum : of_household) {
                sum /= all;
            }
        }
        return sums;
    }

    /// The furthest that what was resolved is from the exact marginals.
    double furthest_error() {
        const auto exact = marginals();
        double furthest = 0;
        for (std::size_t h = 0; h < resolved().size(); ++h) {
            const Claims& claims = m_claims[h];
            for (std::size_t k = 0; k < claims.scores.best.size(); ++k) {
                furthest = std::max(furthest, std::abs(claims.probabilities[k] -
                                                       exact[h][claims.scores.best[k].patch]));
            }
            furthest = std::max(furthest, std::abs(claims.none_probability - exact[h].back()));
        }
        return furthest;
    }

  private:
    std::vector<std::vector<double>> m_shares;
    std::vector<PreparedHousehold> m_households;
    std::vector<Claims> m_claims;
};

/// So many kin who state one number claim one house, as a list's copied column has it.
std::vector<Claims> kin_at_one_house(std::vector<PreparedHousehold>& households, double share) {
    std::vector<Claims> claims(households.size());
    for (std::size_t h = 0; h < households.size(); ++h) {
        households[h].head = Person{make_name(U"张三"), {}};
        households[h].stated_number = 8;
        claims[h].household = &households[h];
        claims[h].scores.none = 1;
        claims[h].scores.total = 1 + share;
        claims[h].scores.best.emplace_back().share = share;
    }
    return claims;
}

TEST(Resolve, lets_two_kin_of_one_number_share_a_house) {
    std::vector<PreparedHousehold> households(2);
    auto claims = kin_at_one_house(households, 1);
    resolve(claims, 1);
    EXPECT_GT(claims[0].probabilities[0], 0.7);
    EXPECT_DOUBLE_EQ(claims[0].probabilities[0], claims[1].probabilities[0]);
}

TEST(Resolve, fills_no_house_with_kin_who_all_state_one_number) {
    for (const std::size_t count : {3U, 5U, 30U, 60U, 5'000U}) {
        std::vector<PreparedHousehold> households(count);
        auto claims = kin_at_one_house(households, 4);
        resolve(claims, 2);
        double there = 0;
        for (const auto& own : claims) {
            there += own.probabilities[0];
            EXPECT_NEAR(own.probabilities[0], claims[0].probabilities[0], 1e-9) << count;
        }
        EXPECT_LT(there, 6) << count;
        EXPECT_LT(claims[0].probabilities[0], 0.9) << count;
    }
}

TEST(Resolve, gives_the_exact_marginals_where_claims_form_a_chain) {
    Scene scene({{9, 4, 0, 0}, {0, 30, 2, 0}, {0, 0, 8, 8}, {0, 0, 0, 90}});
    EXPECT_LT(scene.furthest_error(), 1e-3);
}

TEST(Resolve, gives_the_exact_marginals_around_what_a_person_linked) {
    Scene scene({{9, 4, 0}, {0, 30, 2}, {0, 0, 8}});
    scene.link(1, 1);
    EXPECT_LT(scene.furthest_error(), 1e-3);
}

TEST(Resolve, stays_near_the_exact_marginals_where_everybody_claims_everything) {
    std::mt19937 random(11);
    std::uniform_real_distribution<double> score(-3, 4);
    for (int i = 0; i < 60; ++i) {
        std::vector<std::vector<double>> shares(4, std::vector<double>(3));
        for (auto& of_household : shares) {
            for (double& share : of_household) {
                share = std::exp(score(random));
            }
        }
        EXPECT_LT(Scene(shares).furthest_error(), 0.15);
    }
}

TEST(Resolve, says_of_a_linked_household_what_it_would_say_if_it_were_not) {
    const std::vector<std::vector<double>> shares{{9, 4}, {0, 30}};
    const auto expected = Scene(shares).marginals();
    Scene scene(shares);
    scene.link(0, 0);
    const Claims& claims = scene.resolved()[0];
    EXPECT_EQ(claims.probabilities[0], 1);
    EXPECT_EQ(claims.probabilities[1], 0);
    EXPECT_NEAR(claims.undecided_probabilities[0], expected[0][0], 1e-3);
    EXPECT_NEAR(claims.undecided_none, expected[0].back(), 1e-3);
}

} // namespace
} // namespace tuban::matching::detail
