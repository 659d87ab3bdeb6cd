#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace tuban::matching::detail {

/// A dwelling that several households claim. How likely it is that a set of households lives there
/// together, beside what chance would make of it: one alone 1; two as set_share says; of more each
/// pair stranger_share, for many kin who state one house number are a list's copied column sooner
/// than a house full of kin. Those whom people put there count as one, who is to each claim the
/// nearest of them.
class Occupancy {
  public:
    static constexpr double stranger_share = 0.1;
    /// Where more claim one dwelling, nothing tells them apart: all are strangers.
    static constexpr std::size_t most_kin = 32;

    explicit Occupancy(std::size_t claims);

    /// Of two claims; not kept where there are more than most_kin.
    void set_share(std::size_t first, std::size_t second, double share);
    /// A person put this household there.
    void settle(std::size_t claim) { m_settled.push_back(claim); }

    /// The factor by which each claim grows or shrinks for the others', which are true by their
    /// odds (of those settled not read): the dwelling's messages in the sum-product algorithm
    /// (Kschischang, Frey and Loeliger 2001), over sets of at most five beside those settled.
    void find_factors(std::span<const double> odds, std::span<double> factors) const;

  private:
    double& excess(std::size_t a, std::size_t b) { return m_excess[a * m_size + b]; }
    double excess(std::size_t a, std::size_t b) const { return m_excess[a * m_size + b]; }
    double nearest_settled(std::size_t claim, std::size_t beside) const;

    std::size_t m_size;
    std::vector<double> m_excess; ///< of each two's share over that of strangers; may be empty
    std::vector<std::size_t> m_settled;
};

} // namespace tuban::matching::detail
