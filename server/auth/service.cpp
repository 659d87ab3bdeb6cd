#include "server/auth/service.hpp"

#include "base/log.hpp"
#include "data/store/accounts.hpp"
#include "data/store/audit.hpp"
#include "data/store/divisions.hpp"
#include "data/store/sign_in_attempts.hpp"
#include "server/auth/lockout.hpp"
#include "server/auth/token.hpp"
#include "server/auth/typed_text.hpp"

#include <fmt/format.h>

#include <utility>

namespace tuban::auth {
namespace {

constexpr std::size_t longest_password = 1024; ///< bytes; more is nobody's password

SignInRefusal refusal(std::string code, std::string detail) {
    return {{std::move(code), "", "", std::move(detail)}, 0, false, std::nullopt, 0};
}

bool is_expired(const store::AccountSecrets& known, std::int64_t now_us) {
    return known.password_expires_at_us && *known.password_expires_at_us <= now_us;
}

/// Why the owner of the right password may not come in.
std::optional<SignInRefusal> why_not(const store::AccountSecrets& known, std::int64_t now_us) {
    if (known.account.is_closed) {
        return refusal("account_closed", "账号已注销，如仍需使用，请联系上级管理员。");
    }
    if (known.account.must_change_password && is_expired(known, now_us)) {
        return refusal("initial_secret_expired", "初始密码已过期，请上级管理员重新发放。");
    }
    return std::nullopt;
}

SignInRefusal locked(std::int64_t locked_until_us, std::int64_t now_us) {
    auto why = refusal("locked", lock_text(locked_until_us, now_us));
    why.locked_until_us = locked_until_us;
    return why;
}

} // namespace

/// One sign-in on its way through the checks.
struct Authentication::Try {
    const SignInRequest& request;
    std::string login;
    store::Blob login_hash;
    std::int64_t now_us;
};

Authentication::Authentication(store::Store& store, AuthenticationRules rules, Clock clock,
                               CaptchaText captcha_text)
    : m_store(store), m_rules(rules), m_clock(std::move(clock)), m_hasher(rules.cost),
      m_addresses(rules.address), m_captchas(m_clock, {}, std::move(captcha_text)) {}

bool Authentication::is_captcha_required(std::string_view remote_address) const {
    return m_addresses.failures(remote_address, m_clock()) >= m_rules.captcha_after_failures;
}

Result<SignedIn, SignInRefusal> Authentication::sign_in(const SignInRequest& request) {
    using Answer = Result<SignedIn, SignInRefusal>;
    Try attempt{request, fold_typed(request.login), {}, m_clock()};
    attempt.login_hash = hash_login(attempt.login);

    if (const auto early = refuse_early(attempt)) {
        return Answer::refuse(*early);
    }
    const int from_address = m_addresses.charge(request.remote_address, attempt.now_us);
    if (from_address == 0) {
        return Answer::refuse(limited(attempt));
    }
    if (from_address == m_rules.address.max_failures) {
        record_spraying(attempt);
    }
    const auto charged = m_store.write_value([&](store::Transaction& transaction) {
        return store::charge_attempt(transaction, attempt.login_hash, lock_rule(m_rules),
                                     attempt.now_us);
    });
    if (!charged.is_allowed) {
        return Answer::refuse(locked(charged.attempts.locked_until_us, attempt.now_us));
    }

    const auto known = m_store.read_value(
        [&](store::Reader& reader) { return store::find_account(reader, attempt.login); });
    const bool is_right = request.password.size() <= longest_password &&
                          (known ? m_hasher.verify(known->password_hash, request.password)
                                 : m_hasher.verify_nobody(request.password));
    if (!is_right) {
        return Answer::refuse(
            refuse_wrong(attempt, charged.attempts, known ? &known->account : nullptr));
    }
    auto answer = admit(attempt, *known);
    m_addresses.refund(request.remote_address, attempt.now_us);
    return answer;
}

/// What needs no look at the password.
std::optional<SignInRefusal> Authentication::refuse_early(const Try& attempt) {
    const auto before = m_store.read_value([&](store::Reader& reader) {
        return store::find_attempts(reader, attempt.login_hash, lock_rule(m_rules), attempt.now_us);
    });
    if (before.locked_until_us > attempt.now_us) {
        return locked(before.locked_until_us, attempt.now_us);
    }
    if (m_addresses.wait_s(attempt.request.remote_address, attempt.now_us) > 0) {
        return limited(attempt);
    }
    const bool needs_captcha = before.tries >= m_rules.captcha_after_failures ||
                               is_captcha_required(attempt.request.remote_address);
    if (!needs_captcha) {
        return std::nullopt;
    }
    std::optional<SignInRefusal> why;
    if (attempt.request.captcha_id.empty()) {
        why = refusal("captcha_required", "请输入验证码。");
    } else if (!m_captchas.redeem(attempt.request.captcha_id, attempt.request.captcha_answer)) {
        why = refusal("captcha_wrong", "验证码错误或已过期，请按新图重新输入。");
    }
    if (why) {
        why->remaining_attempts = m_rules.max_tries - before.tries;
        why->captcha_required = true;
    }
    return why;
}

SignInRefusal Authentication::limited(const Try& attempt) const {
    const int wait_s = m_addresses.wait_s(attempt.request.remote_address, attempt.now_us);
    auto why =
        refusal("address_limited",
                fmt::format("本网络地址登录失败次数过多，请 {} 分钟后再试。", wait_s / 60 + 1));
    why.retry_after_s = wait_s;
    why.captcha_required = true;
    return why;
}

/// So many failures from one place are somebody who tries one password on many logins.
void Authentication::record_spraying(const Try& attempt) {
    log_warning("one address reached the limit of failed sign-ins; the audit trail names it");
    m_store.write([&](store::Transaction& transaction) {
        store::append_audit(transaction, {0, attempt.request.remote_address}, "limit_address",
                            "address", "");
    });
}

/// The same for a login that does not exist (`account` null), down to the number of writes.
SignInRefusal Authentication::refuse_wrong(const Try& attempt,
                                           const store::SignInAttempts& attempts,
                                           const model::Account* account) {
    const bool is_locked = attempts.locked_until_us > attempt.now_us;
    const std::string account_id = account != nullptr ? std::to_string(account->id) : "";
    m_store.write([&](store::Transaction& transaction) {
        store::append_audit(transaction, {0, attempt.request.remote_address},
                            is_locked ? "lock_login" : "fail_sign_in", "account", account_id);
    });
    if (is_locked) {
        return locked(attempts.locked_until_us, attempt.now_us);
    }
    const int remaining = m_rules.max_tries - attempts.tries;
    auto why = refusal(
        "wrong_credentials",
        fmt::format("账号或密码错误，还可以再试 {} 次。忘记密码请上级管理员重置。", remaining));
    why.remaining_attempts = remaining;
    why.captcha_required = attempts.tries >= m_rules.captcha_after_failures ||
                           is_captcha_required(attempt.request.remote_address);
    return why;
}

/// The password is right; whether the account may still come in is asked again in the write, as it
/// may have been closed or reset while Argon2 was at work.
Result<SignedIn, SignInRefusal> Authentication::admit(const Try& attempt,
                                                      const store::AccountSecrets& known) {
    using Answer = Result<SignedIn, SignInRefusal>;
    const auto opened = open_session(known.account.id, store::SessionKind::cookie, attempt.now_us,
                                     m_rules.cookie_life_us);
    const auto current = m_store.write_value([&](store::Transaction& transaction) {
        auto account = store::find_account(transaction, known.account.id);
        if (account && account->password_hash == known.password_hash &&
            !why_not(*account, attempt.now_us)) {
            store::forget_attempts(transaction, attempt.login_hash);
            store::delete_expired_sessions(transaction, attempt.now_us);
            store::delete_session(transaction, hash_token(attempt.request.previous_token));
            store::insert_session(transaction, opened.session);
            store::append_audit(transaction, {known.account.id, attempt.request.remote_address},
                                "sign_in", "account", std::to_string(known.account.id));
        }
        return account;
    });
    if (!current || current->password_hash != known.password_hash) {
        return Answer::refuse(refusal("wrong_credentials", "账号或密码错误，请重新输入。"));
    }
    if (auto why = why_not(*current, attempt.now_us)) {
        return Answer::refuse(std::move(*why));
    }
    SignedIn signed_in{opened.token, opened.session.expires_at_us, current->account};
    signed_in.account.must_change_password |= is_expired(*current, attempt.now_us);
    return signed_in;
}

void Authentication::sign_out(std::string_view cookie_token) {
    const auto token_hash = hash_token(cookie_token);
    m_store.write([&](store::Transaction& transaction) {
        const auto session = store::find_session(transaction, token_hash);
        if (session && session->kind == store::SessionKind::cookie) {
            store::delete_session(transaction, token_hash);
        }
    });
}

std::optional<Principal> Authentication::authenticate(std::string_view token,
                                                      store::SessionKind kind) {
    const std::int64_t now_us = m_clock();
    const auto token_hash = hash_token(token);
    bool is_seen_due = false;
    auto principal = m_store.read_value([&](store::Reader& reader) -> std::optional<Principal> {
        const auto session = store::find_session(reader, token_hash);
        if (!session || session->kind != kind || !is_alive(*session, now_us)) {
            return std::nullopt;
        }
        auto known = store::find_account(reader, session->account_id);
        if (!known || known->account.is_closed) {
            return std::nullopt;
        }
        is_seen_due = now_us - session->last_seen_at_us >= m_rules.seen_every_us;
        known->account.must_change_password =
            kind == store::SessionKind::cookie &&
            (known->account.must_change_password || is_expired(*known, now_us));
        const auto division = store::find_division(reader, known->account.division_id);
        if (!division) {
            return std::nullopt;
        }
        return Principal{known->account, store::area_of(*division), *division, kind};
    });
    if (principal && is_seen_due) {
        mark_seen(token_hash, now_us);
    }
    return principal;
}

bool Authentication::is_alive(const store::Session& session, std::int64_t now_us) const {
    const bool is_idle = session.kind == store::SessionKind::cookie &&
                         now_us - session.last_seen_at_us >= m_rules.idle_us;
    return now_us < session.expires_at_us && !is_idle;
}

/// A store that can't be written to must not keep people from reading.
void Authentication::mark_seen(const store::Blob& token_hash, std::int64_t now_us) {
    try {
        m_store.write([&](store::Transaction& transaction) {
            store::mark_session_seen(transaction, token_hash, now_us);
        });
    } catch (const store::StoreError& error) {
        log_warning("last use of a session not recorded: {}", error.what());
    }
}

} // namespace tuban::auth
