#include "server/jobs/match.hpp"

#include "data/store/divisions.hpp"
#include "data/store/households.hpp"
#include "data/store/match_counties.hpp"
#include "data/store/proposals.hpp"
#include "data/store/segments.hpp"
#include "server/jobs/match_input.hpp"
#include "server/workflow/proposal_state.hpp"
#include "spatial/matching/county.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

namespace tuban::jobs {
namespace {

using model::PatchState;
using nlohmann::json;

constexpr std::size_t households_per_step = 200;

model::MatchDecision to_model(matching::Decision decision) {
    switch (decision) {
    case matching::Decision::automatic:
        return model::MatchDecision::automatic;
    case matching::Decision::review:
        return model::MatchDecision::review;
    case matching::Decision::none:
    case matching::Decision::linked: // not written
        break;
    }
    return model::MatchDecision::none;
}

model::Proposal to_proposal(const matching::HouseholdMatch& match,
                            const matching::CountyPatches& patches) {
    model::Proposal proposal;
    proposal.decision = to_model(match.decision);
    proposal.none_probability = match.none_probability;
    auto candidates = json::array();
    for (const auto& ranked : match.patches) {
        candidates.push_back(
            {{"number", patches.number(ranked.patch)}, {"probability", ranked.probability}});
    }
    proposal.candidates = candidates.dump();
    if (!match.patches.empty()) {
        const auto& best = match.patches.front();
        proposal.patch_number = patches.number(best.patch);
        proposal.probability = best.probability;
        auto reasons = json::array();
        for (const auto& reason : best.reasons) {
            reasons.push_back(
                {{"code", reason.code}, {"text", reason.text}, {"weight", reason.weight}});
        }
        proposal.reasons = reasons.dump(-1, ' ', false, json::error_handler_t::replace);
    }
    return proposal;
}

/// What a run has written so far; stands in its checkpoint.
struct Written {
    std::int64_t after = 0; ///< the last household written; 0: none yet
    std::int64_t added = 0;
    std::int64_t changed = 0;
    std::int64_t unchanged = 0;
    std::int64_t kept = 0; ///< linked or decided by people

    void add(workflow::Put put) {
        switch (put) {
        case workflow::Put::added:
            ++added;
            break;
        case workflow::Put::changed:
            ++changed;
            break;
        case workflow::Put::unchanged:
            ++unchanged;
            break;
        case workflow::Put::kept:
            ++kept;
            break;
        }
    }
    std::string checkpoint() const {
        return json{{"after", after},
                    {"added", added},
                    {"changed", changed},
                    {"unchanged", unchanged},
                    {"kept", kept}}
            .dump();
    }
    static Written from(const std::string& checkpoint) {
        Written written;
        if (!checkpoint.empty()) {
            const auto stored = json::parse(checkpoint);
            written.after = stored["after"];
            written.added = stored["added"];
            written.changed = stored["changed"];
            written.unchanged = stored["unchanged"];
            written.kept = stored["kept"];
        }
        return written;
    }
};

class MatchRun {
  public:
    MatchRun(const MatchParts& parts, JobRun& run)
        : m_parts(parts), m_run(run), m_is_backfill(run.job().start.kind == backfill_kind) {}

    std::string operator()() {
        m_run.progress(0, 0, "正在读取农户和图斑");
        const auto input = read_match_input(m_parts, m_run.job().start.division_id);
        const auto patches = read_match_patches(m_parts, input, m_run);
        matching::Settings settings;
        settings.wanted_precision = input.precision;
        settings.threads = m_parts.threads;
        const auto result = matching::match_county(
            input.households, patches, settings,
            [&](const matching::Progress& at) {
                m_run.progress(static_cast<std::int64_t>(at.done),
                               static_cast<std::int64_t>(at.total), "正在匹配");
            },
            m_run.stop_token());
        if (!result) {
            throw JobStopped{};
        }
        write(input, patches, *result);
        remove_unseen(input);
        m_run.step({m_written.checkpoint(), m_total, m_total, "正在保存建议"},
                   [&](store::Transaction& transaction) {
                       store::set_matched_version(transaction, m_run.job().start.division_id,
                                                  input.view->version, store::now_us());
                   });
        return report(input, *result);
    }

