#include "data/store/documents.hpp"

#include <nlohmann/json.hpp>

namespace tuban::store {
namespace {

model::Action action_from(std::string_view identifier) {
    for (const auto action : {model::Action::save, model::Action::submit, model::Action::approve,
                              model::Action::return_back, model::Action::withdraw}) {
        if (identifier == model::to_string(action)) {
            return action;
        }
    }
    throw Error("store_damaged", "unknown action of a revision");
}

model::Status status_of(std::string_view identifier) {
    const auto status = model::status_from(std::string(identifier));
    if (!status) {
        throw Error("store_damaged", "unknown status");
    }
    return *status;
}

HistoryEntry to_history(const Row& row) {
    HistoryEntry entry;
    entry.revision.version = row.integer(0);
    entry.revision.action = action_from(row.text(1));
    entry.revision.status = status_of(row.text(2));
    entry.revision.body = row.text(3);
    entry.revision.reasons = nlohmann::json::parse(row.text(4)).get<std::vector<std::string>>();
    entry.revision.opinion = row.text(5);
    entry.revision.account_id = row.integer(6);
    entry.revision.at_us = row.integer(7);
    entry.account_name = row.text(8);
    return entry;
}

} // namespace

std::optional<model::Document> find_document(Reader& reader, const model::Area& area,
                                             std::int64_t household_id, std::string_view form) {
    return reader.find(
        "SELECT c.id, c.household_id, c.form, c.form_version, c.status, c.version, c.body, "
        "c.updated_at, c.updated_by FROM document c "
        "JOIN household h ON h.id = c.household_id JOIN division d ON d.id = h.division_id "
        "WHERE c.household_id = $1 AND c.form = $2 AND d.first_label BETWEEN $3 AND $4",
        {household_id, std::string(form), area.first_label(), area.last_label()},
        [](const Row& row) {
            model::Document document;
            document.id = row.integer(0);
            document.household_id = row.integer(1);
            document.form = row.text(2);
            document.form_version = static_cast<int>(row.integer(3));
            document.status = status_of(row.text(4));
            document.version = row.integer(5);
            document.body = row.text(6);
            document.updated_at_us = row.integer(7);
            document.updated_by = row.integer(8);
            return document;
        });
}

void insert_document(Transaction& transaction, const model::Document& document) {
    transaction.execute("INSERT INTO document (id, household_id, form, form_version, status, "
                        "version, body, updated_at, updated_by) "
                        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
                        {document.id, document.household_id, document.form,
                         std::int64_t{document.form_version}, model::to_string(document.status),
                         document.version, document.body, document.updated_at_us,
                         document.updated_by});
}

bool update_document(Transaction& transaction, const model::Document& document,
                     std::int64_t expected_version) {
    return transaction.execute(
               "UPDATE document SET form_version = $3, status = $4, version = $5, body = $6, "
               "updated_at = $7, updated_by = $8 WHERE id = $1 AND version = $2",
               {document.id, expected_version, std::int64_t{document.form_version},
                model::to_string(document.status), document.version, document.body,
                document.updated_at_us, document.updated_by}) == 1;
}

void append_revision(Transaction& transaction, std::int64_t document_id,
                     const model::Revision& revision) {
    transaction.execute("INSERT INTO document_revision (document_id, version, action, status, "
                        "body, reasons, opinion, account_id, at) "
                        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
                        {document_id, revision.version, model::to_string(revision.action),
                         model::to_string(revision.status), revision.body,
                         nlohmann::json(revision.reasons).dump(), revision.opinion,
                         revision.account_id, revision.at_us});
}

std::vector<HistoryEntry> document_history(Reader& reader, std::int64_t document_id) {
    return reader.list("SELECT r.version, r.action, r.status, r.body, r.reasons, r.opinion, "
                       "r.account_id, r.at, a.display_name FROM document_revision r "
                       "JOIN account a ON a.id = r.account_id "
                       "WHERE r.document_id = $1 ORDER BY r.version DESC",
                       {document_id}, to_history);
}

void set_record_facts(Transaction& transaction, std::int64_t household_id, const RecordFacts& facts,
                      std::int64_t now_us) {
    transaction.execute(
        "UPDATE household SET "
        "status_at = CASE WHEN status = $2 AND status_at IS NOT NULL THEN status_at ELSE $6 END, "
        "status = $2, housing = $3, grade = $4, resubmitted = $5 WHERE id = $1",
        {household_id, model::to_string(facts.status), facts.housing, facts.grade,
         std::int64_t{facts.is_resubmitted}, now_us});
}

std::int64_t count_resubmitted(Reader& reader, const model::Area& area, std::string_view list) {
    return reader
        .find("SELECT count(*) FROM division d JOIN household h ON h.division_id = d.id "
              "WHERE d.first_label BETWEEN $1 AND $2 AND h.list = $3 "
              "AND h.status = 'submitted' AND h.resubmitted = 1",
              {area.first_label(), area.last_label(), std::string(list)},
              [](const Row& row) { return row.integer(0); })
        .value_or(0);
}

void assign_division(Transaction& transaction, std::int64_t household_id,
                     std::int64_t division_id) {
    transaction.execute("UPDATE household SET division_id = $2 WHERE id = $1",
                        {household_id, division_id});
}

void visit_records(Reader& reader, std::string_view list, std::string_view form,
                   const std::function<void(const RecordOfHousehold&)>& visit) {
    reader.query("SELECT h.id, h.division_id, h.status, h.housing, h.grade, h.resubmitted, "
                 "COALESCE(c.status, 'not_started'), COALESCE(c.body, '') FROM household h "
                 "LEFT JOIN document c ON c.household_id = h.id AND c.form = $2 "
                 "WHERE h.list = $1",
                 {std::string(list), std::string(form)}, [&](const Row& row) {
                     RecordOfHousehold record;
                     record.household_id = row.integer(0);
                     record.division_id = row.integer(1);
                     record.facts = {status_of(row.text(2)), std::string(row.text(3)),
                                     std::string(row.text(4)), row.integer(5) != 0};
                     record.document_status = status_of(row.text(6));
                     record.body = row.text(7);
                     visit(record);
                 });
}

} // namespace tuban::store
