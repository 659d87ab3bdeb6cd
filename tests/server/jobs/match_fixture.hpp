#pragma once

#include "data/store/households.hpp"
#include "data/store/links.hpp"
#include "data/store/match_counties.hpp"
#include "data/store/proposals.hpp"
#include "server/jobs/import_patches.hpp"
#include "server/jobs/match.hpp"
#include "server/jobs/worker.hpp"
#include "server/workflow/proposal_state.hpp"
#include "tests/data/store/tree_fixture.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <array>
#include <fstream>
#include <set>

namespace tuban::jobs::test {

inline constexpr int houses = 450;
inline constexpr std::int64_t county = 3;
inline constexpr std::int64_t upper_village = 5;

inline std::string name_of(int i) {
    constexpr std::array surnames{"张", "王", "李", "赵", "陈", "刘", "周"};
    constexpr std::array given{"家", "德", "文", "秀", "永", "玉", "光", "明"};
    const auto at = [&](const auto& list, int n) {
        return std::string(list.at(static_cast<std::size_t>(n) % list.size()));
    };
    return at(surnames, i) + at(given, i / 7) + at(given, i / 56);
}

inline std::string address_of(int i) {
    return fmt::format("河口镇上河村{}组{}号", i / 30 + 1, i % 30 + 1);
}

inline std::string number_of(int i) {
    return fmt::format("99010100{:05}", i);
}

inline std::string owner_id_of(int i) {
    return fmt::format("99010119600101{:03}X", i);
}

/// A county of two villages; the upper one has 450 houses, one for each of its households.
class Matches : public testing::Test {
  protected:
    Matches()
        : m_store(store::open_store(m_folder.path())), m_data{m_folder.path()},
          m_sealer(seal::Sealer::open(m_data.key_file(), true)), m_scopes(m_data) {
        store::TreeFixture::fill(*m_store);
        m_store->write([](store::Transaction& t) {
            t.execute("INSERT INTO account (id, login, display_name, role, division_id, "
                      "password_hash, created_at) VALUES (9, 'x', 'x', 'collector', 3, '', 0)",
                      {});
            for (int i = 0; i < houses; ++i) {
                model::Household household;
                household.id = 1000 + i;
                household.division_id = upper_village;
                household.head_name = name_of(i);
                household.address = address_of(i);
                store::insert_household(t, household);
            }
        });
    }

    /// `left_out`: houses that the census does not have.
    void import_houses(const std::set<int>& left_out = {}) {
        const auto file = m_folder.path() / fmt::format("houses{}.geojson", ++m_batches);
        std::ofstream out(file);
        out << R"({"type":"FeatureCollection","features":[)";
        const char* separator = "";
        for (int i = 0; i < houses; ++i) {
            if (left_out.contains(i)) {
                continue;
            }
            const double x = 109.1 + 0.0003 * (i % 30);
            const double y = 34.2 + 0.0003 * (i / 30); // NOLINT(bugprone-integer-division): a row
            out << std::exchange(separator, ",")
                << fmt::format(
                       R"({{"type":"Feature","properties":{{"bh":"{}","xzqdm":"990101001200","fwdz":"{}","hzxm":"{}","owner_id":"{}","fwyt":"住宅","cs":2}},"geometry":{{"type":"Polygon","coordinates":[[[{},{}],[{},{}],[{},{}],[{},{}],[{},{}]]]}}}})",
                       number_of(i), address_of(i), name_of(i), owner_id_of(i), x, y, x + 0.0001, y,
                       x + 0.0001, y + 0.0001, x, y + 0.0001, x, y);
        }
        out << "]}";
        out.close();
        PatchImportRequest request;
        request.files = {file};
        const auto result = import_patches(*m_store, m_sealer, m_data, request, {0, "test"});
        ASSERT_EQ(result.total().refused, 0U);
    }

    MatchParts parts() { return {*m_store, m_sealer, m_scopes, 2}; }

    std::int64_t enqueue(const char* kind = match_kind) {
        return m_store->write_value([&](store::Transaction& t) {
            return enqueue_match(t, kind, county, {}, store::now_us());
        });
    }
    store::Job job(std::int64_t id) {
        return m_store
            ->read_value(
                [&](store::Reader& r) { return store::find_job(r, store::whole_area(), id); })
            .value()
            .job;
    }
    nlohmann::json run(std::int64_t id) {
        Worker(*m_store, m_folder.path(), match_kinds(parts())).run_queue();
        EXPECT_EQ(job(id).state, store::JobState::done) << job(id).report;
        return nlohmann::json::parse(job(id).report);
    }
    nlohmann::json run() { return run(enqueue()); }

    std::optional<model::Proposal> proposal(int i) {
        return m_store->read_value(
            [&](store::Reader& r) { return store::find_proposal(r, 1000 + i); });
    }
    model::Household household(int i) {
        return m_store
            ->read_value([&](store::Reader& r) {
                return store::find_household(r, store::whole_area(), 1000 + i);
            })
            .value();
    }
    void link(int i, model::PatchState state, const std::optional<std::string>& number = {}) {
        m_store->write([&](store::Transaction& t) {
            store::set_link(t, 1000 + i, {state, number}, 9, store::now_us());
        });
    }
    void set_housing(int i, const std::string& housing) {
        m_store->write([&](store::Transaction& t) {
            t.execute("UPDATE household SET housing = $2 WHERE id = $1",
                      {std::int64_t{1000 + i}, housing});
        });
    }
    std::vector<std::string> faults() {
        return m_store->read_value(
            [](store::Reader& r) { return workflow::check_proposal_counters(r); });
    }

    store::TemporaryFolder m_folder;
    std::unique_ptr<store::Store> m_store;
    model::DataFolder m_data;
    seal::Sealer m_sealer;
    map::Scopes m_scopes;
    int m_batches = 0;
};

} // namespace tuban::jobs::test
