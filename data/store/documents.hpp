#pragma once

#include "data/model/division.hpp"
#include "data/model/record.hpp"
#include "data/store/store.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Documents of households, their history, and the facts of them that a household's row carries.
namespace tuban::store {

std::optional<model::Document> find_document(Reader& reader, const model::Area& area,
                                             std::int64_t household_id, std::string_view form);

void insert_document(Transaction& transaction, const model::Document& document);

/// Writes status, version, body and who wrote; false when the stored version is not
/// `expected_version` any more.
bool update_document(Transaction& transaction, const model::Document& document,
                     std::int64_t expected_version);

void append_revision(Transaction& transaction, std::int64_t document_id,
                     const model::Revision& revision);

/// A revision with the name of who made it.
struct HistoryEntry {
    model::Revision revision;
    std::string account_name;
};

/// Latest first.
std::vector<HistoryEntry> document_history(Reader& reader, std::int64_t document_id);

/// What lists filter and sort by; written in the transaction that changes the record.
struct RecordFacts {
    model::Status status = model::Status::not_started;
    std::string housing; ///< own_rural, other_safe, deceased or empty
    std::string grade;   ///< A–D or empty
    bool is_resubmitted = false;
};
void set_record_facts(Transaction& transaction, std::int64_t household_id, const RecordFacts& facts,
                      std::int64_t now_us);

/// Submitted again after a return, and waiting.
std::int64_t count_resubmitted(Reader& reader, const model::Area& area, std::string_view list);

/// Files a household that had no village under its village.
void assign_division(Transaction& transaction, std::int64_t household_id, std::int64_t division_id);

/// Every household of a list with its document, for the recount: facts as the row carries them,
/// status and body as the document has them (not_started and empty where there is none).
struct RecordOfHousehold {
    std::int64_t household_id = 0;
    std::int64_t division_id = 0;
    RecordFacts facts;
    model::Status document_status = model::Status::not_started;
    std::string_view body; ///< valid during the visit
};
void visit_records(Reader& reader, std::string_view list, std::string_view form,
                   const std::function<void(const RecordOfHousehold&)>& visit);

} // namespace tuban::store
