#pragma once

#include "data/model/household.hpp"
#include "data/seal/sealer.hpp"
#include "data/store/counters.hpp"
#include "data/store/divisions.hpp"
#include "data/store/households.hpp"
#include "server/workflow/records.hpp"
#include "server/workflow/statistics_store.hpp"
#include "tests/data/forms/lookback_bodies.hpp"
#include "tests/data/store/engine.hpp"
#include "tests/data/store/photo_rows.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <array>
#include <cstdint>
#include <memory>
#include <string>

namespace tuban::workflow::test {

/// 2024-10-18 11:26 in UTC+8.
constexpr std::int64_t start_us = 1'729'221'960'000'000;
constexpr std::int64_t day_us = 86'400'000'000;

/// A county of two towns: 龙溪镇 with two villages, 双河镇 with one.
enum Place : std::int64_t {
    county = 1,
    longxi = 2,
    zhangjiawan = 3,
    liushuping = 4,
    shuanghe = 5,
    baiyan = 6
};

struct PlaceRow {
    Place id;
    const char* code;
    const char* name;
    model::Level level;
    std::int64_t parent;
    std::int64_t first;
    std::int64_t last;
};
constexpr std::array places{
    PlaceRow{county, "990101000000", "云泽县", model::Level::county, 0, 100, 999},
    PlaceRow{longxi, "990101100000", "龙溪镇", model::Level::town, county, 200, 499},
    PlaceRow{zhangjiawan, "990101100201", "张家湾村", model::Level::village, longxi, 210, 219},
    PlaceRow{liushuping, "990101100202", "柳树坪村", model::Level::village, longxi, 220, 229},
    PlaceRow{shuanghe, "990101101000", "双河镇", model::Level::town, county, 500, 799},
    PlaceRow{baiyan, "990101101201", "白岩村", model::Level::village, shuanghe, 510, 519},
};

/// Accounts, by id.
enum Who : std::int64_t {
    clerk = 11,
    other_clerk = 12,
    town_clerk = 13,
    reviewer = 21,
    other_reviewer = 22,
    city = 31,
    admin = 41
};

class WorkflowTest : public testing::Test {
  protected:
    WorkflowTest()
        : m_store(store::open_store(m_folder.path().string())),
          m_sealer(seal::Sealer::open(m_folder.path() / "keys" / "master.key", true)),
          m_records(*m_store, m_sealer, forms::Form::lookback(), [this] { return m_now_us; }) {
        m_store->write([](store::Transaction& transaction) {
            for (const auto& place : places) {
                store::GazetteerEntry entry;
                entry.division = {place.id,     place.code, place.name,  place.level,
                                  std::nullopt, place.name, place.first, place.last};
                if (place.parent != 0) {
                    entry.division.parent_id = place.parent;
                }
                store::insert_division(transaction, entry);
            }
            for (const auto& [id, role] : {std::pair{clerk, "collector"},
                                           {other_clerk, "collector"},
                                           {town_clerk, "collector"},
                                           {reviewer, "reviewer"},
                                           {other_reviewer, "reviewer"},
                                           {city, "supervisor"},
                                           {admin, "administrator"}}) {
                transaction.execute(
                    "INSERT INTO account (id, login, display_name, role, division_id, "
                    "password_hash, created_at) VALUES ($1, $2, $3, $4, $5, '', 0)",
                    {std::int64_t{id}, "account" + std::to_string(id), "王某某", role,
                     std::int64_t{county}});
            }
        });
    }

    static Caller as(Who who) {
        static const std::map<Who, model::Role> roles{
            {clerk, model::Role::collector},         {other_clerk, model::Role::collector},
            {town_clerk, model::Role::collector},    {reviewer, model::Role::reviewer},
            {other_reviewer, model::Role::reviewer}, {city, model::Role::supervisor},
            {admin, model::Role::administrator}};
        return {{who, "127.0.0.1"}, roles.at(who)};
    }

    static model::Area area_of(Place place) {
        for (const auto& row : places) {
            if (row.id == place) {
                return model::AreaMaker::make(row.first, row.last);
            }
        }
        throw std::logic_error("place");
    }
    static model::Area everywhere() { return area_of(county); }

