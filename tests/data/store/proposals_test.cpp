#include "data/store/documents.hpp"
#include "data/store/household_staging.hpp"
#include "data/store/households.hpp"
#include "data/store/proposals.hpp"
#include "tests/data/store/tree_fixture.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <array>
#include <map>
#include <random>
#include <tuple>

namespace tuban::store {
namespace {

using model::BlindCheck;
using model::MatchDecision;
using model::PatchState;
using model::Proposal;
using model::ProposalState;

constexpr std::array<std::int64_t, 5> filed_under{4, 5, 6, 7, 8};
constexpr std::array states{ProposalState::open, ProposalState::confirmed, ProposalState::rejected};
constexpr std::array decisions{MatchDecision::automatic, MatchDecision::review,
                               MatchDecision::none};
constexpr std::array checks{BlindCheck::not_sampled, BlindCheck::not_sampled, BlindCheck::waiting,
                            BlindCheck::checked, BlindCheck::unsure};

/// Random proposals of households that move, and what is said of them without an index.
class Proposals : public StoreContract {
  protected:
    std::size_t below(std::size_t end) { return m_random() % end; }
    bool one_in(std::size_t count) { return below(count) == 0; }
    template <typename Values>
    auto any_of(const Values& values) {
        return values.at(below(values.size()));
    }

    Proposals() {
        TreeFixture::fill(store());
        for (std::int64_t id = 1; id <= 200; ++id) {
            model::Household household;
            household.id = id;
            household.list = model::HouseholdList::lookback;
            household.division_id = any_of(filed_under);
            household.head_name = "张三";
            household.patch_state = one_in(3) ? PatchState::not_found : PatchState::unlinked;
            m_households.emplace(id, household);
            store().write([&](Transaction& t) { insert_household(t, household); });
            propose(id);
        }
        store().read([&](Reader& r) {
            for (const auto& division : divisions_in(r, whole_area())) {
                m_divisions.emplace(division.id, division);
            }
        });
    }

    std::int64_t any_household() { return static_cast<std::int64_t>(1 + below(200)); }

    void propose(std::int64_t id) {
        Proposal proposal;
        proposal.household_id = id;
        proposal.division_id = m_households.at(id).division_id;
        proposal.decision = any_of(decisions);
        if (!one_in(4)) {
            proposal.patch_number = "990101" + std::to_string(below(20));
        }
        proposal.probability = static_cast<double>(below(8)) / 8;
        proposal.run_id = static_cast<std::int64_t>(below(3));
        proposal.state = any_of(states);
        proposal.blind = any_of(checks);
        m_proposals.insert_or_assign(id, proposal);
        store().write([&](Transaction& t) { put_proposal(t, proposal); });
    }

    /// By a save that files it elsewhere, or by a newer list, which moves only what isn't begun.
    void move(std::int64_t id) {
        auto& household = m_households.at(id);
        const auto to = any_of(filed_under);
        store().write([&](Transaction& t) {
            if (household.patch_state == PatchState::unlinked && one_in(2)) {
                auto staged = household;
                staged.division_id = to;
                stage_household(t, 7, {staged, false, Blob{1}});
                publish_staged(t, 7);
            } else {
                assign_division(t, id, to);
            }
        });
        household.division_id = to;
    }

    /// Those of households in the area.
    std::vector<Proposal> in(const model::Area& area) const {
        std::vector<Proposal> found;
        for (const auto& [id, proposal] : m_proposals) {
            if (area.contains(m_divisions.at(m_households.at(id).division_id).first_label)) {
                found.push_back(proposal);
            }
        }
        return found;
    }

