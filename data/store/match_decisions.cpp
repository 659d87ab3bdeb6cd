#include "data/store/match_decisions.hpp"

#include <algorithm>

namespace tuban::store {

void append_match_decision(Transaction& transaction, const MatchDecisionEntry& entry) {
    const auto& proposal = entry.proposal;
    transaction.execute(
        "INSERT INTO match_decision (id, action_id, household_id, division_id, method, "
        "is_confirmed, patch_number, probability, decision, candidates, chosen_number, "
        "state_before, account_id, at) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
        {entry.id, entry.action_id, proposal.household_id, proposal.division_id,
         std::string(to_string(entry.method)), std::int64_t{entry.is_confirmed ? 1 : 0},
         proposal.patch_number.value(), proposal.probability,
         std::string(to_string(proposal.decision)), proposal.candidates,
         nullable(entry.chosen_number), std::string(to_string(entry.state_before)),
         entry.account_id, entry.at_us});
}

std::vector<UndoableDecision> decisions_of_action(Reader& reader, std::int64_t action_id,
                                                  std::int64_t account_id) {
    return reader.list(
        "SELECT household_id, is_confirmed, patch_number, "
        "is_confirmed = 1 OR method IN ('chosen', 'blind'), chosen_number, state_before, at "
        "FROM match_decision WHERE action_id = $1 AND account_id = $2 AND "
        "undone_at IS NULL ORDER BY id",
        {action_id, account_id}, [](const Row& row) {
            return UndoableDecision{row.integer(0),
                                    row.integer(1) != 0,
                                    std::string(row.text(2)),
                                    row.integer(3) != 0,
                                    row.optional_text(4),
                                    model::patch_state_from(std::string(row.text(5))).value(),
                                    row.integer(6)};
        });
}

void undo_match_decisions(Transaction& transaction, std::int64_t household_id,
                          const std::string& patch_number, std::optional<std::int64_t> action_id,
                          std::int64_t now_us) {
    transaction.execute("UPDATE match_decision SET undone_at = $4 WHERE household_id = $1 AND "
                        "patch_number = $2 AND undone_at IS NULL AND "
                        "(CAST($3 AS BIGINT) IS NULL OR action_id = $3)",
                        {household_id, patch_number, nullable(action_id), now_us});
}

std::vector<Rejection> rejections_in(Reader& reader, const model::Area& area) {
    return reader.list(
        "SELECT DISTINCT m.household_id, m.patch_number FROM match_decision m "
        "JOIN household h ON h.id = m.household_id JOIN division d ON d.id = h.division_id "
        "WHERE d.first_label BETWEEN $1 AND $2 AND m.is_confirmed = 0 AND m.undone_at IS NULL "
        "ORDER BY m.household_id, m.patch_number",
        {area.first_label(), area.last_label()}, [](const Row& row) {
            return Rejection{row.integer(0), std::string(row.text(1))};
        });
}

std::vector<std::string> rejections_of(Reader& reader, std::int64_t household_id) {
    return reader.list(
        "SELECT DISTINCT patch_number FROM match_decision WHERE household_id = $1 AND "
        "is_confirmed = 0 AND undone_at IS NULL ORDER BY patch_number",
        {household_id}, [](const Row& row) { return std::string(row.text(0)); });
}

std::vector<std::int64_t> bulk_confirmed_in(Reader& reader, const model::Area& area) {
    return reader.list(
        "SELECT DISTINCT m.household_id FROM match_decision m "
        "JOIN household h ON h.id = m.household_id JOIN division d ON d.id = h.division_id "
        "WHERE d.first_label BETWEEN $1 AND $2 AND m.method = 'bulk' AND m.is_confirmed = 1 AND "
        "m.undone_at IS NULL AND h.patch_number = m.patch_number ORDER BY m.household_id",
        {area.first_label(), area.last_label()}, [](const Row& row) { return row.integer(0); });
}

Reliability reliability_in(Reader& reader, const model::Area& area) {
    Reliability all;
    reader.query(
        "SELECT CAST(m.probability * 10 AS INTEGER), m.method, count(*), sum(m.probability), "
        "sum(m.is_confirmed) FROM division d CROSS JOIN match_decision m "
        "WHERE d.first_label BETWEEN $1 AND $2 AND m.division_id = d.id AND m.undone_at IS NULL "
        "GROUP BY 1, 2",
        {area.first_label(), area.last_label()}, [&](const Row& row) {
            const auto last = static_cast<std::int64_t>(all.bins.size()) - 1;
            auto& bin = all.bins.at(
                static_cast<std::size_t>(std::clamp<std::int64_t>(row.integer(0), 0, last)));
            const auto method = row.text(1);
            if (method == to_string(model::DecisionMethod::bulk)) {
                all.bulk_confirmed += row.integer(4);
                return;
            }
            bin.checked += row.integer(2);
            bin.probability_sum += row.real(3);
            bin.right += row.integer(4);
            if (method == to_string(model::DecisionMethod::blind)) {
                all.blind_checked += row.integer(2);
                all.blind_agreed += row.integer(4);
            }
        });
    return all;
}

} // namespace tuban::store
