#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

namespace tuban::auth {

struct AddressRule {
    int max_failures = 100;
    std::int64_t window_us = std::int64_t{3600} * 1'000'000;
    std::size_t max_addresses = 50'000;
};

/// Failed tries by client address, in the memory of this process. IPv6 clients count by their /64.
/// Thread-safe.
class AddressLimit {
  public:
    explicit AddressLimit(AddressRule rule = {});

    int failures(std::string_view remote, std::int64_t now_us) const;

    /// Seconds until the address may try again, 0 when it may now.
    int wait_s(std::string_view remote, std::int64_t now_us) const;

    /// Counts a try before it is judged and returns how many there are with it; 0 and nothing
    /// counted when the limit was reached before.
    int charge(std::string_view remote, std::int64_t now_us);

    /// The try was a success after all.
    void refund(std::string_view remote, std::int64_t now_us);

  private:
    struct Window {
        std::int64_t began_at_us = 0;
        int failures = 0;
    };

    const Window* find_open(const std::string& key, std::int64_t now_us) const;
    void make_room(std::int64_t now_us);

    AddressRule m_rule;
    mutable std::mutex m_mutex;
    std::map<std::string, Window> m_windows;
};

} // namespace tuban::auth
