#include "spatial/matching/detail/occupancy.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

namespace tuban::matching::detail {
namespace {

/// What a dwelling says by its definition: every set of households is gone through.
class Definition {
  public:
    explicit Definition(std::size_t claims)
        : m_size(claims), m_shares(claims, std::vector<double>(claims, Occupancy::stranger_share)),
          m_is_settled(claims, false) {}

    void set_share(std::size_t a, std::size_t b, double share) {
        m_shares[a][b] = m_shares[b][a] = share;
    }
    void settle(std::size_t claim) { m_is_settled[claim] = true; }

    double factor(std::size_t of, const std::vector<double>& odds) const {
        double joined = 0;
        double apart = 0;
        for (unsigned set = 0; set < 1U << m_size; ++set) {
            if ((set >> of & 1U) != 0 || !holds_all_settled(set, of)) {
                continue;
            }
            double chance = 1;
            for (std::size_t i = 0; i < m_size; ++i) {
                chance *= (set >> i & 1U) != 0 && !m_is_settled[i] ? odds[i] : 1;
            }
            apart += chance * together(set, of, false);
            joined += chance * together(set, of, true);
        }
        return joined / apart;
    }

  private:
    bool holds_all_settled(unsigned set, std::size_t but) const {
        for (std::size_t i = 0; i < m_size; ++i) {
            if (m_is_settled[i] && i != but && (set >> i & 1U) == 0) {
                return false;
            }
        }
        return true;
    }

    /// `of` lives there, too, if `joins`; the settled beside it are one.
    double together(unsigned set, std::size_t of, bool joins) const {
        std::vector<std::size_t> open;
        std::vector<std::size_t> settled;
        for (std::size_t i = 0; i < m_size; ++i) {
            if ((set >> i & 1U) != 0) {
                (m_is_settled[i] ? settled : open).push_back(i);
            }
        }
        if (joins) {
            open.push_back(of);
        }
        const std::size_t count = open.size() + (settled.empty() ? 0 : 1);
        if (count < 2) {
            return 1;
        }
        if (count > 2) {
            return std::pow(Occupancy::stranger_share,
                            static_cast<double>(count * (count - 1)) / 2);
        }
        if (settled.empty()) {
            return m_shares[open[0]][open[1]];
        }
        double nearest = 0;
        for (const auto one : settled) {
            nearest = std::max(nearest, m_shares[open[0]][one]);
        }
        return nearest;
    }

    std::size_t m_size;
    std::vector<std::vector<double>> m_shares;
    std::vector<bool> m_is_settled;
};

TEST(Occupancy, says_what_going_through_all_sets_says) {
    std::mt19937 random(5);
    std::uniform_real_distribution<double> logarithm(-4, 4);
    for (int i = 0; i < 200; ++i) {
        const std::size_t claims = 2 + random() % 4;
        Occupancy occupancy(claims);
        Definition definition(claims);
        std::vector<double> odds(claims);
        for (std::size_t a = 0; a < claims; ++a) {
            odds[a] = std::exp(logarithm(random));
            for (std::size_t b = 0; b < a; ++b) {
                const double share = std::vector{0.1, 0.4, 1.2, 4.0}[random() % 4];
                occupancy.set_share(a, b, share);
                definition.set_share(a, b, share);
            }
            if (random() % 3 == 0) {
                occupancy.settle(a);
                definition.settle(a);
            }
        }
        std::vector<double> factors(claims);
        occupancy.find_factors(odds, factors);
        for (std::size_t a = 0; a < claims; ++a) {
            const double expected = definition.factor(a, odds);
            EXPECT_NEAR(factors[a], expected, 1e-9 * expected) << i << " " << a;
        }
    }
}

TEST(Occupancy, of_thousands_gives_equal_claims_equal_factors) {
    constexpr std::size_t claims = 50'000;
    Occupancy occupancy(claims);
    std::vector<double> factors(claims);
    occupancy.find_factors(std::vector<double>(claims, 0.5), factors);
    for (const double factor : factors) {
        ASSERT_NEAR(factor, factors[0], 1e-9 * factors[0]);
    }
    EXPECT_LT(factors[0] * 0.5 * claims, 7) << "so many would live there";
}

} // namespace
} // namespace tuban::matching::detail