    void expect_list(Reader& reader, const model::Area& area) {
        ProposalFilter filter;
        if (one_in(2)) {
            filter.states = {any_of(states), any_of(states)};
        }
        if (one_in(2)) {
            filter.decisions = {any_of(decisions), any_of(decisions)};
        }
        filter.least_probability = static_cast<double>(below(6)) / 8;
        const PageRange range{static_cast<std::int64_t>(1 + below(30)),
                              static_cast<std::int64_t>(below(3) * below(20))};
        const auto admits = [](const auto& chosen, auto value) {
            return chosen.empty() || std::find(chosen.begin(), chosen.end(), value) != chosen.end();
        };
        auto expected = in(area);
        std::erase_if(expected, [&](const Proposal& p) {
            return p.blind == BlindCheck::waiting || !admits(filter.states, p.state) ||
                   !admits(filter.decisions, p.decision) ||
                   p.probability < filter.least_probability;
        });
        std::sort(expected.begin(), expected.end(), [](const Proposal& a, const Proposal& b) {
            return std::tuple(-a.probability, a.household_id) <
                   std::tuple(-b.probability, b.household_id);
        });
        const auto page = list_proposals(reader, area, filter, range);
        EXPECT_EQ(page.total, static_cast<std::int64_t>(expected.size()));
        std::vector<std::int64_t> listed;
        for (const auto& row : page.rows) {
            listed.push_back(row.household_id);
        }
        std::vector<std::int64_t> wanted;
        for (auto i = range.offset; i < std::min(range.offset + range.limit, page.total); ++i) {
            wanted.push_back(expected.at(static_cast<std::size_t>(i)).household_id);
        }
        EXPECT_EQ(listed, wanted);
    }

    void expect_queue(Reader& reader, const model::Area& area) const {
        BlindQueue expected;
        for (const auto& proposal : in(area)) {
            expected.total += proposal.blind != BlindCheck::not_sampled ? 1 : 0;
            if (proposal.blind == BlindCheck::waiting && proposal.state == ProposalState::open) {
                expected.next = expected.waiting++ == 0 ? proposal : expected.next;
            }
        }
        const auto queue = blind_queue(reader, area);
        EXPECT_EQ(queue.total, expected.total);
        EXPECT_EQ(queue.waiting, expected.waiting);
        ASSERT_EQ(queue.next.has_value(), expected.next.has_value());
        if (queue.next) {
            EXPECT_EQ(queue.next->household_id, expected.next->household_id);
        }
    }

    void expect_probabilities(Reader& reader, const model::Area& area) const {
        std::map<double, std::int64_t> expected;
        for (const auto& p : in(area)) {
            if (p.state == ProposalState::open && p.patch_number &&
                p.probability > p.none_probability && p.blind != BlindCheck::waiting) {
                ++expected[p.probability];
            }
        }
        std::map<double, std::int64_t> found;
        for (const auto& bucket : open_probabilities(reader, area)) {
            found[bucket.least] = bucket.proposals;
        }
        EXPECT_EQ(found, expected);
        for (const auto& [least, ignored] : expected) {
            std::int64_t count = 0;
            double errors = 0;
            for (auto at = expected.find(least); at != expected.end(); ++at) {
                count += at->second;
                errors += (1 - at->first) * static_cast<double>(at->second);
            }
            const auto sure = open_from(reader, area, least);
            EXPECT_EQ(sure.proposals, count);
            EXPECT_NEAR(sure.expected_errors, errors, 1e-6);
        }
        EXPECT_EQ(open_from(reader, area, 1.5).proposals, 0);
    }

    void expect_unseen(Reader& reader, const model::Area& area) const {
        for (const bool only_not_found : {false, true}) {
            std::vector<std::int64_t> expected;
            for (const auto& p : in(area)) {
                if (p.state == ProposalState::open && p.run_id != 1 &&
                    (!only_not_found ||
                     m_households.at(p.household_id).patch_state == PatchState::not_found)) {
                    expected.push_back(p.household_id);
                }
            }
            EXPECT_EQ(unseen_proposals(reader, area, 1, only_not_found), expected);
        }
    }

    std::mt19937 m_random{11};
    std::map<std::int64_t, model::Household> m_households;
    std::map<std::int64_t, Proposal> m_proposals;
    std::map<std::int64_t, model::Division> m_divisions;
};

TEST_P(Proposals, ListsFollowTheHouseholdAndAreWhatAPlainPredicateAndSortGive) {
    for (int run = 0; run < 300; ++run) {
        if (one_in(2)) {
            move(any_household());
        }
        if (one_in(3)) {
            propose(any_household());
        }
        const auto place =
            std::next(m_divisions.begin(), static_cast<std::ptrdiff_t>(below(m_divisions.size())));
        const auto area = area_of(place->second);
        store().read([&](Reader& reader) {
            expect_list(reader, area);
            expect_queue(reader, area);
            expect_probabilities(reader, area);
            expect_unseen(reader, area);
        });
        ASSERT_FALSE(HasFailure()) << "run " << run;
    }
}

INSTANTIATE_TEST_SUITE_P(Engines, Proposals, testing::Values(embedded_engine()), engine_name);

} // namespace
} // namespace tuban::store
