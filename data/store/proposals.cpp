#include "data/store/proposals.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace tuban::store {
namespace {

const std::string columns =
    "p.household_id, p.division_id, p.decision, p.patch_number, p.probability, "
    "p.none_probability, p.candidates, p.reasons, p.patches_version, p.run_id, p.evaluated_at, "
    "p.state, p.decided_at, p.action_id, p.blind ";

/// By the household's place: a newer list may have moved it since it was matched.
const std::string from_area = "FROM division d CROSS JOIN proposal p ON p.place_id = d.id "
                              "WHERE d.first_label BETWEEN $1 AND $2 ";

/// What can be confirmed together.
const std::string to_confirm =
    std::string("AND ") + has_likely_patch_sql + " AND p.blind <> 'waiting' ";

model::Proposal to_proposal(const Row& row) {
    model::Proposal proposal;
    proposal.household_id = row.integer(0);
    proposal.division_id = row.integer(1);
    proposal.decision = model::match_decision_from(row.text(2)).value();
    proposal.patch_number = row.optional_text(3);
    proposal.probability = row.real(4);
    proposal.none_probability = row.real(5);
    proposal.candidates = row.text(6);
    proposal.reasons = row.text(7);
    proposal.patches_version = row.text(8);
    proposal.run_id = row.integer(9);
    proposal.evaluated_at_us = row.integer(10);
    proposal.state = model::proposal_state_from(row.text(11)).value();
    proposal.decided_at_us = row.optional_integer(12);
    proposal.action_id = row.optional_integer(13);
    proposal.blind = model::blind_check_from(row.text(14)).value();
    return proposal;
}

/// A set as exactly three parameters, the last one repeated; all of them where it is empty.
template <typename Enum>
std::array<std::string, 3> as_parameters(std::vector<Enum> chosen) {
    std::sort(chosen.begin(), chosen.end());
    chosen.erase(std::unique(chosen.begin(), chosen.end()), chosen.end());
    std::array<std::string, 3> parameters;
    for (std::size_t i = 0; i < parameters.size(); ++i) {
        parameters.at(i) = to_string(chosen.empty() ? static_cast<Enum>(i)
                                                    : chosen[std::min(i, chosen.size() - 1)]);
    }
    return parameters;
}

std::int64_t to_count(const Row& row) {
    return row.integer(0);
}

} // namespace

std::optional<model::Proposal> find_proposal(Reader& reader, std::int64_t household_id) {
    static const std::string sql =
        "SELECT " + columns + "FROM proposal p WHERE p.household_id = $1";
    return reader.find(sql, {household_id}, to_proposal);
}

void put_proposal(Transaction& transaction, const model::Proposal& proposal) {
    transaction.execute(
        "INSERT INTO proposal (household_id, place_id, division_id, decision, patch_number, "
        "probability, "
        "none_probability, candidates, reasons, patches_version, run_id, evaluated_at, state, "
        "decided_at, action_id, blind) "
        "VALUES ($1, (SELECT division_id FROM household WHERE id = $1), $2, $3, $4, $5, $6, $7, "
        "$8, "
        "$9, $10, $11, $12, $13, $14, $15) "
        "ON CONFLICT (household_id) DO UPDATE SET division_id = excluded.division_id, "
        "decision = excluded.decision, patch_number = excluded.patch_number, "
        "probability = excluded.probability, none_probability = excluded.none_probability, "
        "candidates = excluded.candidates, reasons = excluded.reasons, "
        "patches_version = excluded.patches_version, run_id = excluded.run_id, "
        "evaluated_at = excluded.evaluated_at, state = excluded.state, "
        "decided_at = excluded.decided_at, action_id = excluded.action_id, "
        "blind = excluded.blind",
        {proposal.household_id, proposal.division_id, std::string(to_string(proposal.decision)),
         nullable(proposal.patch_number), proposal.probability, proposal.none_probability,
         proposal.candidates, proposal.reasons, proposal.patches_version, proposal.run_id,
         proposal.evaluated_at_us, std::string(to_string(proposal.state)),
         nullable(proposal.decided_at_us), nullable(proposal.action_id),
         std::string(to_string(proposal.blind))});
}

void delete_proposal(Transaction& transaction, std::int64_t household_id) {
    transaction.execute("DELETE FROM proposal WHERE household_id = $1", {household_id});
}

ProposalPage list_proposals(Reader& reader, const model::Area& area, const ProposalFilter& filter,
                            PageRange range) {
    static const std::string where = from_area +
                                     "AND p.blind <> 'waiting' AND p.state IN ($3, $4, $5) AND "
                                     "p.decision IN ($6, $7, $8) AND p.probability >= $9 ";
    static const std::string count_sql = "SELECT count(*) " + where;
    // Chosen within the index; the rows of those few are read afterwards.
    static const std::string order = "ORDER BY p.probability DESC, p.household_id ";
    static const std::string page_sql =
        "SELECT " + columns + "FROM (SELECT p.household_id AS id " + where + order +
        "LIMIT $10 OFFSET $11) AS page JOIN proposal p ON p.household_id = page.id " + order;
    const auto states = as_parameters(filter.states);
    const auto decisions = as_parameters(filter.decisions);
    ProposalPage page;
    page.total =
        *reader.find(count_sql,
                     {area.first_label(), area.last_label(), states[0], states[1], states[2],
                      decisions[0], decisions[1], decisions[2], filter.least_probability},
                     to_count);
    page.rows = reader.list(page_sql,
                            {area.first_label(), area.last_label(), states[0], states[1], states[2],
                             decisions[0], decisions[1], decisions[2], filter.least_probability,
                             range.limit, range.offset},
                            to_proposal);
    return page;
}

