#pragma once

#include "base/report.hpp"
#include "base/result.hpp"
#include "data/model/account.hpp"
#include "data/model/division.hpp"
#include "data/store/accounts.hpp"
#include "data/store/sessions.hpp"
#include "data/store/sign_in_attempts.hpp"
#include "data/store/store.hpp"
#include "server/auth/address_limit.hpp"
#include "server/auth/captcha.hpp"
#include "server/auth/password.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tuban::auth {

/// Settings of the province; the defaults are those of docs/security.md.
struct AuthenticationRules {
    PasswordPolicy password;
    PasswordCost cost;
    AddressRule address;
    int max_tries = 5;              ///< wrong passwords until the login is locked
    int captcha_after_failures = 2; ///< of the login or the address; 0: always
    std::int64_t lock_us = std::int64_t{15} * 60 * 1'000'000;
    std::int64_t forget_tries_us = std::int64_t{24} * 3600 * 1'000'000;
    std::int64_t idle_us = std::int64_t{30} * 60 * 1'000'000;
    std::int64_t cookie_life_us = std::int64_t{12} * 3600 * 1'000'000;
    std::int64_t bearer_life_us = std::int64_t{365} * 24 * 3600 * 1'000'000;
    std::int64_t seen_every_us = std::int64_t{60} * 1'000'000; ///< coarseness of last_seen
};

/// Who calls, as the store knows it at this moment.
struct Principal {
    model::Account account;
    model::Area area;
    model::Division division;
    store::SessionKind session_kind;
};

struct SignInRequest {
    std::string login;
    std::string password;
    std::string remote_address;
    std::string captcha_id; ///< empty: none given
    std::string captcha_answer;
    std::string previous_token; ///< of the browser's cookie; that session ends
};

struct SignedIn {
    std::string token; ///< 256 random bits; only its hash is stored
    std::int64_t expires_at_us = 0;
    model::Account account;
};

/// Codes of `issue`: wrong_credentials, captcha_required, captcha_wrong, locked,
/// address_limited, account_closed, initial_secret_expired. The last two only after the right
/// password; all others are the same for logins that do not exist.
struct SignInRefusal {
    Issue issue;
    int remaining_attempts = 0;
    bool captcha_required = false; ///< for the next try
    std::optional<std::int64_t> locked_until_us;
    int retry_after_s = 0; ///< of address_limited
};

/// Signs people and machines in and tells who calls. Every call reads the store, so a closed
/// account, a new role or a published tree takes effect with the next request. Thread-safe; the
/// store must outlive it. Throws StoreError.
class Authentication {
  public:
    explicit Authentication(store::Store& store, AuthenticationRules rules = {},
                            Clock clock = store::now_us, CaptchaText captcha_text = random_captcha);

    CaptchaDesk& captchas() { return m_captchas; }

    /// Whether the sign-in page should show a captcha from the start for this address.
    bool is_captcha_required(std::string_view remote_address) const;

    Result<SignedIn, SignInRefusal> sign_in(const SignInRequest& request);

    /// A token that is unknown or over is not an error.
    void sign_out(std::string_view cookie_token);

    /// Nothing when the token is unknown, over or of the other kind, or its account closed. Writes
    /// at most once in `seen_every_us` per session. For a bearer token must_change_password is
    /// false: the flag is about the password, which a machine does not use.
    std::optional<Principal> authenticate(std::string_view token, store::SessionKind kind);

    /// Ends the account's browser sessions and opens a new one. Codes of the refusal's issues:
    /// wrong_password, locked, password_reused and those of check_password.
    Result<SignedIn, std::vector<Issue>> change_password(const Principal& principal,
                                                         std::string_view current,
                                                         std::string_view replacement,
                                                         const std::string& remote_address);

    PasswordHasher& hasher() { return m_hasher; }
    const AuthenticationRules& rules() const { return m_rules; }

  private:
    struct Try;

    std::optional<SignInRefusal> refuse_early(const Try& attempt);
    SignInRefusal limited(const Try& attempt) const;
    void record_spraying(const Try& attempt);
    SignInRefusal refuse_wrong(const Try& attempt, const store::SignInAttempts& attempts,
                               const model::Account* account);
    Result<SignedIn, SignInRefusal> admit(const Try& attempt, const store::AccountSecrets& known);
    bool is_alive(const store::Session& session, std::int64_t now_us) const;
    void mark_seen(const store::Blob& token_hash, std::int64_t now_us);

    store::Store& m_store;
    AuthenticationRules m_rules;
    Clock m_clock;
    PasswordHasher m_hasher;
    AddressLimit m_addresses;
    CaptchaDesk m_captchas;
};

} // namespace tuban::auth
