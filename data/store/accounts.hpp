#pragma once

#include "data/model/account.hpp"
#include "data/model/division.hpp"
#include "data/store/store.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tuban::store {

/// An account with what only the sign-in may see.
struct AccountSecrets {
    model::Account account;
    std::string password_hash;
    std::optional<std::int64_t> password_expires_at_us;
};

struct NewPassword {
    std::string hash;
    bool must_change = false;
    std::optional<std::int64_t> expires_at_us;
};

std::optional<AccountSecrets> find_account(Reader& reader, std::string_view login);
std::optional<AccountSecrets> find_account(Reader& reader, std::int64_t id);

/// An account as lists show it.
struct AccountRow {
    model::Account account;
    model::Division division;
    std::int64_t created_at_us = 0;
};

struct AccountFilter {
    std::optional<model::Role> role;
    std::optional<bool> is_closed;
    std::string login; ///< its beginning
};

struct AccountPage {
    std::int64_t total = 0;
    std::vector<AccountRow> rows;
};

/// The accounts of an area's divisions, in the order of these and by login.
AccountPage list_accounts(Reader& reader, const model::Area& area, const AccountFilter& filter,
                          std::int64_t limit, std::int64_t offset);
/// Nothing where its division lies outside the area.
std::optional<AccountRow> find_account_row(Reader& reader, const model::Area& area,
                                           std::int64_t id);

/// `must_change_password` and `is_closed` of `account` do not count: the password says the first,
/// and a new account is open. Throws StoreError `unique` for a login that is taken.
void insert_account(Transaction& transaction, const model::Account& account,
                    const NewPassword& password, std::int64_t now_us);

/// The replaced password goes to the history, of which the `kept_history` newest stay.
void set_password(Transaction& transaction, std::int64_t account_id, const NewPassword& password,
                  int kept_history, std::int64_t now_us);

/// Hashes of earlier passwords, newest first.
std::vector<std::string> list_password_history(Reader& reader, std::int64_t account_id);

void close_account(Transaction& transaction, std::int64_t account_id);

} // namespace tuban::store
