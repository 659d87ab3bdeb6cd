#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

namespace tuban::auth {

/// UTC microseconds; tests put their own in.
using Clock = std::function<std::int64_t()>;

/// What the next picture shows; characters of captcha_alphabet.
using CaptchaText = std::function<std::string()>;

/// Four random ones.
std::string random_captcha();

struct CaptchaLimits {
    std::int64_t lifetime_us = std::int64_t{180} * 1'000'000;
    std::size_t max_open = 20'000; ///< the oldest gives way; under 200 bytes each
};

/// Picture captchas (验证码) that wait for their answer, in the memory of this process.
/// Thread-safe.
class CaptchaDesk {
  public:
    struct Challenge {
        std::string id;  ///< 128 random bits
        std::string svg; ///< 132 × 40 pixels
        std::int64_t expires_at_us = 0;
    };

    explicit CaptchaDesk(Clock clock, CaptchaLimits limits = {}, CaptchaText text = random_captcha);

    Challenge issue();

    /// Whatever the answer, the challenge is used up. Case and width (Ａ, A, a) do not matter.
    bool redeem(std::string_view id, std::string_view answer);

    std::size_t open_count() const;

  private:
    struct Waiting {
        std::string text;
        std::int64_t issued_at_us;
        std::uint64_t order;
    };

    void drop_old(std::int64_t now_us);

    Clock m_clock;
    CaptchaLimits m_limits;
    CaptchaText m_text;
    mutable std::mutex m_mutex;
    std::uint64_t m_issued = 0;
    std::map<std::string, Waiting, std::less<>> m_waiting;
    std::map<std::uint64_t, std::string> m_by_age; ///< order of issue → id
};

} // namespace tuban::auth