    /// A household on the list, counted, its house photographed.
    std::int64_t add_household(Place place = zhangjiawan) {
        model::Household household;
        household.id = ++m_last_household;
        household.division_id = place;
        household.head_name = "李某";
        household.head_name_key = "lm";
        household.id_sealed = m_sealer.seal("990101198001010014");
        household.id_hash =
            m_sealer.lookup_hash("990101198001010014#" + std::to_string(household.id));
        household.id_masked = "990101********0014";
        household.phone_sealed = m_sealer.seal("13800000000");
        household.phone_hash = m_sealer.lookup_hash("13800000000");
        household.phone_masked = "138****0000";
        household.family_size = 4;
        m_store->write([&](store::Transaction& transaction) {
            store::insert_household(transaction, household);
            store::count_new_households(transaction, "lookback", place, store::day_of(m_now_us), 1);
            store::test::insert_photo_rows(transaction, household.id);
        });
        return household.id;
    }

    static std::string request(const nlohmann::json& body,
                               const nlohmann::json& sources = nlohmann::json::object()) {
        return nlohmann::json{{"body", body}, {"sources", sources}}.dump();
    }

    nlohmann::json record(std::int64_t household, Who who = clerk) {
        const auto outcome = m_records.get(as(who), everywhere(), household);
        EXPECT_TRUE(outcome.is_ok());
        return nlohmann::json::parse(outcome.value().json);
    }
    std::int64_t version(std::int64_t household) { return record(household)["version"]; }
    std::string status(std::int64_t household) { return record(household)["status"]; }

    Outcome save(std::int64_t household, const nlohmann::json& body, Who who = clerk) {
        return m_records.save(as(who), everywhere(), household, version(household), request(body));
    }
    Outcome submit(std::int64_t household, Who who = clerk) {
        return m_records.submit(as(who), everywhere(), household, {});
    }
    Outcome approve(std::int64_t household, Who who = reviewer) {
        return m_records.approve(as(who), everywhere(), household, {});
    }
    Outcome return_back(std::int64_t household, Who who = reviewer) {
        return m_records.return_back(as(who), everywhere(), household, {}, {"wrong_information"},
                                     "面积不对");
    }
    Outcome withdraw(std::int64_t household, Who who = reviewer) {
        return m_records.withdraw(as(who), everywhere(), household, {}, "复核发现等级有误");
    }

    /// A record in the given state, its body `body`.
    std::int64_t record_in(model::Status state,
                           const nlohmann::json& body = forms::test::other_safe_body()) {
        const auto household = add_household();
        if (state == model::Status::not_started) {
            return household;
        }
        EXPECT_TRUE(save(household, body).is_ok());
        if (body.value("housing", "") == "own_rural") {
            EXPECT_TRUE(
                m_records.set_patch(as(clerk), everywhere(), household, "9901010031187").is_ok());
        }
        if (state == model::Status::draft) {
            return household;
        }
        EXPECT_TRUE(submit(household).is_ok());
        if (state == model::Status::approved) {
            EXPECT_TRUE(approve(household).is_ok());
        } else if (state == model::Status::returned) {
            EXPECT_TRUE(return_back(household).is_ok());
        }
        return household;
    }

    std::int64_t count(std::string_view sql) {
        return m_store->read_value([&](store::Reader& reader) {
            return *reader.find(sql, {}, [](const store::Row& row) { return row.integer(0); });
        });
    }

    StatisticsTable statistics(Place place, std::optional<store::Day> until = {}) {
        return m_store->read_value([&](store::Reader& reader) {
            return statistics_table(reader, everywhere(), *store::find_division(reader, place),
                                    "lookback", until);
        });
    }
    Recount recount() {
        return m_store->read_value(
            [](store::Reader& reader) { return check_statistics(reader, "lookback", "lookback"); });
    }

    store::TemporaryFolder m_folder;
    std::int64_t m_now_us = start_us;
    std::unique_ptr<store::Store> m_store;
    seal::Sealer m_sealer;
    Records m_records;
    std::int64_t m_last_household = 1000;
};

inline const Problem& problem(const Outcome& outcome) {
    EXPECT_FALSE(outcome.is_ok());
    return outcome.refusal();
}

} // namespace tuban::workflow::test
