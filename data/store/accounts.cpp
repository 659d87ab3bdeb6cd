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

/// Columns: id, login, display_name, role, must_change_password, status, created_at, then those of
/// the division.
AccountRow to_row(const Row& row) {
    AccountRow listed;
    auto& [account, division, created_at_us] = listed;
    account.id = row.integer(0);
    account.login = row.text(1);
    account.display_name = row.text(2);
    account.role = model::find_role(row.text(3)).value();
    account.must_change_password = row.integer(4) != 0;
    account.is_closed = row.text(5) == "closed";
    created_at_us = row.integer(6);
    division.id = row.integer(7);
    division.code = row.text(8);
    division.name = row.text(9);
    division.level = static_cast<model::Level>(row.integer(10));
    division.parent_id = row.optional_integer(11);
    division.full_name = row.text(12);
    division.first_label = row.integer(13);
    division.last_label = row.integer(14);
    account.division_id = division.id;
    return listed;
}

} // namespace

AccountPage list_accounts(Reader& reader, const model::Area& area, const AccountFilter& filter,
                          std::int64_t limit, std::int64_t offset) {
    const std::string role = filter.role ? to_string(*filter.role) : "";
    const std::string status =
        filter.is_closed ? (*filter.is_closed ? "closed" : "active") : std::string();
    AccountPage page;
    page.total = *reader.find(R"(
        SELECT count(*) FROM account a JOIN division d ON d.id = a.division_id
        WHERE d.first_label BETWEEN $1 AND $2 AND ($3 = '' OR a.role = $3)
          AND ($4 = '' OR a.status = $4) AND substr(a.login, 1, length($5)) = $5)",
                              {area.first_label(), area.last_label(), role, status, filter.login},
                              [](const Row& row) { return row.integer(0); });
    page.rows = reader.list(
        R"(
        SELECT a.id, a.login, a.display_name, a.role, a.must_change_password, a.status,
               a.created_at, d.id, d.code, d.name, d.level, d.parent_id, d.full_name,
               d.first_label, d.last_label
        FROM account a JOIN division d ON d.id = a.division_id
        WHERE d.first_label BETWEEN $1 AND $2 AND ($3 = '' OR a.role = $3)
          AND ($4 = '' OR a.status = $4) AND substr(a.login, 1, length($5)) = $5
        ORDER BY d.first_label, a.login LIMIT $6 OFFSET $7)",
        {area.first_label(), area.last_label(), role, status, filter.login, limit, offset}, to_row);
    return page;
}

std::optional<AccountRow> find_account_row(Reader& reader, const model::Area& area,
                                           std::int64_t id) {
    return reader.find(R"(
        SELECT a.id, a.login, a.display_name, a.role, a.must_change_password, a.status,
               a.created_at, d.id, d.code, d.name, d.level, d.parent_id, d.full_name,
               d.first_label, d.last_label
        FROM account a JOIN division d ON d.id = a.division_id
        WHERE a.id = $1 AND d.first_label BETWEEN $2 AND $3)",
                       {id, area.first_label(), area.last_label()}, to_row);
}

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
