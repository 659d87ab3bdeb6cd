#include "data/store/audit.hpp"

#include "data/seal/digest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>

namespace tuban::store {
namespace {

void append_number(std::string& bytes, std::uint64_t number) {
    for (int shift = 56; shift >= 0; shift -= 8) {
        bytes.push_back(static_cast<char>((number >> shift) & 0xffU));
    }
}

/// Lengths stand before texts, so that no two entries read the same.
void append_text(std::string& bytes, std::string_view text) {
    append_number(bytes, text.size());
    bytes.append(text);
}

Blob next_chain(std::span<const std::uint8_t> previous, const AuditEntry& entry) {
    std::string bytes(previous.begin(), previous.end());
    append_number(bytes, static_cast<std::uint64_t>(entry.id));
    append_number(bytes, static_cast<std::uint64_t>(entry.at_us));
    append_number(bytes, entry.account_id ? 1 : 0);
    append_number(bytes, static_cast<std::uint64_t>(entry.account_id.value_or(0)));
    append_text(bytes, entry.remote_address);
    append_text(bytes, entry.action);
    append_text(bytes, entry.subject);
    append_text(bytes, entry.subject_id);
    append_text(bytes, entry.change);
    const auto digest = seal::digest(bytes);
    return {digest.begin(), digest.end()};
}

AuditEntry to_entry(const Row& row) {
    return {row.integer(0),           row.integer(1),           row.optional_integer(2),
            std::string(row.text(3)), std::string(row.text(4)), std::string(row.text(5)),
            std::string(row.text(6)), std::string(row.text(7))};
}

struct Head {
    std::int64_t entries = 0;
    Blob chain = Blob(std::tuple_size_v<seal::Digest>);
};

Head head_of(Reader& reader) {
    return reader
        .find("SELECT entries, chain FROM audit_head WHERE only = 1", {},
              [](const Row& row) {
                  return Head{row.integer(0), *row.optional_blob(1)};
              })
        .value_or(Head{});
}

/// A trail has tens of millions of entries. What leads to those asked for is an index that gives
/// them from the latest on; the other conditions are tested on what it gives, as they stand in a
/// form in which SQLite takes no index for them.
std::string audit_search_sql(std::string_view lead, std::string_view order) {
    return fmt::format(R"(
        SELECT a.id, a.at, a.account_id, a.remote, a.action, a.subject, a.subject_id, a.change,
               coalesce(w.login, ''), coalesce(w.display_name, '')
        FROM audit a LEFT JOIN account w ON w.id = a.account_id
        WHERE {} AND +a.at >= $2 AND +a.at < $3 AND ($4 = '' OR a.subject = $4)
          AND ($5 = '' OR a.subject_id = $5) AND ($6 = '' OR a.action = $6)
          AND ($7 = '' OR w.login = $7)
          AND ($8 = 1
               OR a.account_id IN (
                   SELECT o.id FROM account o JOIN division d ON d.id = o.division_id
                   WHERE d.first_label BETWEEN $9 AND $10)
               OR (a.subject = 'household' AND EXISTS (
                   SELECT 1 FROM household h JOIN division d ON d.id = h.division_id
                   WHERE h.id = CAST(CASE a.subject WHEN 'household' THEN a.subject_id
                                     ELSE '0' END AS BIGINT)
                     AND d.first_label BETWEEN $9 AND $10))
               OR (a.subject = 'account' AND EXISTS (
                   SELECT 1 FROM account o JOIN division d ON d.id = o.division_id
                   WHERE o.id = CAST(CASE a.subject WHEN 'account' THEN a.subject_id
                                     ELSE '0' END AS BIGINT)
                     AND d.first_label BETWEEN $9 AND $10)))
        ORDER BY {} LIMIT $11)",
                       lead, order);
}

/// By what narrows most.
const std::string& audit_search_sql(const AuditSearch& search) {
    constexpr std::string_view latest = "a.id DESC";
    static const std::string by_subject =
        audit_search_sql("a.id < $1 AND a.subject = $4 AND a.subject_id = $5", latest);
    static const std::string by_account = audit_search_sql(
        "a.id < $1 AND a.account_id = (SELECT id FROM account WHERE login = $7)", latest);
    constexpr std::string_view in_time =
        "(a.at, a.id) < (coalesce((SELECT at FROM audit WHERE id = $1), $3), $1) "
        "AND a.at >= $2 AND a.at < $3";
    constexpr std::string_view latest_in_time = "a.at DESC, a.id DESC";
    static const std::string by_action =
        audit_search_sql(fmt::format("a.action = $6 AND {}", in_time), latest_in_time);
    static const std::string by_time = audit_search_sql(in_time, latest_in_time);
    static const std::string by_id = audit_search_sql("a.id < $1", latest);
    if (!search.subject.empty() && !search.subject_id.empty()) {
        return by_subject;
    }
    if (!search.login.empty()) {
        return by_account;
    }
    if (!search.action.empty()) {
        return by_action;
    }
    return search.from_us || search.until_us ? by_time : by_id;
}

} // namespace