  private:
    /// Whether the run writes about this household as it stands now.
    bool concerns(const model::Household& household) const {
        return household.patch_state == PatchState::not_found ||
               (!m_is_backfill && household.patch_state == PatchState::unlinked);
    }

    void write(const MatchInput& input, const matching::CountyPatches& patches,
               const matching::CountyMatch& result) {
        m_total = static_cast<std::int64_t>(input.ids.size());
        m_written = Written::from(m_run.job().step.checkpoint);
        const auto last = std::find(input.ids.begin(), input.ids.end(), m_written.after);
        auto next = last == input.ids.end()
                        ? std::size_t{0}
                        : static_cast<std::size_t>(last - input.ids.begin()) + 1;
        if (next == 0) {
            m_written = {};
        }
        while (next < input.ids.size()) {
            const auto end = std::min(next + households_per_step, input.ids.size());
            auto written = m_written;
            m_run.step([&](store::Transaction& transaction) {
                written = m_written;
                for (auto i = next; i < end; ++i) {
                    write_one(transaction, input, i, patches, result, written);
                }
                written.after = input.ids[end - 1];
                return store::JobStep{written.checkpoint(), static_cast<std::int64_t>(end), m_total,
                                      "正在保存建议"};
            });
            m_written = written;
            next = end;
        }
    }

    void write_one(store::Transaction& transaction, const MatchInput& input, std::size_t i,
                   const matching::CountyPatches& patches, const matching::CountyMatch& result,
                   Written& counts) const {
        const auto id = input.ids[i];
        const auto household = store::find_household(transaction, input.area, id);
        if (!household || !concerns(*household)) {
            counts.kept += household && household->patch_state == PatchState::linked ? 1 : 0;
            return;
        }
        auto proposal = to_proposal(result.households[i], patches);
        if (household->patch_state == PatchState::not_found && !proposal.patch_number) {
            return; // as it was said
        }
        proposal.household_id = id;
        proposal.division_id = household->division_id;
        proposal.patches_version = input.view->version;
        proposal.run_id = m_run.job().start.id;
        proposal.evaluated_at_us = m_run.job().started_at_us;
        counts.add(workflow::put_evaluation(transaction, proposal, store::now_us()));
    }

    /// Proposals for households that the run found to need none any more.
    void remove_unseen(const MatchInput& input) {
        const auto unseen = m_parts.store.read_value([&](store::Reader& reader) {
            return store::unseen_proposals(reader, input.area, m_run.job().start.id, m_is_backfill);
        });
        for (std::size_t next = 0; next < unseen.size(); next += households_per_step) {
            const auto end = std::min(next + households_per_step, unseen.size());
            m_run.step({m_written.checkpoint(), m_total, m_total, "正在保存建议"},
                       [&](store::Transaction& transaction) {
                           for (auto i = next; i < end; ++i) {
                               const auto before = store::find_proposal(transaction, unseen[i]);
                               if (before && before->state == model::ProposalState::open) {
                                   workflow::replace_proposal(transaction, before, std::nullopt,
                                                              store::now_us());
                               }
                           }
                       });
        }
        m_removed = static_cast<std::int64_t>(unseen.size());
    }

    static json odd_rows(const MatchInput& input, const matching::OddRows& rows) {
        auto first = json::array();
        for (const auto i : rows.first) {
            first.push_back(std::to_string(input.ids[i]));
        }
        return {{"households", rows.households}, {"first", first}};
    }

