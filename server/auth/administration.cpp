#include "server/auth/administration.hpp"

#include "data/model/division_code.hpp"
#include "data/store/accounts.hpp"
#include "data/store/audit.hpp"
#include "data/store/divisions.hpp"
#include "data/store/sign_in_attempts.hpp"
#include "server/auth/account_password.hpp"
#include "server/auth/roles.hpp"
#include "server/auth/token.hpp"
#include "server/auth/typed_text.hpp"

#include <fmt/format.h>

#include <utility>

namespace tuban::auth {
namespace {

Issue issue(std::string code, std::string field, std::string detail) {
    return {std::move(code), "", std::move(field), std::move(detail)};
}

Issue unknown_account(std::string_view login) {
    return issue("account_unknown", "account", fmt::format("没有账号“{}”，请核对账号名。", login));
}

Issue closed_account(std::string_view login) {
    return issue("account_closed", "account",
                 fmt::format("账号“{}”已注销，不能再使用；如需继续工作，请新建账号。", login));
}

void audit(store::Transaction& transaction, const model::Actor& actor, const char* action,
           std::int64_t account_id) {
    store::append_audit(transaction, actor, action, "account", std::to_string(account_id));
}

void end_all_sessions(store::Transaction& transaction, std::int64_t account_id) {
    store::delete_sessions_of(transaction, account_id, store::SessionKind::cookie);
    store::delete_sessions_of(transaction, account_id, store::SessionKind::bearer);
}

void ask(const BeforeAct& before, store::Transaction& transaction, const model::Account& account) {
    if (before) {
        before(transaction, account);
    }
}

} // namespace

bool may_manage(const Principal& administrator, const model::Division& division) {
    return may_administer(administrator.account.role) &&
           administrator.area.contains(division.first_label) &&
           administrator.division.id != division.id;
}

Administration::Administration(store::Store& store, PasswordHasher& hasher,
                               AuthenticationRules rules, Clock clock)
    : m_store(store), m_hasher(hasher), m_rules(rules), m_clock(std::move(clock)) {}

Result<AddedAccount, Issue> Administration::add(const AccountRequest& request,
                                                const model::Actor& actor,
                                                const BeforeAct& before) {
    using Answer = Result<AddedAccount, Issue>;
    AddedAccount added;
    added.account.login = fold_typed(request.login);
    if (!is_login(added.account.login)) {
        return Answer::refuse(
            issue("login_malformed", "account",
                  fmt::format("账号“{}”不符合要求：须为 3 至 64 位，只含字母、数字和 . _ - "
                              "@，以字母或数字开头；建议用区划代码。",
                              request.login)));
    }
    const auto code = model::padded_code(request.division_code);
    const auto division = !code ? std::nullopt : m_store.read_value([&](store::Reader& reader) {
        return store::find_division(reader, *code);
    });
    if (!division) {
        return Answer::refuse(issue(
            "division_unknown", "division",
            fmt::format("没有代码为“{}”的行政区划，请核对代码；若尚未导入区划，请先运行 tuban "
                        "import divisions。",
                        request.division_code)));
    }
    added.division = *division;
    added.account.id = store::new_id();
    added.account.display_name =
        request.display_name.empty() ? division->name : request.display_name;
    added.account.role = request.role;
    added.account.division_id = division->id;
    added.account.must_change_password = request.must_change_password;
    added.first_password = make_initial_secret(added.account.login);

    const std::int64_t now_us = m_clock();
    const auto password =
        request.must_change_password
            ? initial_password(m_hasher, added.first_password, m_rules.password, now_us)
            : own_password(m_hasher, added.first_password, m_rules.password, now_us);
    const bool is_added = m_store.write_value([&](store::Transaction& transaction) {
        if (store::find_account(transaction, added.account.login)) {
            return false;
        }
        ask(before, transaction, added.account);
        store::insert_account(transaction, added.account, password, now_us);
        store::forget_attempts(transaction, hash_login(added.account.login));
        audit(transaction, actor, "add_account", added.account.id);
        return true;
    });
    if (!is_added) {
        return Answer::refuse(
            issue("login_taken", "account",
                  fmt::format("账号“{}”已存在，请换一个账号名；若是忘记密码，请重置密码。",
                              added.account.login)));
    }
    return added;
}

Result<std::string, Issue> Administration::reset(std::string_view login, const model::Actor& actor,
                                                 const BeforeAct& before) {
    using Answer = Result<std::string, Issue>;
    const std::string folded = fold_typed(login);
    const std::string secret = make_initial_secret(folded);
    const std::int64_t now_us = m_clock();
    const auto password = initial_password(m_hasher, secret, m_rules.password, now_us);
    const auto known = m_store.write_value([&](store::Transaction& transaction) {
        auto found = store::find_account(transaction, folded);
        if (found && !found->account.is_closed) {
            ask(before, transaction, found->account);
            store::set_password(transaction, found->account.id, password,
                                m_rules.password.history - 1, now_us);
            store::forget_attempts(transaction, hash_login(folded));
            end_all_sessions(transaction, found->account.id);
            audit(transaction, actor, "reset_password", found->account.id);
        }
        return found;
    });
    if (!known) {
        return Answer::refuse(unknown_account(login));
    }
    if (known->account.is_closed) {
        return Answer::refuse(closed_account(login));
    }
    return secret;
}

std::optional<Issue> Administration::close(std::string_view login, const model::Actor& actor,
                                           const BeforeAct& before) {
    const auto known = m_store.write_value([&](store::Transaction& transaction) {
        auto found = store::find_account(transaction, fold_typed(login));
        if (found && !found->account.is_closed) {
            ask(before, transaction, found->account);
            store::close_account(transaction, found->account.id);
            end_all_sessions(transaction, found->account.id);
            audit(transaction, actor, "close_account", found->account.id);
        }
        return found;
    });
    return known ? std::nullopt : std::optional(unknown_account(login));
}

Result<std::string, Issue> Administration::issue_token(std::string_view login,
                                                       const model::Actor& actor) {
    using Answer = Result<std::string, Issue>;
    const std::int64_t now_us = m_clock();
    std::string token;
    const auto known = m_store.write_value([&](store::Transaction& transaction) {
        auto found = store::find_account(transaction, fold_typed(login));
        if (found && !found->account.is_closed) {
            auto opened = open_session(found->account.id, store::SessionKind::bearer, now_us,
                                       m_rules.bearer_life_us);
            store::insert_session(transaction, opened.session);
            audit(transaction, actor, "issue_token", found->account.id);
            token = std::move(opened.token);
        }
        return found;
    });
    if (!known) {
        return Answer::refuse(unknown_account(login));
    }
    if (known->account.is_closed) {
        return Answer::refuse(closed_account(login));
    }
    return token;
}

} // namespace tuban::auth
