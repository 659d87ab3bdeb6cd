#pragma once

#include "spatial/matching/calibration.hpp"
#include "spatial/matching/detail/resolution.hpp"

#include <array>
#include <cstddef>
#include <span>
#include <vector>

namespace tuban::matching::detail {

/// A household on which a person has decided, as the engine saw it without that.
struct DecidedCase {
    enum class Kind { is, is_not };
    Kind kind = Kind::is;         ///< the person chose the outcome, or excluded it
    double outcome = 0;           ///< its probability; 0: something that the engine didn't think of
    bool is_none = false;         ///< the outcome is having no footprint
    std::vector<double> others{}; ///< probabilities of the other patches; the rest counts as one
    double none = 0;              ///< of having no footprint, where that isn't the outcome
};

/// The likeliest calibration given the cases and the provincial prior, and how sure it is: Newton's
/// method on the logarithm of the posterior (MacKay 1992). Few cases leave the prior.
Calibration fit_calibration(std::span<const DecidedCase> cases);

/// Puts probabilities right by a calibration that is itself uncertain.
class Calibrator {
  public:
    /// Points of the uncertainty, three along each axis (Gauss–Hermite): means over them are means
    /// over the posterior. The one in the middle is the calibration itself.
    static constexpr std::size_t point_count = 9;
    static constexpr std::size_t middle = 4;
    using Points = std::array<double, point_count>;

    explicit Calibrator(const Calibration& calibration);

    /// Puts the probabilities of an undecided household right; the order of its patches stays.
    /// Returns what its likeliest patch has at each point, 0 without one.
    Points apply(Claims& claims) const;

    static double deviation(const Points& values) noexcept;

  private:
    Points m_stretches{};
    Points m_none_factors{};
};

} // namespace tuban::matching::detail