    std::string report(const MatchInput& input, const matching::CountyMatch& result) const {
        std::map<model::MatchDecision, std::int64_t> decisions;
        std::int64_t linked = 0;
        double expected_errors = 0;
        for (std::size_t i = 0; i < input.households.size(); ++i) {
            const auto& match = result.households[i];
            if (input.households[i].link == matching::Link::patch) {
                ++linked;
                continue;
            }
            ++decisions[to_model(match.decision)];
            if (match.decision == matching::Decision::automatic) {
                expected_errors += 1 - match.patches.front().probability;
            }
        }
        return json{{"households", input.households.size()},
                    {"auto", decisions[model::MatchDecision::automatic]},
                    {"review", decisions[model::MatchDecision::review]},
                    {"none", decisions[model::MatchDecision::none]},
                    {"linked", linked},
                    {"new", m_written.added},
                    {"changed", m_written.changed},
                    {"unchanged", m_written.unchanged},
                    {"kept", m_written.kept},
                    {"removed", m_removed},
                    {"precision", input.precision},
                    {"threshold", result.report.threshold},
                    {"expected_errors", expected_errors},
                    {"pairs", result.report.pairs},
                    {"large_villages", to_json(result.report.large_villages)},
                    {"malformed_ids", odd_rows(input, result.report.malformed_ids)},
                    {"far_positions", odd_rows(input, result.report.far_positions)},
                    {"calibration",
                     {{"stretch", result.report.calibration.stretch},
                      {"none_offset", result.report.calibration.none_offset},
                      {"stretch_deviation", result.report.calibration.stretch_deviation},
                      {"none_offset_deviation", result.report.calibration.none_offset_deviation},
                      {"cases", result.report.calibration.cases}}}}
            .dump();
    }

    const MatchParts& m_parts;
    JobRun& m_run;
    bool m_is_backfill;
    std::int64_t m_total = 0;
    std::int64_t m_removed = 0;
    Written m_written;
};

} // namespace

nlohmann::json to_json(const std::vector<matching::LargeVillage>& villages) {
    auto rows = json::array();
    for (const auto& village : villages) {
        rows.push_back({{"division_code", village.code},
                        {"patches", village.patches},
                        {"households", village.households},
                        {"most_compared", matching::most_compared}});
    }
    return rows;
}

JobKinds match_kinds(const MatchParts& parts) {
    const JobCode code = [parts](JobRun& run) { return MatchRun(parts, run)(); };
    return {{match_kind, code}, {backfill_kind, code}};
}

std::int64_t enqueue_match(store::Transaction& transaction, const std::string& kind,
                           std::int64_t division_id, std::optional<std::int64_t> account_id,
                           std::int64_t now_us) {
    return store::enqueue_job(transaction, {store::new_id(), kind, division_id, account_id, "{}"},
                              now_us);
}

void BackfillWatch::operator()() {
    const auto now_us = store::now_us();
    const auto counties = m_parts.store.read_value([&](store::Reader& reader) {
        std::vector<std::int64_t> due;
        const auto tree = store::tree_version(reader);
        const auto segments = store::segments_epoch(reader);
        if (tree == m_seen_tree && segments == m_seen_segments && now_us < m_look_again_us) {
            return due;
        }
        m_seen_tree = tree;
        m_seen_segments = segments;
        m_look_again_us = std::numeric_limits<std::int64_t>::max();
        for (const auto& unit : store::units_to_backfill(reader, store::whole_area())) {
            const auto view = m_parts.scopes.view(reader, store::area_of(unit));
            const auto known = store::find_match_county(reader, unit.id).patches_version;
            if (view->scope.empty() || view->version == known) {
                continue;
            }
            const auto latest = store::latest_job(reader, backfill_kind, unit.id);
            const bool is_new_batch =
                !latest || latest->job.started_at_us < published_at_us(reader, *view);
            const auto due_us = is_new_batch ? now_us : latest->job.changed_at_us + m_pause_us;
            if (due_us <= now_us) {
                due.push_back(unit.id);
            } else {
                m_look_again_us = std::min(m_look_again_us, due_us);
            }
        }
        return due;
    });
    if (counties.empty()) {
        return;
    }
    m_parts.store.write([&](store::Transaction& transaction) {
        for (const auto county : counties) {
            enqueue_match(transaction, backfill_kind, county, std::nullopt, now_us);
        }
    });
}

} // namespace tuban::jobs
