#include "server/auth/address_limit.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>

namespace tuban::auth {
namespace {

std::string key_of(std::string_view remote) {
    std::string text(remote);
    std::array<char, 16> bytes{};
    if (inet_pton(AF_INET6, text.c_str(), bytes.data()) != 1) {
        return text;
    }
    static constexpr std::array<char, 12> mapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, '\xff', '\xff'};
    const bool is_mapped_ipv4 = std::equal(mapped.begin(), mapped.end(), bytes.begin());
    return {bytes.data(), is_mapped_ipv4 ? bytes.size() : bytes.size() / 2};
}

} // namespace

AddressLimit::AddressLimit(AddressRule rule) : m_rule(rule) {}

int AddressLimit::failures(std::string_view remote, std::int64_t now_us) const {
    const std::lock_guard lock(m_mutex);
    const Window* window = find_open(key_of(remote), now_us);
    return window != nullptr ? window->failures : 0;
}

int AddressLimit::wait_s(std::string_view remote, std::int64_t now_us) const {
    const std::lock_guard lock(m_mutex);
    const Window* window = find_open(key_of(remote), now_us);
    if (window == nullptr || window->failures < m_rule.max_failures) {
        return 0;
    }
    return static_cast<int>((window->began_at_us + m_rule.window_us - now_us) / 1'000'000 + 1);
}

int AddressLimit::charge(std::string_view remote, std::int64_t now_us) {
    const std::string key = key_of(remote);
    const std::lock_guard lock(m_mutex);
    if (find_open(key, now_us) == nullptr) {
        make_room(now_us);
        m_windows[key] = Window{now_us, 0};
    }
    Window& window = m_windows[key];
    return window.failures < m_rule.max_failures ? ++window.failures : 0;
}

void AddressLimit::refund(std::string_view remote, std::int64_t now_us) {
    const std::string key = key_of(remote);
    const std::lock_guard lock(m_mutex);
    if (find_open(key, now_us) != nullptr) {
        Window& window = m_windows[key];
        window.failures = std::max(0, window.failures - 1);
    }
}

const AddressLimit::Window* AddressLimit::find_open(const std::string& key,
                                                    std::int64_t now_us) const {
    const auto found = m_windows.find(key);
    const bool is_open =
        found != m_windows.end() && now_us - found->second.began_at_us < m_rule.window_us;
    return is_open ? &found->second : nullptr;
}

/// Over the bound, closed windows go first, then the address with the fewest failures.
void AddressLimit::make_room(std::int64_t now_us) {
    if (m_windows.size() < m_rule.max_addresses) {
        return;
    }
    std::erase_if(m_windows, [&](const auto& entry) {
        return now_us - entry.second.began_at_us >= m_rule.window_us;
    });
    if (m_windows.size() >= m_rule.max_addresses) {
        m_windows.erase(
            std::min_element(m_windows.begin(), m_windows.end(), [](const auto& a, const auto& b) {
                return a.second.failures < b.second.failures;
            }));
    }
}

} // namespace tuban::auth
