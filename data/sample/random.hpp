#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>
#include <random>
#include <span>

namespace tuban::sample {

/// The same numbers for a seed on every machine (the standard's distributions may differ).
class Random {
  public:
    explicit Random(std::uint64_t seed) : m_engine(seed) {}

    double uniform() { return static_cast<double>(m_engine() >> 11U) * 0x1.0p-53; }
    std::size_t below(std::size_t count) {
        return static_cast<std::size_t>(uniform() * static_cast<double>(count));
    }
    bool chance(double probability) { return uniform() < probability; }
    double normal(double sigma) { // Box–Muller
        return sigma * std::sqrt(-2 * std::log(1 - uniform())) *
               std::cos(2 * std::numbers::pi * uniform());
    }
    /// Index drawn with these weights, which add up to 1.
    std::size_t pick(std::span<const double> weights) {
        double left = uniform();
        for (std::size_t i = 0; i + 1 < weights.size(); ++i) {
            left -= weights[i];
            if (left < 0) {
                return i;
            }
        }
        return weights.size() - 1;
    }
    template <typename Items>
    const auto& of(const Items& items) {
        return items[below(items.size())];
    }

  private:
    std::mt19937_64 m_engine;
};

} // namespace tuban::sample
