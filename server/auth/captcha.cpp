#include "server/auth/captcha.hpp"

#include "server/auth/captcha_picture.hpp"
#include "server/auth/sodium.hpp"
#include "server/auth/stroke_font.hpp"
#include "server/auth/typed_text.hpp"

namespace tuban::auth {
namespace {

constexpr int characters = 4;

std::uint64_t random_seed() {
    constexpr std::uint32_t bound = 0xffff'ffff;
    return std::uint64_t{random_below(bound)} << 32 | random_below(bound);
}

} // namespace

std::string random_captcha() {
    std::string text;
    for (int i = 0; i < characters; ++i) {
        text += captcha_alphabet[random_below(captcha_alphabet.size())];
    }
    return text;
}

CaptchaDesk::CaptchaDesk(Clock clock, CaptchaLimits limits, CaptchaText text)
    : m_clock(std::move(clock)), m_limits(limits), m_text(std::move(text)) {}

CaptchaDesk::Challenge CaptchaDesk::issue() {
    const std::string text = m_text();
    const std::int64_t now_us = m_clock();
    Challenge challenge{random_text(16), draw_captcha(text, random_seed()),
                        now_us + m_limits.lifetime_us};

    const std::lock_guard lock(m_mutex);
    drop_old(now_us);
    const std::uint64_t order = m_issued++;
    m_waiting.emplace(challenge.id, Waiting{fold_typed(text), now_us, order});
    m_by_age.emplace(order, challenge.id);
    return challenge;
}

bool CaptchaDesk::redeem(std::string_view id, std::string_view answer) {
    const std::int64_t now_us = m_clock();
    const std::lock_guard lock(m_mutex);
    const auto found = m_waiting.find(id);
    if (found == m_waiting.end()) {
        return false;
    }
    const Waiting waiting = std::move(found->second);
    m_by_age.erase(waiting.order);
    m_waiting.erase(found);
    return now_us - waiting.issued_at_us <= m_limits.lifetime_us &&
           fold_typed(answer) == waiting.text;
}

std::size_t CaptchaDesk::open_count() const {
    const std::lock_guard lock(m_mutex);
    return m_waiting.size();
}

/// Makes room for one more.
void CaptchaDesk::drop_old(std::int64_t now_us) {
    while (!m_by_age.empty()) {
        const auto oldest = m_by_age.begin();
        const auto waiting = m_waiting.find(oldest->second);
        const bool is_over = now_us - waiting->second.issued_at_us > m_limits.lifetime_us;
        if (!is_over && m_waiting.size() < m_limits.max_open) {
            return;
        }
        m_waiting.erase(waiting);
        m_by_age.erase(oldest);
    }
}

} // namespace tuban::auth
