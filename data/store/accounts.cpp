#include "data/store/accounts.hpp"

namespace tuban::store {
namespace {

/// Columns: id, login, display_name, role, division_id, must_change_password, status,
/// password_hash, password_expires_at.
AccountSecrets to_account(const Row& row) {
    AccountSecrets secrets;
    model::Account& account = secrets.account;
    account.id = row.integer(0);
    account.login = row.text(1);
    account.display_name = row.text(2);
    const auto role = model::find_role(row.text(3));
    if (!role) {
        throw StoreError(StoreFault::corrupt, "account with an unknown role");
    }
    account.role = *role;
    account.division_id = row.integer(4);
    account.must_change_password = row.integer(5) != 0;
    account.is_closed = row.text(6) == "closed";
    secrets.password_hash = row.text(7);
    secrets.password_expires_at_us = row.optional_integer(8);
    return secrets;
}

} // namespace

std::optional<AccountSecrets> find_account(Reader& reader, std::string_view login) {
    return reader.find(R"(
        SELECT id, login, display_name, role, division_id, must_change_password, status,
               password_hash, password_expires_at
        FROM account WHERE login = $1)",
                       {std::string(login)}, to_account);
}

std::optional<AccountSecrets> find_account(Reader& reader, std::int64_t id) {
    return reader.find(R"(
        SELECT id, login, display_name, role, division_id, must_change_password, status,
               password_hash, password_expires_at
        FROM account WHERE id = $1)",
                       {id}, to_account);
}

void insert_account(Transaction& transaction, const model::Account& account,
                    const NewPassword& password, std::int64_t now_us) {
    transaction.execute(R"(
        INSERT INTO account (id, login, display_name, role, division_id, password_hash,
                             must_change_password, password_expires_at, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9))",
                        {account.id, account.login, account.display_name,
                         std::string(to_string(account.role)), account.division_id, password.hash,
                         std::int64_t{password.must_change}, nullable(password.expires_at_us),
                         now_us});
}

void set_password(Transaction& transaction, std::int64_t account_id, const NewPassword& password,
                  int kept_history, std::int64_t now_us) {
    transaction.execute(R"(
        INSERT INTO password_history (account_id, replaced_at, password_hash)
        SELECT id, $2, password_hash FROM account WHERE id = $1
        ON CONFLICT (account_id, replaced_at) DO NOTHING)",
                        {account_id, now_us});
    transaction.execute(R"(
        DELETE FROM password_history
        WHERE account_id = $1 AND replaced_at NOT IN (
            SELECT replaced_at FROM password_history WHERE account_id = $1
            ORDER BY replaced_at DESC LIMIT $2))",
                        {account_id, std::int64_t{kept_history}});
    transaction.execute(R"(
        UPDATE account
        SET password_hash = $2, must_change_password = $3, password_expires_at = $4
        WHERE id = $1)",
                        {account_id, password.hash, std::int64_t{password.must_change},
                         nullable(password.expires_at_us)});
}

std::vector<std::string> list_password_history(Reader& reader, std::int64_t account_id) {
    return reader.list(R"(
        SELECT password_hash FROM password_history WHERE account_id = $1
        ORDER BY replaced_at DESC)",
                       {account_id}, [](const Row& row) { return std::string(row.text(0)); });
}

void close_account(Transaction& transaction, std::int64_t account_id) {
    transaction.execute("UPDATE account SET status = 'closed' WHERE id = $1", {account_id});
}

} // namespace tuban::store
