#pragma once

#include "data/model/account.hpp"
#include "data/model/division.hpp"
#include "data/store/store.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Who did what: each entry carries BLAKE2b of its predecessor's chain value and its own content,
/// so that a change of any earlier entry shows.
namespace tuban::store {

struct AuditEntry {
    std::int64_t id = 0; ///< 1, 2, 3 … without gaps
    std::int64_t at_us = 0;
    std::optional<std::int64_t> account_id; ///< empty: the command line or a job
    std::string remote_address;
    std::string action;
    std::string subject; ///< `household`, `account`, …
    std::string subject_id;
    std::string change = "{}"; ///< JSON; holds no id and no phone
};

/// In the transaction of what it tells about. An actor with account 0 is no account.
void append_audit(Transaction& transaction, const model::Actor& actor, std::string_view action,
                  std::string_view subject, std::string_view subject_id,
                  std::string_view change = "{}");

struct AuditFilter {
    std::string subject;    ///< empty: all
    std::string subject_id; ///< empty: all
};
/// Latest first.
std::vector<AuditEntry> list_audit(Reader& reader, const AuditFilter& filter, std::int64_t limit,
                                   std::int64_t offset);
std::int64_t count_audit(Reader& reader, const AuditFilter& filter);

/// An entry as administrators see it.
struct AuditRow {
    AuditEntry entry;
    std::string login;        ///< empty: the command line or a job
    std::string account_name; ///< likewise
};

struct AuditSearch {
    std::string subject;
    std::string subject_id;
    std::string action;
    std::string login;
    std::optional<std::int64_t> from_us;
    std::optional<std::int64_t> until_us;  ///< this one not any more
    std::optional<std::int64_t> before_id; ///< the page after the entry of this id
};

/// What accounts of the area did, and what was done to its households and accounts; without an
/// area everything, the command line and jobs too. Latest first: of an action or a time as the
/// clock had it, else as they were written.
std::vector<AuditRow> search_audit(Reader& reader, const std::optional<model::Area>& area,
                                   const AuditSearch& search, std::int64_t limit);

struct AuditCheck {
    std::int64_t entries = 0;              ///< checked and found good
    std::optional<std::int64_t> broken_at; ///< the first entry that is altered or missing
    bool is_intact() const noexcept { return !broken_at; }
};
/// Recomputes the whole chain and compares its end with what was written apart.
AuditCheck verify_audit(Reader& reader);

} // namespace tuban::store
