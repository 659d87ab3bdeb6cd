#include "tests/server/http/api/api_fixture.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <numbers>
#include <set>

namespace tuban::http::api {
namespace {

using jobs::test::county;
using jobs::test::houses;
using jobs::test::number_of;
using nlohmann::json;

constexpr const char* county_code = "990101000000";
constexpr const char* village_code = "990101001200";
const std::string of_village =
    std::string("/api/v1/proposals?division=") + village_code + "&state=";

/// Four accounts of the county, and a reviewer next door.
class MatchingApi : public Api {
  protected:
    MatchingApi() {
        add_account("clerk", model::Role::collector, 4);
        add_account("reviewer", model::Role::reviewer, county);
        add_account("supervisor", model::Role::supervisor, 2);
        add_account("stranger", model::Role::reviewer, 7);
    }

    void match() {
        import_houses();
        run();
    }
};

TEST_F(MatchingApi, a_reviewer_starts_a_run_follows_it_and_sees_what_it_brought) {
    import_houses();
    const auto job = post("reviewer", "/api/v1/matching/runs", {{"division", county_code}}, "Job");
    EXPECT_EQ(job["state"], "queued");
    EXPECT_EQ(job["can_cancel"], true);
    EXPECT_EQ(m_wakes, 1);
    const auto again =
        post("reviewer", "/api/v1/matching/runs", {{"division", county_code}}, "Job");
    EXPECT_EQ(again["id"], job["id"]);
    run(std::stoll(job["id"].get<std::string>()));
    const auto done = get("reviewer", "/api/v1/jobs/" + job["id"].get<std::string>(), "Job");
    EXPECT_EQ(done["state"], "done");
    EXPECT_EQ(done["report"]["new"], houses);

    const auto page = get("reviewer", "/api/v1/matching", "Matching");
    EXPECT_EQ(page["run"]["id"], job["id"]);
    EXPECT_EQ(page["can_run"], true);
    EXPECT_EQ(page["queue"]["unlinked"], houses);
    EXPECT_EQ(get("clerk", "/api/v1/desk", "Desk")["proposals"],
              page["queue"]["auto"].get<int>() + page["queue"]["review"].get<int>());
    const auto& queue = page["queue"];
    // What waits for the blind check is no work of the list.
    EXPECT_EQ(queue["auto"].get<int>() + queue["review"].get<int>() + queue["none"].get<int>() +
                  page["blind"]["total"].get<int>(),
              houses);
    for (const auto* const decision : {"auto", "review", "none"}) {
        EXPECT_EQ(queue[decision],
                  get("clerk", "/api/v1/proposals?state=open&decision=" + std::string(decision),
                      "ProposalPage")["total"])
            << decision;
    }
    EXPECT_EQ(page["reliability"].size(), 10U);
    EXPECT_EQ(get("supervisor", "/api/v1/matching?division=990101000000", "Matching")["can_run"],
              false);
}

TEST_F(MatchingApi, a_state_that_is_asked_for_thrice_hides_no_other) {
    match();
    const auto total = [&](const std::string& states) {
        return get("clerk", of_village + states, "ProposalPage")["total"].get<int>();
    };
    const auto first = get("clerk", of_village + "open&decision=auto",
                           "ProposalPage")["items"][0]["household"]["id"];
    post("clerk", "/api/v1/proposals/reject",
         {{"division", village_code}, {"households", json::array({first})}}, "ProposalsDecided");
    EXPECT_EQ(total("rejected"), 1);
    EXPECT_EQ(total("open,open,open,rejected"), total("open") + 1);
}

TEST_F(MatchingApi, candidates_leave_out_what_was_rejected_until_that_is_undone) {
    match();
    const auto open = get("clerk", of_village + "open&decision=auto", "ProposalPage")["items"][0];
    const auto number = open["candidates"][0]["number"].get<std::string>();
    const auto household = open["household"]["id"].get<std::string>();
    const auto first = [&] {
        return get("clerk", "/api/v1/households/" + household + "/candidates",
                   "Candidates")["candidates"][0]["patch"]["number"]
            .get<std::string>();
    };
    EXPECT_EQ(first(), number);
    const auto result = post("clerk", "/api/v1/proposals/reject",
                             {{"division", village_code}, {"households", json::array({household})}},
                             "ProposalsDecided");
    EXPECT_NE(first(), number);
    post("clerk", "/api/v1/proposals/undo", {{"action", result["action"]}}, "ProposalsDecided");
    EXPECT_EQ(first(), number);
}

TEST_F(MatchingApi, candidates_compare_the_sealed_ids) {
    import_houses();
    m_store->write([&](store::Transaction& t) {
        model::Household household;
        household.id = 77;
        household.division_id = jobs::test::upper_village;
        household.head_name = "欧阳改";
        household.address = "河口镇上河村";
        household.id_sealed = m_sealer.seal(jobs::test::owner_id_of(7));
        store::insert_household(t, household);
    });
    const auto best =
        get("clerk", "/api/v1/households/77/candidates", "Candidates")["candidates"][0];
    EXPECT_EQ(best["patch"]["number"], number_of(7));
    EXPECT_EQ(best["reasons"][0]["code"], "id_equal");
}

TEST_F(MatchingApi, a_footprint_that_is_only_proposed_can_be_removed) {
    match();
    const auto open =
        get("reviewer", of_village + "open&decision=auto", "ProposalPage")["items"][0];
    const auto number = open["candidates"][0]["number"].get<std::string>();
    EXPECT_EQ(
        send("reviewer", Method::del, "/api/v1/patches/" + number, {{"reason", "猪圈"}}).first,
        200);
    const auto result =
        post("clerk", "/api/v1/proposals/confirm",
             {{"division", village_code}, {"households", json::array({open["household"]["id"]})}},
             "ProposalsDecided");
    EXPECT_EQ(result["changed"], 0);
    EXPECT_EQ(result["skipped"][0]["reason"], "changed");
}

TEST_F(MatchingApi, a_footprint_is_drawn_and_removed_with_a_reason_and_within_china_only) {
    import_houses();
    const auto draw = [&](double lon, const char* reason) {
        const auto ring =
            json::array({{lon, 34.5}, {lon + 1e-4, 34.5}, {lon + 1e-4, 34.5001}, {lon, 34.5}});
        return send("clerk", Method::post, "/api/v1/patches",
                    {{"division", village_code},
                     {"geometry", {{"type", "Polygon"}, {"coordinates", json::array({ring})}}},
                     {"reason", reason}});
    };
    const auto fault = [](const Answer& answer) {
        return answer.second["errors"][0]["field"].get<std::string>() + " " +
               answer.second["errors"][0]["code"].get<std::string>();
    };
    EXPECT_EQ(fault(draw(109.5, " \u3000")), "/reason required");
    EXPECT_EQ(fault(draw(0.5, "漏画")), "/geometry outside_area");
    const auto drawn = draw(109.5, "漏画");
    ASSERT_EQ(drawn.first, 200);
    const auto path = "/api/v1/patches/" + drawn.second["number"].get<std::string>();
    EXPECT_EQ(fault(send("clerk", Method::del, path, {{"reason", ""}})), "/reason required");
    EXPECT_EQ(send("clerk", Method::del, path, {{"reason", "画错"}}).first, 200);
}

TEST_F(MatchingApi, footprints_with_very_many_corners_come_in_pages_that_can_be_sent) {
    import_houses();
    auto ring = json::array();
    constexpr int corners = 4900;
    for (int i = 0; i <= corners; ++i) {
        const double angle = 2 * std::numbers::pi * (i % corners) / corners;
        ring.push_back({109.5 + 0.001 * std::cos(angle), 34.5 + 0.001 * std::sin(angle)});
    }
    std::set<std::string> drawn;
    for (int i = 0; i < 9; ++i) {
        const auto made =
            post("reviewer", "/api/v1/patches",
                 {{"division", village_code},
                  {"geometry", {{"type", "Polygon"}, {"coordinates", json::array({ring})}}},
                  {"reason", "圆形土楼"}},
                 "PatchEdited");
        drawn.insert(made["number"].get<std::string>());
    }
    std::set<std::string> listed;
    std::string after;
    do {
        const auto response =
            respond("reviewer", Method::get,
                    "/api/v1/patches?bbox=109.4,34.4,109.6,34.6&limit=1000" + after);
        EXPECT_LT(response.body->size(), 1U << 20U);
        const auto page = json::parse(*response.body);
        for (const auto& feature : page["features"]) {
            listed.insert(feature["properties"]["number"].get<std::string>());
        }
        after = page.contains("next") ? "&after=" + page["next"].get<std::string>() : "";
    } while (!after.empty());
    EXPECT_EQ(listed, drawn);
    EXPECT_EQ(send("reviewer", Method::post, "/api/v1/patches/search",
                   {{"number", "H99010100000"}, {"size", 100}})
                  .first,
              422);
}

TEST_F(MatchingApi, a_run_belongs_to_reviewers_of_the_county) {
    const json body{{"division", county_code}};
    EXPECT_EQ(send("clerk", Method::post, "/api/v1/matching/runs", body).first, 403);
    EXPECT_EQ(send("supervisor", Method::post, "/api/v1/matching/runs", body).first, 403);
    EXPECT_EQ(send("stranger", Method::post, "/api/v1/matching/runs", body).first, 404);
    EXPECT_EQ(
        send("reviewer", Method::post, "/api/v1/matching/runs", {{"division", village_code}}).first,
        422);
    EXPECT_EQ(send("stranger", Method::get, "/api/v1/matching?division=990101000000").first, 404);
}

TEST_F(MatchingApi, jobs_are_seen_and_cancelled_by_who_started_them_and_by_reviewers) {
    const auto id =
        post("reviewer", "/api/v1/matching/runs", {{"division", county_code}}, "Job")["id"]
            .get<std::string>();
    EXPECT_EQ(get("reviewer", "/api/v1/jobs", "JobPage")["total"], 1);
    EXPECT_EQ(get("supervisor", "/api/v1/jobs", "JobPage")["total"], 0);
    EXPECT_EQ(get("stranger", "/api/v1/jobs", "JobPage")["total"], 0);
    for (const auto* const who : {"clerk", "supervisor", "stranger"}) {
        EXPECT_EQ(send(who, Method::get, "/api/v1/jobs/" + id).first, 404) << who;
        EXPECT_EQ(send(who, Method::post, "/api/v1/jobs/" + id + "/cancel").first, 404) << who;
    }
    EXPECT_EQ(
        send("reviewer", Method::post, "/api/v1/jobs/" + id + "/cancel", nullptr, "cancel-1").first,
        204);
    EXPECT_EQ(
        send("reviewer", Method::post, "/api/v1/jobs/" + id + "/cancel", nullptr, "cancel-1").first,
        204);
    EXPECT_EQ(send("reviewer", Method::post, "/api/v1/jobs/" + id + "/cancel").first, 409);
    EXPECT_EQ(get("reviewer", "/api/v1/jobs/" + id, "Job")["state"], "cancelled");
}

TEST_F(MatchingApi, the_wanted_precision_is_set_by_the_reviewer_within_bounds) {
    const auto set = [&](const std::string& who, double precision) {
        return send(who, Method::put, "/api/v1/matching/settings",
                    {{"division", county_code}, {"precision", precision}})
            .first;
    };
    EXPECT_EQ(set("reviewer", 0.97), 204);
    EXPECT_EQ(set("reviewer", 0.5), 422);
    EXPECT_EQ(set("clerk", 0.97), 403);
    const auto page = get("reviewer", "/api/v1/matching", "Matching");
    EXPECT_EQ(page["precision"], 0.97);
    EXPECT_EQ(page["thresholds"].size(), 6U);
}

TEST_F(MatchingApi, the_board_offers_what_the_county_s_last_run_called_sure) {
    import_houses();
    const auto board = [&](const char* who) {
        return get(who, of_village + "open&size=200", "ProposalPage");
    };
    EXPECT_TRUE(board("clerk")["sure"].is_null());
    send("reviewer", Method::put, "/api/v1/matching/settings",
         {{"division", county_code}, {"precision", 0.97}});
    run();
    const auto report = get("reviewer", "/api/v1/matching", "Matching")["run"]["report"];
    EXPECT_EQ(report["precision"], 0.97);
    const auto page = board("clerk");
    const auto& sure = page["sure"];
    EXPECT_EQ(sure["threshold"], report["threshold"]);
    EXPECT_EQ(sure["precision"], 0.97);
    EXPECT_EQ(sure["proposals"],
              get("clerk", of_village + "open&decision=auto", "ProposalPage")["total"]);
    // A city is matched county by county: it has no run of its own.
    EXPECT_TRUE(get("supervisor", "/api/v1/proposals", "ProposalPage")["sure"].is_null());
}

TEST_F(MatchingApi, a_clerk_confirms_rejects_and_undoes_proposals_of_the_village) {
    match();
    const auto path = std::string("/api/v1/proposals?division=") + village_code;
    const auto page = get("clerk", path + "&state=open&size=3", "ProposalPage");
    ASSERT_EQ(page["items"].size(), 3U);
    const auto& first = page["items"][0];
    EXPECT_GE(first["candidates"][0]["probability"],
              page["items"][2]["candidates"][0]["probability"]);
    EXPECT_EQ(first["candidates"][0]["label"].size(), 2U);
    EXPECT_FALSE(first["reasons"].empty());

    const json ids = json::array({first["household"]["id"], page["items"][1]["household"]["id"]});
    const auto link_of_first = [&] {
        const auto number = first["candidates"][0]["number"].get<std::string>();
        return get("clerk", "/api/v1/patches/" + number, "PatchFeature")["properties"]["link"];
    };
    EXPECT_EQ(link_of_first(), "proposed");
    const auto confirmed =
        post("clerk", "/api/v1/proposals/confirm",
             {{"division", village_code}, {"households", ids}}, "ProposalsDecided");
    EXPECT_EQ(confirmed["changed"], 2);
    EXPECT_EQ(link_of_first(), "linked");
    EXPECT_EQ(get("clerk", path + "&state=confirmed", "ProposalPage")["counts"]["confirmed"], 2);
    const auto undone = post("clerk", "/api/v1/proposals/undo", {{"action", confirmed["action"]}},
                             "ProposalsDecided");
    EXPECT_EQ(undone["changed"], 2);
    const auto rejected =
        post("clerk", "/api/v1/proposals/reject", {{"division", village_code}, {"households", ids}},
             "ProposalsDecided");
    EXPECT_EQ(rejected["changed"], 2);
    EXPECT_EQ(link_of_first(), "unlinked");
    EXPECT_EQ(get("clerk", path, "ProposalPage")["counts"]["rejected"], 2);

    const auto above = post("clerk", "/api/v1/proposals/confirm",
                            {{"division", village_code}, {"above", 0.5}}, "ProposalsDecided");
    EXPECT_GT(above["changed"], 100);
    EXPECT_EQ(above["skipped_total"], 0);
    EXPECT_EQ(get("reviewer", "/api/v1/matching", "Matching")["bulk_confirmed"], above["changed"]);
}

TEST_F(MatchingApi, the_same_confirmation_sent_twice_is_done_once) {
    match();
    const auto page = get("clerk", "/api/v1/proposals?state=open&size=1", "ProposalPage");
    const json body{{"division", village_code},
                    {"households", json::array({page["items"][0]["household"]["id"]})}};
    const auto once =
        send("clerk", Method::post, "/api/v1/proposals/confirm", body, "the-same-key");
    const auto twice =
        send("clerk", Method::post, "/api/v1/proposals/confirm", body, "the-same-key");
    EXPECT_EQ(once, twice);
    EXPECT_EQ(once.second["changed"], 1);
    auto other = body;
    other["above"] = 0.9;
    other.erase("households");
    EXPECT_EQ(send("clerk", Method::post, "/api/v1/proposals/confirm", other, "the-same-key").first,
              409);
}

TEST_F(MatchingApi, a_confirmation_that_names_nothing_or_both_is_refused) {
    const auto confirm = [&](const std::string& who, json body) {
        body["division"] = village_code;
        return send(who, Method::post, "/api/v1/proposals/confirm", body).first;
    };
    EXPECT_EQ(confirm("clerk", json::object()), 422);
    EXPECT_EQ(confirm("clerk", {{"households", {"1"}}, {"above", 0.9}}), 422);
    EXPECT_EQ(confirm("clerk", {{"households", {"one"}}}), 422);
    EXPECT_EQ(confirm("supervisor", {{"above", 0.9}}), 403);
    EXPECT_EQ(confirm("stranger", {{"above", 0.9}}), 404);
    EXPECT_EQ(send("clerk", Method::get, "/api/v1/proposals?state=maybe").first, 400);
}

TEST_F(MatchingApi, the_blind_check_shows_candidates_without_scores) {
    match();
    const auto item = get("clerk", "/api/v1/proposals/blind", "BlindItem");
    ASSERT_FALSE(item["household"].is_null());
    const auto text = item.dump();
    EXPECT_EQ(text.find("probability"), std::string::npos);
    EXPECT_EQ(text.find("reasons"), std::string::npos);
    ASSERT_FALSE(item["candidates"].empty());
    for (std::size_t i = 1; i < item["candidates"].size(); ++i) {
        EXPECT_LT(item["candidates"][i - 1]["number"], item["candidates"][i]["number"]);
    }
    const auto answer = [&](const json& body) {
        return send("clerk", Method::post, "/api/v1/proposals/blind", body).first;
    };
    const auto& id = item["household"]["id"];
    EXPECT_EQ(answer({{"household", id}, {"answer", "patch"}}), 422);
    EXPECT_EQ(answer({{"household", id}, {"answer", "patch"}, {"number", "no such"}}), 422);
    EXPECT_EQ(answer({{"household", "1"}, {"answer", "unsure"}}), 404);
    const auto number = number_of(static_cast<int>(std::stoll(id.get<std::string>()) - 1000));
    EXPECT_EQ(answer({{"household", id}, {"answer", "patch"}, {"number", number}}), 204);
    EXPECT_EQ(answer({{"household", id}, {"answer", "unsure"}}), 409);
    const auto blind = get("reviewer", "/api/v1/matching", "Matching")["blind"];
    EXPECT_EQ(blind["checked"], 1);
    EXPECT_EQ(blind["agreed"], 1);
    EXPECT_EQ(get("clerk", "/api/v1/proposals/blind", "BlindItem")["remaining"],
              item["remaining"].get<int>() - 1);
    EXPECT_EQ(send("supervisor", Method::get, "/api/v1/proposals/blind").first, 403);
}

TEST_F(MatchingApi, the_backfill_list_names_the_likely_patch_until_it_is_picked_or_not_found) {
    import_houses();
    link(1, model::PatchState::not_found);
    link(2, model::PatchState::not_found);
    run();
    const auto page = get("clerk", "/api/v1/backfill?likely=true", "BackfillPage");
    ASSERT_EQ(page["total"], 2);
    for (const auto& item : page["items"]) {
        EXPECT_EQ(item["candidates"][0], item["likely"]);
        EXPECT_LT(item["none_probability"], item["likely"]["probability"]);
    }
    const auto patch = [&](int i, const json& body) {
        return send("clerk", Method::put,
                    "/api/v1/households/" + std::to_string(1000 + i) + "/patch", body)
            .first;
    };
    EXPECT_EQ(patch(1, {{"number", number_of(1)}}), 200);
    EXPECT_EQ(patch(2, {{"not_found", true}}), 200);
    EXPECT_EQ(get("clerk", "/api/v1/backfill?likely=true", "BackfillPage")["total"], 0);
    const auto rest = get("clerk", "/api/v1/backfill", "BackfillPage");
    ASSERT_EQ(rest["total"], 1);
    EXPECT_EQ(rest["items"][0]["likely"], nullptr);
    EXPECT_EQ(rest["items"][0]["candidates"], json::array());
    EXPECT_EQ(rest["items"][0]["none_probability"], nullptr);
    EXPECT_FALSE(rest["items"][0]["checked_at"].is_null());
    EXPECT_EQ(get("stranger", "/api/v1/backfill", "BackfillPage")["total"], 0);
    EXPECT_EQ(send("clerk", Method::get, "/api/v1/backfill?likely=perhaps").first, 400);
}

} // namespace
} // namespace tuban::http::api
