#include "data/store/counters.hpp"
#include "data/store/division_shapes.hpp"
#include "data/store/patch_lineage.hpp"
#include "spatial/io/tabular.hpp"
#include "tests/data/forms/lookback_bodies.hpp"
#include "tests/data/import/photo_bytes.hpp"
#include "tests/server/http/api/api_fixture.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>

namespace tuban::http::api {
namespace {

using forms::test::own_rural_body;
using model::Role;
using nlohmann::json;

const std::string house = "/api/v1/households/1000";
const std::string record = house + "/record";

/// A village clerk, the county's reviewer and the province's supervisor.
class RecordsApi : public Api {
  protected:
    RecordsApi() {
        import_houses();
        add_account("clerk", Role::collector, 5);
        add_account("reviewer", Role::reviewer, 3);
        add_account("province", Role::supervisor, 1);
        m_store->write([](store::Transaction& t) {
            store::count_new_households(t, "lookback", 5, store::day_of(store::now_us()),
                                        jobs::test::houses);
        });
    }

    json save(const json& body) {
        m_if_match = "\"" + get("clerk", record, "Record")["version"].dump() + "\"";
        const auto [status, answer] =
            send("clerk", Method::put, record, {{"body", body}, {"sources", json::object()}});
        EXPECT_EQ(status, 200) << answer;
        EXPECT_EQ(shape_fault(m_document, "Written", answer), "");
        return answer;
    }
    /// A full record of household 1000, linked to its house, its front photographed.
    void submit() {
        EXPECT_EQ(
            send("clerk", Method::put, house + "/patch", {{"number", jobs::test::number_of(0)}})
                .first,
            200);
        save(own_rural_body());
        EXPECT_EQ(
            send_bytes("clerk", Method::post, house + "/photos?slot=front", import::test::jpeg({}))
                .first,
            200);
        EXPECT_EQ(post("clerk", record + "/submit", nullptr, "Written")["status"], "submitted");
    }
    /// The code of a refusal; its body has the shape of every problem.
    std::string refused(const std::string& who, Method method, const std::string& path,
                        const json& body, int expected) {
        const auto [status, answer] = send(who, method, path, body);
        EXPECT_EQ(status, expected) << path << answer;
        EXPECT_EQ(shape_fault(m_document, "Problem", answer), "") << answer;
        const auto type = answer.value("type", std::string());
        return type.substr(type.find_last_of(":/#") + 1);
    }
    int total(const std::string& who, const std::string& query) {
        return get(who, "/api/v1/households?" + query, "HouseholdPage")["total"];
    }
};

TEST_F(RecordsApi, a_record_goes_from_list_to_approval_and_every_answer_has_its_shape) {
    const auto page = get("clerk", "/api/v1/households?size=2", "HouseholdPage");
    EXPECT_EQ(page["total"], jobs::test::houses);
    ASSERT_EQ(page["items"].size(), 2U);
    EXPECT_EQ(get("clerk", house, "Household")["head_name"], jobs::test::name_of(0));
    EXPECT_EQ(get("clerk", house + "/candidates", "Candidates")["candidates"][0]["patch"]["number"],
              jobs::test::number_of(0));

    submit();
    post("reviewer", record + "/return", {{"reasons", {"other"}}, {"opinion", "面积与图斑不符"}},
         "Written");
    const auto returned = get("clerk", record, "Record");
    EXPECT_EQ(returned["status"], "returned");
    auto body = own_rural_body();
    body["floor_area_m2"] = 180.0;
    save(body);
    post("clerk", record + "/submit", nullptr, "Written");
    const auto changes = get("reviewer", record, "Record")["changes"];
    ASSERT_EQ(changes.size(), 1U) << changes;
    EXPECT_EQ(changes[0]["field"], "/floor_area_m2");
    post("reviewer", record + "/approve", nullptr, "Written");
    EXPECT_EQ(get("province", house, "Household")["status"], "approved");
    post("reviewer", record + "/withdraw", {{"reason", "照片不清"}}, "Written");
    EXPECT_EQ(get("province", house, "Household")["status"], "returned");
}

TEST_F(RecordsApi, every_figure_of_progress_is_the_length_of_the_list_behind_it) {
    submit();
    const auto progress = get("province", "/api/v1/statistics/progress", "Progress");
    EXPECT_EQ(progress["total"]["submitted"], 1);
    for (const auto* status : {"not_started", "draft", "submitted", "approved", "returned"}) {
        EXPECT_EQ(progress["total"][status], total("province", std::string("status=") + status))
            << status;
    }
    int sum = 0;
    for (const auto& row : progress["rows"]) {
        sum += row["total"].get<int>();
    }
    EXPECT_EQ(progress["total"]["total"], sum);
    post("reviewer", record + "/approve", nullptr, "Written");
    EXPECT_EQ(get("province", "/api/v1/statistics/combined", "Combined")["total"]["grade_a"], 1);
    EXPECT_EQ(
        get("province", "/api/v1/statistics/series?days=1", "Series")["points"][0]["approved"], 1);
    EXPECT_EQ(get("reviewer", "/api/v1/desk", "Desk")["to_review"], 0);
}

TEST_F(RecordsApi, a_table_as_a_workbook_has_every_figure_of_the_answer) {
    submit();
    const auto file = std::filesystem::path(testing::TempDir()) / "statistics.xlsx";
    for (const auto& [path, schema, names] :
         {std::tuple{"progress", "Progress",
                     std::vector<std::string>{"total", "not_started", "draft", "submitted",
                                              "approved", "returned"}},
          std::tuple{"combined", "Combined",
                     std::vector<std::string>{"total", "approved", "own_rural", "grade_a",
                                              "grade_b", "grade_c", "grade_d", "other_safe",
                                              "deceased"}}}) {
        const std::string url = std::string("/api/v1/statistics/") + path;
        const auto answer = get("province", url, schema);
        const auto response = respond("province", Method::get, url + "?format=xlsx");
        ASSERT_EQ(response.status, 200);
        std::ofstream(file, std::ios::binary) << *response.body;

        std::vector<io::TableRow> rows;
        io::read_table(file, [&](std::size_t, io::TableRow&& cells) { rows.push_back(cells); });
        std::vector<json> expected{answer["total"]};
        expected.insert(expected.end(), answer["rows"].begin(), answer["rows"].end());
        ASSERT_EQ(rows.size(), expected.size() + 3); // title, note, headings
        for (std::size_t i = 0; i < expected.size(); ++i) {
            const auto& cells = rows[i + 3];
            ASSERT_EQ(cells.size(), names.size() + 2);
            EXPECT_EQ(cells[1], expected[i]["division"]["code"]);
            for (std::size_t column = 0; column < names.size(); ++column) {
                EXPECT_EQ(cells[column + 2], expected[i][names[column]].dump()) << names[column];
            }
        }
    }
    std::filesystem::remove(file);
    EXPECT_EQ(
        refused("province", Method::get, "/api/v1/statistics/progress?format=pdf", nullptr, 400),
        "parameters_invalid");
}

TEST_F(RecordsApi, what_is_missing_is_named_field_by_field_and_nothing_is_submitted) {
    auto body = own_rural_body();
    body.erase("surveyor");
    save(body);
    const auto [status, answer] = send("clerk", Method::post, record + "/submit");
    EXPECT_EQ(status, 422);
    EXPECT_EQ(shape_fault(m_document, "Problem", answer), "");
    for (const auto* field : {"/surveyor", "/photos/front"}) {
        EXPECT_TRUE(std::ranges::any_of(answer["errors"], [&](const json& error) {
            return error["field"] == field;
        })) << answer;
    }
    EXPECT_EQ(get("clerk", house, "Household")["status"], "draft");
}

TEST_F(RecordsApi, a_second_writer_is_told_and_overwrites_nothing) {
    save(own_rural_body());
    m_if_match = "\"0\"";
    auto body = own_rural_body();
    body["surveyor"] = "别人";
    EXPECT_EQ(refused("clerk", Method::put, record, {{"body", body}}, 412), "conflict");
    EXPECT_EQ(get("clerk", record, "Record")["body"]["surveyor"], own_rural_body()["surveyor"]);
}

TEST_F(RecordsApi, a_step_that_the_state_does_not_allow_is_refused) {
    EXPECT_EQ(refused("reviewer", Method::post, record + "/approve", nullptr, 409),
              "not_allowed_now");
    submit();
    EXPECT_EQ(refused("clerk", Method::post, record + "/submit", nullptr, 409), "not_allowed_now");
    refused("reviewer", Method::post, record + "/return", {{"reasons", json::array()}}, 422);
    EXPECT_EQ(get("clerk", house, "Household")["status"], "submitted");
}

TEST_F(RecordsApi, a_patch_is_one_of_the_area_or_not_found_but_not_both) {
    const auto put = [&](const json& body) {
        return refused("clerk", Method::put, house + "/patch", body, 422);
    };
    EXPECT_EQ(put({{"number", jobs::test::number_of(0)}, {"not_found", true}}), "fields_invalid");
    EXPECT_EQ(put(json::object()), "fields_invalid");
    put({{"number", "99010199999"}});
    EXPECT_EQ(get("clerk", house, "Household")["patch_state"], "unlinked");
}

TEST_F(RecordsApi,
       a_lost_link_says_why_another_patch_may_not_be_chosen_in_the_words_of_the_refusal) {
    const json another{{"number", jobs::test::number_of(1)}};
    EXPECT_EQ(
        send("clerk", Method::put, house + "/patch", {{"number", jobs::test::number_of(0)}}).first,
        200);
    m_store->write([](store::Transaction& t) {
        store::record_lineage(t, {jobs::test::number_of(0), "990101", "moved", "[]", 0,
                                  store::now_us() + 1'000'000'000});
    });
    const auto refusal = [&](const std::string& who) {
        const auto page = get(who, "/api/v1/lost-links", "LostLinkPage");
        EXPECT_EQ(page["items"].size(), 1U) << page;
        return page["items"][0]["choice_refusal"];
    };
    EXPECT_TRUE(refusal("clerk").is_null());
    EXPECT_FALSE(refusal("reviewer").is_null());
    submit();
    const auto [status, answer] = send("clerk", Method::put, house + "/patch", another);
    EXPECT_EQ(status, 409) << answer;
    EXPECT_EQ(refusal("clerk"), answer["detail"]);
    post("reviewer", record + "/approve", nullptr, "Written");
    EXPECT_EQ(refusal("clerk"),
              send("clerk", Method::put, house + "/patch", another).second["detail"]);
}

TEST_F(RecordsApi, faulty_parameters_are_named) {
    for (const auto* query : {"page=0", "page=x", "size=201", "status=lost", "sort=colour",
                              "grade=E", "unknown=1", "division=99"}) {
        const auto [status, answer] =
            send("clerk", Method::get, std::string("/api/v1/households?") + query);
        EXPECT_TRUE(status == 400 || status == 422 || status == 404) << query << status;
        EXPECT_EQ(shape_fault(m_document, "Problem", answer), "") << query << answer;
    }
}

TEST_F(RecordsApi, text_finds_names_and_nothing_of_them_is_in_the_address) {
    const auto found = post("clerk", "/api/v1/households/search",
                            {{"name", jobs::test::name_of(7)}}, "HouseholdPage");
    ASSERT_GE(found["total"].get<int>(), 1);
    EXPECT_EQ(found["items"][0]["head_name"], jobs::test::name_of(7));
}

TEST_F(RecordsApi, divisions_are_those_of_the_own_area) {
    const auto below = get("reviewer", "/api/v1/divisions?parent=990101001000", "Divisions");
    EXPECT_EQ(below["items"].size(), 2U) << below;
    get("reviewer", "/api/v1/divisions/990101000000", "Division");
    EXPECT_EQ(refused("reviewer", Method::get, "/api/v1/divisions/990102000000", nullptr, 404),
              "not_found");
}

TEST_F(RecordsApi,
       a_division_tells_where_its_outline_is_from_and_an_administrator_removes_a_border) {
    add_account("administrator", model::Role::administrator, jobs::test::county);
    const std::string village = "/api/v1/divisions/990101001200";
    const auto outline = [&] { return get("reviewer", village, "Division")["outline"]; };
    EXPECT_TRUE(outline().is_null());
    const auto put = [&](const std::string& origin) {
        m_store->write([&](store::Transaction& transaction) {
            store::put_division_shape(transaction,
                                      {jobs::test::upper_village, origin, {}, 109.1, 34.2});
        });
    };
    put("made of houses");
    EXPECT_EQ(outline(), "derived");
    EXPECT_EQ(refused("administrator", Method::del, village + "/border", nullptr, 409),
              "border_missing");
    put(store::border_origin("a file"));
    EXPECT_EQ(outline(), "imported");
    const auto wakes = m_wakes;
    EXPECT_EQ(respond("administrator", Method::del, village + "/border").status, 204);
    EXPECT_GT(m_wakes, wakes);
    EXPECT_TRUE(outline().is_null());
}

} // namespace
} // namespace tuban::http::api