void append_audit(Transaction& transaction, const model::Actor& actor, std::string_view action,
                  std::string_view subject, std::string_view subject_id, std::string_view change) {
    const auto head = head_of(transaction);
    AuditEntry entry;
    entry.id = head.entries + 1;
    entry.at_us = now_us();
    if (actor.account_id != 0) {
        entry.account_id = actor.account_id;
    }
    entry.remote_address = actor.remote_address;
    entry.action = action;
    entry.subject = subject;
    entry.subject_id = subject_id;
    entry.change = change;
    const auto chain = next_chain(head.chain, entry);
    transaction.execute("INSERT INTO audit (id, at, account_id, remote, action, subject, "
                        "subject_id, change, chain) "
                        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
                        {entry.id, entry.at_us, nullable(entry.account_id), entry.remote_address,
                         entry.action, entry.subject, entry.subject_id, entry.change, chain});
    transaction.execute("INSERT INTO audit_head (only, entries, chain) VALUES (1, $1, $2) "
                        "ON CONFLICT (only) DO UPDATE SET entries = excluded.entries, "
                        "chain = excluded.chain",
                        {entry.id, chain});
}

std::vector<AuditEntry> list_audit(Reader& reader, const AuditFilter& filter, std::int64_t limit,
                                   std::int64_t offset) {
    return reader.list(
        "SELECT id, at, account_id, remote, action, subject, subject_id, change "
        "FROM audit WHERE ($1 = '' OR subject = $1) AND ($2 = '' OR subject_id = $2) "
        "ORDER BY id DESC LIMIT $3 OFFSET $4",
        {filter.subject, filter.subject_id, limit, offset}, to_entry);
}

std::int64_t count_audit(Reader& reader, const AuditFilter& filter) {
    return *reader.find("SELECT count(*) FROM audit "
                        "WHERE ($1 = '' OR subject = $1) AND ($2 = '' OR subject_id = $2)",
                        {filter.subject, filter.subject_id},
                        [](const Row& row) { return row.integer(0); });
}

std::vector<AuditRow> search_audit(Reader& reader, const std::optional<model::Area>& area,
                                   const AuditSearch& search, std::int64_t limit) {
    constexpr auto end_of_ids = std::numeric_limits<std::int64_t>::max();
    return reader.list(
        audit_search_sql(search),
        {search.before_id.value_or(end_of_ids), search.from_us.value_or(0),
         search.until_us.value_or(end_of_ids), search.subject, search.subject_id, search.action,
         search.login, std::int64_t{area ? 0 : 1}, area ? area->first_label() : 0,
         area ? area->last_label() : 0, limit},
        [](const Row& row) {
            return AuditRow{to_entry(row), std::string(row.text(8)), std::string(row.text(9))};
        });
}

AuditCheck verify_audit(Reader& reader) {
    AuditCheck check;
    Blob chain = Head{}.chain;
    reader.query("SELECT id, at, account_id, remote, action, subject, subject_id, change, chain "
                 "FROM audit ORDER BY id",
                 {}, [&](const Row& row) {
                     if (check.broken_at) {
                         return;
                     }
                     const auto expected_id = check.entries + 1;
                     const auto entry = to_entry(row);
                     const auto written = row.blob(8);
                     chain = next_chain(chain, entry);
                     if (entry.id != expected_id ||
                         !std::equal(chain.begin(), chain.end(), written.begin(), written.end())) {
                         check.broken_at = expected_id;
                         return;
                     }
                     ++check.entries;
                 });
    const auto head = head_of(reader);
    if (!check.broken_at && (head.entries != check.entries || head.chain != chain)) {
        check.broken_at = std::min(head.entries, check.entries) + 1;
    }
    return check;
}

} // namespace tuban::store
