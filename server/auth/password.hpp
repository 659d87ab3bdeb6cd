#pragma once

#include "base/report.hpp"

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace tuban::auth {

/// Work of one Argon2id computation; the defaults are libsodium's INTERACTIVE limits.
struct PasswordCost {
    std::uint64_t operations = 2;
    std::size_t memory_bytes = std::size_t{64} << 20;
};

/// Argon2id, at most `max_parallel` computations at once (each holds its memory); further callers
/// wait. Thread-safe.
class PasswordHasher {
  public:
    explicit PasswordHasher(PasswordCost cost = {}, unsigned max_parallel = 4);

    std::string hash(std::string_view password);
    bool verify(const std::string& hash, std::string_view password);

    /// As much work as `verify`, for an account that does not exist; always false.
    bool verify_nobody(std::string_view password);

    /// Computations so far: lets a test see that an unknown account costs as much as a known one.
    std::uint64_t computations() const;

  private:
    class Turn;

    PasswordCost m_cost;
    unsigned m_free;
    std::uint64_t m_computations = 0;
    mutable std::mutex m_mutex;
    std::condition_variable m_released;
    std::string m_nobody_hash;
};

/// Configuration of the province; lengths count code points.
struct PasswordPolicy {
    std::size_t min_length = 12;
    std::size_t max_length = 128;
    int min_classes = 3;          ///< of capital, small, digit, other
    int history = 5;              ///< how many earlier passwords can't be used again
    int max_age_days = 90;        ///< 0: no age
    int initial_secret_days = 30; ///< an initial secret not used by then is void; 0: never
};

/// Every rule that the password breaks, in Chinese for its owner; `field` is `password`. Reuse is
/// checked where the history is known (service.hpp).
std::vector<Issue> check_password(std::string_view password, std::string_view login,
                                  const PasswordPolicy& policy);

/// 16 characters without 0 O 1 l I that satisfy the default policy.
std::string make_initial_secret(std::string_view login);

} // namespace tuban::auth