std::vector<ProbabilityBucket> open_probabilities(Reader& reader, const model::Area& area) {
    static const std::string sql =
        "SELECT min(p.probability), count(*), sum(1 - p.probability) " + from_area + to_confirm +
        "GROUP BY CAST(p.probability * 10000 AS INTEGER) ORDER BY 1 DESC";
    return reader.list(sql, {area.first_label(), area.last_label()}, [](const Row& row) {
        return ProbabilityBucket{row.real(0), row.integer(1), row.real(2)};
    });
}

ProbabilityBucket open_from(Reader& reader, const model::Area& area, double least) {
    static const std::string sql = "SELECT count(*), coalesce(sum(1 - p.probability), 0.0) " +
                                   from_area + to_confirm + "AND p.probability >= $3";
    return reader
        .find(sql, {area.first_label(), area.last_label(), least},
              [least](const Row& row) {
                  return ProbabilityBucket{least, row.integer(0), row.real(1)};
              })
        .value();
}

std::vector<std::int64_t> unseen_proposals(Reader& reader, const model::Area& area,
                                           std::int64_t run_id, bool only_not_found) {
    static const std::string sql =
        "SELECT p.household_id " + from_area +
        "AND p.state = 'open' AND p.run_id <> $3 AND ($4 = 0 OR EXISTS (SELECT 1 FROM household h "
        "WHERE h.id = p.household_id AND h.patch_state = 'not_found')) "
        "ORDER BY p.household_id";
    return reader.list(
        sql, {area.first_label(), area.last_label(), run_id, std::int64_t{only_not_found ? 1 : 0}},
        to_count);
}

BlindQueue blind_queue(Reader& reader, const model::Area& area) {
    static const std::string sql =
        "SELECT count(*), coalesce(sum(q.is_waiting), 0), "
        "min(CASE WHEN q.is_waiting THEN q.id END) FROM (SELECT p.household_id AS id, "
        "p.blind = 'waiting' AND p.state = 'open' AS is_waiting " +
        from_area + "AND p.blind <> '') AS q";
    BlindQueue queue;
    std::optional<std::int64_t> next;
    reader.query(sql, {area.first_label(), area.last_label()}, [&](const Row& row) {
        queue.total = row.integer(0);
        queue.waiting = row.integer(1);
        next = row.optional_integer(2);
    });
    if (next) {
        queue.next = find_proposal(reader, *next);
    }
    return queue;
}

std::vector<ProposalCount> count_proposals(Reader& reader) {
    return reader.list("SELECT division_id, state, decision, blind = 'waiting', count(*) "
                       "FROM proposal GROUP BY division_id, state, decision, blind = 'waiting'",
                       {}, [](const Row& row) {
                           return ProposalCount{row.integer(0),
                                                model::proposal_state_from(row.text(1)).value(),
                                                model::match_decision_from(row.text(2)).value(),
                                                row.integer(3) != 0, row.integer(4)};
                       });
}

bool BackfillRow::has_likely_patch() const {
    return proposal && proposal->has_likely_patch();
}

BackfillPage list_backfill(Reader& reader, const model::Area& area, std::optional<bool> is_likely,
                           PageRange range) {
    static const std::string from =
        "FROM household h JOIN division d ON d.id = h.division_id "
        "LEFT JOIN proposal p ON p.household_id = h.id "
        "WHERE d.first_label BETWEEN $1 AND $2 AND h.patch_state = 'not_found' ";
    static const std::string likely = std::string("coalesce(") + has_likely_patch_sql + ", 0) ";
    static const std::string count_sql =
        "SELECT count(*), coalesce(sum(" + likely + "), 0) " + from;
    static const std::string page_sql = "SELECT h.id " + from + "AND ($3 < 0 OR " + likely +
                                        "= $3) ORDER BY " + likely +
                                        "DESC, d.first_label, h.head_name_key, h.id "
                                        "LIMIT $4 OFFSET $5";
    BackfillPage page;
    reader.query(count_sql, {area.first_label(), area.last_label()}, [&](const Row& row) {
        page.total = row.integer(0);
        page.likely_total = row.integer(1);
    });
    if (is_likely) {
        page.total = *is_likely ? page.likely_total : page.total - page.likely_total;
    }
    const std::int64_t wanted = !is_likely ? -1 : (*is_likely ? 1 : 0);
    const auto ids = reader.list(
        page_sql, {area.first_label(), area.last_label(), wanted, range.limit, range.offset},
        to_count);
    for (const auto id : ids) {
        page.rows.push_back(
            {find_household_row(reader, area, id).value(), find_proposal(reader, id)});
    }
    return page;
}

} // namespace tuban::store
