#include "data/store/audit.hpp"
#include "tests/server/http/api/api_fixture.hpp"

namespace tuban::http::api {
namespace {

using model::Role;
using nlohmann::json;

constexpr const char* county_code = "990101000000";
constexpr const char* village_code = "990101001200";

/// Administrators of the province, of the county and of the county next door.
class UsersApi : public Api {
  protected:
    UsersApi() {
        add_account("province", Role::administrator, 1);
        add_account("county", Role::administrator, 3);
        add_account("neighbour", Role::administrator, 7);
        add_account("clerk", Role::collector, 5);
    }
    json add(const std::string& login, const std::string& key = "") {
        return send("county", Method::post, "/api/v1/users",
                    {{"account", login}, {"role", "collector"}, {"division", village_code}}, key)
            .second;
    }
    std::string id_of(const std::string& login) {
        return get("province", "/api/v1/users?account=" + login, "UserPage")["items"][0]["id"];
    }
    int act(const std::string& who, const std::string& id, const std::string& what) {
        return send(who, Method::post, "/api/v1/users/" + id + "/" + what).first;
    }
    int sign_in(const std::string& login, const std::string& password) {
        return send("", Method::post, "/api/v1/session",
                    {{"account", login}, {"password", password}})
            .first;
    }
};

TEST_F(UsersApi, an_administrator_makes_accounts_below_its_division_that_can_sign_in) {
    const auto made = post("county", "/api/v1/users",
                           {{"account", "shanghe"},
                            {"name", "上河村"},
                            {"role", "collector"},
                            {"division", village_code}},
                           "UserWithPassword");
    EXPECT_EQ(made["user"]["division"]["code"], village_code);
    EXPECT_EQ(made["user"]["must_change_password"], true);
    EXPECT_EQ(sign_in("shanghe", made["password"]), 200);
}

TEST_F(UsersApi, a_repeated_request_makes_nothing_twice_and_shows_no_password_again) {
    const auto first = add("shanghe", "the-same-key");
    const auto again = add("shanghe", "the-same-key");
    EXPECT_EQ(again["user"]["id"], first["user"]["id"]);
    EXPECT_TRUE(again["password"].is_null());
    EXPECT_EQ(add("shanghe")["type"].get<std::string>().find("login_taken") != std::string::npos,
              true);
    EXPECT_EQ(send("county", Method::post, "/api/v1/users",
                   {{"account", "xiahe"}, {"role", "collector"}, {"division", village_code}},
                   "the-same-key")
                  .first,
              409);
}

TEST_F(UsersApi, faulty_fields_are_named_and_nothing_is_made) {
    const auto refused = [&](const json& body) {
        const auto [status, answer] = send("county", Method::post, "/api/v1/users", body);
        EXPECT_EQ(status, 422) << answer;
        return answer["errors"][0]["field"].get<std::string>();
    };
    const json good{{"account", "shanghe"}, {"role", "collector"}, {"division", village_code}};
    const auto with = [&](const char* name, const json& value) {
        auto body = good;
        body[name] = value;
        return refused(body);
    };
    EXPECT_EQ(with("account", "上"), "/account");
    EXPECT_EQ(with("role", "king"), "/role");
    EXPECT_EQ(with("division", "990102000000"), "/division");
    EXPECT_EQ(with("division", "990199000000"), "/division");
    EXPECT_EQ(with("password", "x"), "/password");
    EXPECT_EQ(get("county", "/api/v1/users?account=shanghe", "UserPage")["total"], 0);
}

TEST_F(UsersApi, a_locked_change_of_password_is_told_beside_the_old_one) {
    const json body{{"old_password", "not-mine"}, {"new_password", "Ein-Neues-Wort-27"}};
    json error;
    for (int tries = 0; tries < 10 && error["code"] != "locked"; ++tries) {
        const auto [status, answer] = send("clerk", Method::post, "/api/v1/me/password", body);
        EXPECT_EQ(status, 422) << answer;
        error = answer["errors"][0];
        EXPECT_EQ(error["field"], "/old_password") << error;
    }
    EXPECT_EQ(error["code"], "locked");
}

TEST_F(UsersApi, control_characters_are_refused_in_every_text) {
    add_account("reader", Role::collector, 5);
    const std::string text("张\0三", 7);
    const auto refused = [&](const std::string& path, const json& body) {
        const auto [status, answer] = send("reader", Method::post, path, body);
        EXPECT_EQ(status, 422) << answer;
        return answer["errors"][0]["code"];
    };
    EXPECT_EQ(refused("/api/v1/households/search", {{"text", text}}), "bad_text");
    EXPECT_EQ(refused("/api/v1/households/search", {{"status", {text}}}), "bad_text");
    EXPECT_EQ(refused("/api/v1/patches/search", {{"owner", text}}), "bad_text");
}

TEST_F(UsersApi, the_own_level_is_managed_from_above) {
    const json body{{"account", "second"}, {"role", "reviewer"}, {"division", county_code}};
    EXPECT_EQ(send("county", Method::post, "/api/v1/users", body).first, 403);
    EXPECT_EQ(send("province", Method::post, "/api/v1/users", body).first, 200);
    EXPECT_EQ(act("county", id_of("second"), "reset"), 403);
    EXPECT_EQ(act("county", id_of("province"), "close"), 404);
    EXPECT_EQ(act("neighbour", id_of("clerk"), "close"), 404);
    EXPECT_EQ(act("province", id_of("second"), "close"), 200);
}

TEST_F(UsersApi, a_reset_ends_what_was_signed_in_and_a_closed_account_stays_closed) {
    EXPECT_EQ(send("clerk", Method::get, "/api/v1/me").first, 200);
    const auto id = id_of("clerk");
    const auto reset =
        post("county", "/api/v1/users/" + id + "/reset", nullptr, "UserWithPassword");
    EXPECT_EQ(send("clerk", Method::get, "/api/v1/me").first, 401);
    EXPECT_EQ(sign_in("clerk", reset["password"]), 200);
    const auto closed = post("county", "/api/v1/users/" + id + "/close", nullptr, "User");
    EXPECT_EQ(closed["status"], "closed");
    EXPECT_NE(sign_in("clerk", reset["password"]), 200);
    EXPECT_EQ(act("county", id, "reset"), 409);
}

TEST_F(UsersApi, lists_are_narrowed_by_division_role_status_and_account) {
    add("shanghe");
    act("county", id_of("shanghe"), "close");
    const auto total = [&](const std::string& who, const std::string& query) {
        return get(who, "/api/v1/users" + query, "UserPage")["total"].get<int>();
    };
    EXPECT_EQ(total("province", ""), 6); // one is of match_fixture.hpp
    EXPECT_EQ(total("county", ""), 4);
    EXPECT_EQ(total("neighbour", ""), 1);
    EXPECT_EQ(total("county", std::string("?division=") + village_code), 2);
    EXPECT_EQ(total("county", "?role=administrator"), 1);
    EXPECT_EQ(total("county", "?account_status=closed"), 1);
    EXPECT_EQ(total("county", "?account=sh"), 1);
    const auto page = get("county", "/api/v1/users?page=2&size=3", "UserPage");
    EXPECT_EQ(page["items"].size(), 1U);
    EXPECT_EQ(send("county", Method::get, "/api/v1/users?role=king").first, 400);
    EXPECT_EQ(send("county", Method::get, "/api/v1/users?size=1000").first, 400);
}

TEST_F(UsersApi, the_audit_trail_shows_each_administrator_what_happened_in_its_area) {
    add("shanghe"); // by the county, after the tokens that nobody issued to six accounts
    m_store->write([](store::Transaction& t) {
        store::append_audit(t, {0, "local"}, "import", "households", "a.csv");
        store::append_audit(t, {9, "192.0.2.1"}, "record.save", "household", "1000");
    });
    const auto actions = [&](const std::string& who, const std::string& query) {
        std::vector<std::string> list;
        const auto page = get(who, "/api/v1/audit" + query, "AuditPage");
        for (const auto& entry : page["items"]) {
            list.push_back(entry["action"]);
        }
        return list;
    };
    using Actions = std::vector<std::string>;
    EXPECT_EQ(actions("province", "?action=import"), Actions{"import"});
    EXPECT_EQ(actions("county", "?action=import"), Actions{});
    EXPECT_EQ(actions("county", "?subject=household"), Actions{"record.save"});
    EXPECT_EQ(actions("county", "?account=county"), Actions{"add_account"});
    EXPECT_EQ(actions("neighbour", "?subject=household"), Actions{});
    EXPECT_EQ(actions("neighbour", "?action=issue_token").size(), 1U);
    EXPECT_EQ(actions("county", "?from=2020-01-01&to=2020-01-02"), Actions{});
    EXPECT_EQ(actions("county", "?from=2020-01-01").front(), "record.save");
    EXPECT_EQ(send("county", Method::get, "/api/v1/audit?from=2020-02-30").first, 400);
    EXPECT_EQ(send("county", Method::get, "/api/v1/audit?from=yesterday").first, 400);
    EXPECT_EQ(send("clerk", Method::get, "/api/v1/audit").first, 403);
}

TEST_F(UsersApi, pages_of_the_audit_trail_join_without_gap_or_repetition) {
    const auto all = get("province", "/api/v1/audit?size=200", "AuditPage")["items"];
    json joined = json::array();
    std::string before;
    do {
        const auto page = get("province", "/api/v1/audit?size=2" + before, "AuditPage");
        joined.insert(joined.end(), page["items"].begin(), page["items"].end());
        before = page["next"].is_null() ? "" : "&before=" + page["next"].get<std::string>();
    } while (!before.empty());
    EXPECT_EQ(joined, all);
}

} // namespace
} // namespace tuban::http::api
