#include "data/store/accounts.hpp"
#include "data/store/audit.hpp"
#include "server/auth/account_password.hpp"
#include "server/auth/lockout.hpp"
#include "server/auth/service.hpp"
#include "server/auth/token.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace tuban::auth {
namespace {

using Answer = Result<SignedIn, std::vector<Issue>>;

Answer refuse(std::string code, std::string field, std::string detail) {
    return Answer::refuse({{std::move(code), "", std::move(field), std::move(detail)}});
}

} // namespace

Result<SignedIn, std::vector<Issue>>
Authentication::change_password(const Principal& principal, std::string_view current,
                                std::string_view replacement, const std::string& remote_address) {
    const model::Account& account = principal.account;
    auto issues = check_password(replacement, account.login, m_rules.password);
    if (!issues.empty()) {
        return Answer::refuse(std::move(issues));
    }
    const std::int64_t now_us = m_clock();
    const auto login_hash = hash_login(account.login);
    const auto charged = m_store.write_value([&](store::Transaction& transaction) {
        return store::charge_attempt(transaction, login_hash, lock_rule(m_rules), now_us);
    });
    if (!charged.is_allowed) {
        return refuse("locked", "current", lock_text(charged.attempts.locked_until_us, now_us));
    }
    std::vector<std::string> earlier;
    const auto known = m_store.read_value([&](store::Reader& reader) {
        earlier = store::list_password_history(reader, account.id);
        return store::find_account(reader, account.id);
    });
    if (!known || !m_hasher.verify(known->password_hash, current)) {
        m_store.write([&](store::Transaction& transaction) {
            store::append_audit(transaction, {account.id, remote_address}, "wrong_old_password",
                                "account", std::to_string(account.id));
        });
        return refuse("wrong_password", "current",
                      fmt::format("原密码错误，还可以再试 {} 次。",
                                  m_rules.max_tries - charged.attempts.tries));
    }
    const bool is_reused =
        current == replacement ||
        std::any_of(earlier.begin(), earlier.end(),
                    [&](const std::string& hash) { return m_hasher.verify(hash, replacement); });
    const auto opened =
        open_session(account.id, store::SessionKind::cookie, now_us, m_rules.cookie_life_us);
    const auto password = is_reused ? store::NewPassword{}
                                    : own_password(m_hasher, replacement, m_rules.password, now_us);
    const bool is_unchanged = m_store.write_value([&](store::Transaction& transaction) {
        store::forget_attempts(transaction, login_hash);
        const auto still = store::find_account(transaction, account.id);
        if (!still || still->account.is_closed || still->password_hash != known->password_hash) {
            return false;
        }
        if (is_reused) {
            return true;
        }
        store::set_password(transaction, account.id, password, m_rules.password.history - 1,
                            now_us);
        store::delete_sessions_of(transaction, account.id, store::SessionKind::cookie);
        store::insert_session(transaction, opened.session);
        store::append_audit(transaction, {account.id, remote_address}, "change_password", "account",
                            std::to_string(account.id));
        return true;
    });
    if (!is_unchanged) {
        return refuse("wrong_password", "current", "密码刚刚被改动，请重新登录。");
    }
    if (is_reused) {
        return refuse(
            "password_reused", "password",
            fmt::format("不能使用最近 {} 次用过的密码，请换一个。", m_rules.password.history));
    }
    SignedIn signed_in{opened.token, opened.session.expires_at_us, known->account};
    signed_in.account.must_change_password = false;
    return signed_in;
}

} // namespace tuban::auth
