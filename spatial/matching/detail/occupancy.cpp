#include "spatial/matching/detail/occupancy.hpp"

#include <algorithm>
#include <array>

namespace tuban::matching::detail {

namespace {

/// Looked at together with one household, beside those settled.
constexpr std::size_t most_others = 4;

/// How likely so many strangers are together: each pair counts.
constexpr auto strangers = [] {
    std::array<double, most_others + 3> of{1, 1};
    double step = 1;
    for (std::size_t n = 2; n < of.size(); ++n) {
        step *= Occupancy::stranger_share;
        of[n] = of[n - 1] * step;
    }
    return of;
}();

/// Elementary symmetric polynomials of odds: [k] is the weight of any k being there.
using Counts = std::array<double, most_others + 1>;
constexpr Counts nobody{1};

void add(Counts& counts, double odds) {
    for (std::size_t k = most_others; k > 0; --k) {
        counts[k] += odds * counts[k - 1];
    }
}

Counts together(const Counts& some, const Counts& others) {
    Counts all{};
    for (std::size_t i = 0; i <= most_others; ++i) {
        for (std::size_t j = 0; i + j <= most_others; ++j) {
            all[i + j] += some[i] * others[j];
        }
    }
    return all;
}

/// All sets of the others, with `more` strangers beside them.
double crowd(const Counts& others, std::size_t more) {
    double sum = 0;
    for (std::size_t k = 0; k <= most_others; ++k) {
        sum += others[k] * strangers[k + more];
    }
    return sum;
}

} // namespace

Occupancy::Occupancy(std::size_t claims) : m_size(claims) {
    if (claims <= most_kin) {
        m_excess.assign(claims * claims, 0);
    }
}

void Occupancy::set_share(std::size_t first, std::size_t second, double share) {
    if (!m_excess.empty()) {
        excess(first, second) = excess(second, first) = share - stranger_share;
    }
}

/// The excess with the nearest of those settled beside `beside`; 0 without any.
double Occupancy::nearest_settled(std::size_t claim, std::size_t beside) const {
    double nearest = 0;
    for (const std::size_t settled : m_settled) {
        if (settled != beside) {
            nearest = std::max(nearest, excess(claim, settled));
        }
    }
    return nearest;
}

void Occupancy::find_factors(std::span<const double> odds, std::span<double> factors) const {
    std::vector<double> open(odds.begin(), odds.end());
    for (const std::size_t settled : m_settled) {
        open[settled] = 0;
    }
    std::vector<Counts> before(m_size, nobody);
    for (std::size_t i = 1; i < m_size; ++i) {
        before[i] = before[i - 1];
        add(before[i], open[i - 1]);
    }
    const bool has_kin = !m_excess.empty();
    std::vector<double> beside(has_kin ? m_size : 0); // excess of each with one of the others
    double twos = 0;
    for (std::size_t i = 0; i < beside.size(); ++i) {
        for (std::size_t j = 0; j < m_size; ++j) {
            beside[i] += open[j] * excess(i, j);
        }
        twos += open[i] * beside[i] / 2;
    }
    Counts after = nobody;
    for (std::size_t i = m_size; i-- > 0;) {
        const Counts others = together(before[i], after);
        add(after, open[i]);
        const bool is_settled = std::ranges::find(m_settled, i) != m_settled.end();
        const std::size_t taken = m_settled.size() > (is_settled ? 1U : 0U) ? 1 : 0;
        double apart = crowd(others, taken);
        double joined = crowd(others, taken + 1);
        if (has_kin && taken != 0) {
            joined += nearest_settled(i, i);
            for (std::size_t j = 0; j < m_size; ++j) {
                apart += j == i ? 0 : open[j] * nearest_settled(j, i);
            }
        } else if (has_kin) {
            joined += beside[i];
            apart += std::max(twos - open[i] * beside[i], 0.0);
        }
        factors[i] = joined / apart;
    }
}

} // namespace tuban::matching::detail
