#include "tests/server/http/api/api_fixture.hpp"

#include <fmt/format.h>

#include <array>
#include <set>

namespace tuban::http::api {
namespace {

using nlohmann::json;

/// What a caller meets: y is let in (whatever the answer then is), f forbidden, h not found.
struct Row {
    Method method;
    std::string path;
    json body;
    /// Collector, reviewer, supervisor, administrator of the county; the same of the county next
    /// door; nobody, who is 401 (-) or let in.
    std::string expected;
};

constexpr std::array roles{model::Role::collector, model::Role::reviewer, model::Role::supervisor,
                           model::Role::administrator};

class AccessTable : public Api {
  protected:
    AccessTable() {
        import_houses();
        for (const auto role : roles) {
            add_account(std::string("inside-") + model::to_string(role), role, 3);
            add_account(std::string("outside-") + model::to_string(role), role, 7);
        }
        m_villager = add_account("villager", model::Role::collector, 5);
        m_job = enqueue();
    }

    std::vector<Row> rows() const {
        const auto get = Method::get;
        const auto post = Method::post;
        const auto put = Method::put;
        const std::string household = "/api/v1/households/1000";
        const std::string patch = "/api/v1/patches/" + jobs::test::number_of(0);
        const std::string county = "990101000000";
        const std::string job = "/api/v1/jobs/" + std::to_string(m_job);
        const std::string villager = "/api/v1/users/" + std::to_string(m_villager);
        const json reason{{"reason", "复核发现填写有误"}};
        const json in_county{{"division", county}};
        return {
            {get, "/healthz", nullptr, "yyyy yyyy y"},
            {get, "/readyz", nullptr, "yyyy yyyy y"},
            {get, "/metrics", nullptr, "yyyy yyyy y"},
            {get, "/api/v1/info", nullptr, "yyyy yyyy y"},
            {get, "/api/v1/openapi.json", nullptr, "yyyy yyyy y"},
            {get, "/api/v1/captcha", nullptr, "yyyy yyyy y"},
            {post, "/api/v1/session", json::object(), "yyyy yyyy y"},
            {Method::del, "/api/v1/session", nullptr, "yyyy yyyy -"},
            {get, "/api/v1/me", nullptr, "yyyy yyyy -"},
            {post, "/api/v1/me/password", json::object(), "yyyy yyyy -"},
            {get, "/api/v1/forms/lookback", nullptr, "yyyy yyyy -"},
            {get, "/api/v1/codelists", nullptr, "yyyy yyyy -"},
            {get, "/api/v1/base-maps", nullptr, "yyyy yyyy -"},
            {get, "/api/v1/base-maps/none/archive", nullptr, "hhhh hhhh -"}, // there is none
            {get, "/api/v1/divisions?parent=" + county, nullptr, "yyyy hhhh -"},
            {get, "/api/v1/divisions/" + county, nullptr, "yyyy hhhh -"},
            {Method::del, "/api/v1/divisions/" + county + "/border", nullptr, "fffy fffh -"},
            {get, "/api/v1/divisions/" + county + "/marks", nullptr, "yyyf hhhf -"},
            {get, "/api/v1/households?division=" + county, nullptr, "yyyf hhhf -"},
            {post, "/api/v1/households/search", in_county, "yyyf hhhf -"},
            {get, household, nullptr, "yyyf hhhf -"},
            {get, household + "/candidates", nullptr, "yyyf hhhf -"},
            {put, household + "/patch", json{{"not_found", true}}, "yyff hhff -"},
            {Method::del, household + "/patch", reason, "yyff hhff -"},
            {get, household + "/record", nullptr, "yyyf hhhf -"},
            {put, household + "/record", json{{"body", json::object()}}, "yyff hhff -"},
            {post, household + "/record/submit", nullptr, "yyff hhff -"},
            {post, household + "/record/approve", nullptr, "fyff fhff -"},
            {post, household + "/record/return",
             json{{"reasons", {"other"}}, {"opinion", "面积不对"}}, "fyff fhff -"},
            {post, household + "/record/withdraw", reason, "fyff fhff -"},
            {post, household + "/record/reveal", reason, "yyff hhff -"},
            {get, household + "/photos", nullptr, "yyyf hhhf -"},
            {post, household + "/photos?slot=front", nullptr, "yyff yyff -"}, // no photo sent
            {get, household + "/photos/7", nullptr, "hhhf hhhf -"},           // there is none
            {Method::del, household + "/photos/7", nullptr, "hyff hhff -"},
            {put, household + "/position", json{{"lon", 109.1}, {"lat", 34.2}}, "yyff hhff -"},
            {Method::del, household + "/position", nullptr, "yyff hhff -"},
            {get, patch, nullptr, "yyyf hhhf -"},
            {get, "/api/v1/patches?division=" + county, nullptr, "yyyf hhhf -"},
            {post, "/api/v1/patches/search", json{{"division", county}, {"owner", "张"}},
             "yyyf hhhf -"},
            {post, "/api/v1/patches", json::object(), "yyff yyff -"},
            // Of what the census has, hand edits are the reviewer's.
            {Method::patch, patch, json{{"reason", "层数有误"}, {"attributes", {{"floors", 3}}}},
             "fyff hhff -"},
            {Method::del, patch, reason, "fyff hhff -"},
            {post, patch + "/restore", reason, "fyff hhff -"},
            {get, "/api/v1/patch-edits?division=" + county, nullptr, "yyyf hhhf -"},
            {get, "/api/v1/lost-links?division=" + county, nullptr, "yyyf hhhf -"},
            {get, "/api/v1/matching?division=" + county, nullptr, "yyyf hhhf -"},
            {put, "/api/v1/matching/settings", json{{"division", county}, {"precision", 0.97}},
             "fyff fhff -"},
            {post, "/api/v1/matching/runs", in_county, "fyff fhff -"},
            {get, "/api/v1/proposals?division=" + county, nullptr, "yyyf hhhf -"},
            {post, "/api/v1/proposals/confirm", json{{"division", county}, {"above", 0.99}},
             "yyff hhff -"},
            {post, "/api/v1/proposals/reject", json{{"division", county}, {"households", {"1001"}}},
             "yyff hhff -"},
            {post, "/api/v1/proposals/undo", json{{"action", "7"}}, "yyff yyff -"}, // own ones
            {get, "/api/v1/proposals/blind?division=" + county, nullptr, "yyff hhff -"},
            {post, "/api/v1/proposals/blind", json{{"household", "1002"}, {"answer", "unsure"}},
             "yyff hhff -"},
            {get, "/api/v1/backfill?division=" + county, nullptr, "yyyf hhhf -"},
            {get, "/api/v1/statistics/progress?division=" + county, nullptr, "yyyf hhhf -"},
            {get, "/api/v1/statistics/combined?division=" + county, nullptr, "yyyf hhhf -"},
            {get, "/api/v1/statistics/series?division=" + county, nullptr, "yyyf hhhf -"},
            {get, "/api/v1/desk", nullptr, "yyyf yyyf -"},
            {get, "/tiles/patches.json?area=" + county, nullptr, "yyyf hhhf -"},
            {get, "/tiles/patches/" + county + "/x/14/1/1.mvt", nullptr, "yyyf hhhf -"},
            {get, "/tiles/state/" + county + "/x/14/1/1.json", nullptr, "yyyf hhhf -"},
            {get, "/tiles/access/patches/" + county + "/x", nullptr, "ffff ffff -"},
            {get, "/tiles/divisions.json?area=" + county, nullptr, "yyyf hhhf -"},
            {get, "/tiles/divisions/" + county + "/x/10/1/1.mvt", nullptr, "yyyf hhhf -"},
            {get, "/ogc", nullptr, "yyyf yyyf -"},
            {get, "/ogc/conformance", nullptr, "yyyf yyyf -"},
            {get, "/ogc/api", nullptr, "yyyf yyyf -"},
            {get, "/ogc/collections", nullptr, "yyyf yyyf -"},
            {get, "/ogc/collections/patches", nullptr, "yyyf yyyf -"},
            {get, "/ogc/collections/patches/items", nullptr, "yyyf yyyf -"}, // of the own area
            {get, "/ogc/collections/divisions/items/990101000000", nullptr, "yyyf hhhf -"},
            {get, "/ogc/tileMatrixSets", nullptr, "yyyf yyyf -"},
            {get, "/ogc/tileMatrixSets/WebMercatorQuad", nullptr, "yyyf yyyf -"},
            {get, "/ogc/collections/patches/tiles", nullptr, "yyyf yyyf -"},
            {get, "/ogc/collections/patches/tiles/WebMercatorQuad", nullptr, "yyyf yyyf -"},
            {get, "/ogc/collections/patches/tiles/WebMercatorQuad/14/1/1", nullptr, "yyyf yyyf -"},
            {get, "/api/v1/jobs?division=" + county, nullptr, "yyyy hhhh -"},
            {get, job, nullptr, "hyhy hhhh -"}, // of those who did not start it: reviewers
            {get, job + "/file", nullptr, "hyhf hhhf -"},
            {post, "/api/v1/exports", json{{"division", county}, {"format", "geojson"}},
             "yyyf hhhf -"},
            {post, job + "/cancel", nullptr, "hyhy hhhh -"},
            {get, "/api/v1/users?division=" + county, nullptr, "fffy fffh -"},
            {post, "/api/v1/users",
             json{{"account", "new-one"}, {"role", "collector"}, {"division", "990101001201"}},
             "fffy fffy -"}, // outside: the division is a faulty field
            {post, villager + "/reset", nullptr, "fffy fffh -"},
            {post, villager + "/close", nullptr, "fffy fffh -"},
            {get, "/api/v1/audit?division=" + county, nullptr, "fffy fffh -"},
        };
    }

