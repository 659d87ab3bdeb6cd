#pragma once

#include "base/report.hpp"
#include "base/result.hpp"
#include "data/model/account.hpp"
#include "data/store/store.hpp"
#include "server/auth/captcha.hpp"
#include "server/auth/service.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace tuban::auth {

struct AccountRequest {
    std::string login;
    std::string display_name; ///< empty: the division's name and the role
    model::Role role = model::Role::collector;
    std::string division_code; ///< shorter than 12 digits is padded with zeros
    bool must_change_password = true;
};

struct AddedAccount {
    model::Account account;
    model::Division division;
    std::string first_password; ///< shown once, kept nowhere
};

/// An administrator manages the accounts of the divisions below its own.
bool may_manage(const Principal& administrator, const model::Division& division);

/// Called with the account in the transaction of an act, before anything is written; what it
/// throws undoes the act.
using BeforeAct = std::function<void(store::Transaction&, const model::Account&)>;

/// Makes, resets and closes accounts and gives out tokens. Who may do so to whom is for the caller
/// to check (may_manage); every act is audited under `actor`. Thread-safe. Refusals are in Chinese,
/// their codes: login_malformed, login_taken, division_unknown, account_unknown, account_closed.
class Administration {
  public:
    Administration(store::Store& store, PasswordHasher& hasher, AuthenticationRules rules,
                   Clock clock = store::now_us);

    Result<AddedAccount, Issue> add(const AccountRequest& request, const model::Actor& actor,
                                    const BeforeAct& before = {});

    /// A new first password; sessions, tokens and locks of the account end.
    Result<std::string, Issue> reset(std::string_view login, const model::Actor& actor,
                                     const BeforeAct& before = {});

    /// Sessions and tokens end. Closing a closed account changes nothing.
    std::optional<Issue> close(std::string_view login, const model::Actor& actor,
                               const BeforeAct& before = {});

    /// A bearer token; earlier ones stay until they expire, or the account is reset or closed.
    Result<std::string, Issue> issue_token(std::string_view login, const model::Actor& actor);

  private:
    store::Store& m_store;
    PasswordHasher& m_hasher;
    AuthenticationRules m_rules;
    Clock m_clock;
};

} // namespace tuban::auth