    char meets(const std::string& who, const Row& row) {
        switch (send(who, row.method, row.path, row.body).first) {
        case 401:
            return row.path == "/api/v1/session" && row.method == Method::post ? 'y' : '-';
        case 403:
            return 'f';
        case 404:
            return 'h';
        case 500:
            return '!';
        default:
            return 'y';
        }
    }

    std::int64_t m_villager = 0;
    std::int64_t m_job = 0;
};

TEST_F(AccessTable,
       of_each_endpoint_for_each_role_within_and_outside_its_area_is_as_the_table_says) {
    for (const auto& row : rows()) {
        std::string outside;
        for (const auto role : roles) {
            outside += meets(std::string("outside-") + model::to_string(role), row);
        }
        std::string inside;
        for (const auto role : roles) {
            inside += meets(std::string("inside-") + model::to_string(role), row);
        }
        EXPECT_EQ(fmt::format("{} {} {}", inside, outside, meets("", row)), row.expected)
            << to_string(row.method) << " " << row.path;
    }
}

TEST_F(AccessTable, has_a_row_in_the_table_for_every_endpoint) {
    std::vector<Route> routes;
    for (const auto& endpoint : served(m_services)) {
        routes.push_back(endpoint.route);
    }
    const Router router(routes);
    std::set<std::string> told;
    const auto name = [](const Route& route) {
        return std::string(to_string(route.method)) + " " + route.pattern;
    };
    for (const auto& row : rows()) {
        const auto match = router.find(row.method, row.path.substr(0, row.path.find('?')));
        ASSERT_NE(match.route, nullptr) << row.path;
        told.insert(name(*match.route));
    }
    for (const auto& route : routes) {
        EXPECT_TRUE(told.contains(name(route))) << name(route) << " has no row";
    }
}

} // namespace
} // namespace tuban::http::api
