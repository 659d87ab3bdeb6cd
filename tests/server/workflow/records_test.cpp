#include "data/model/identifiers.hpp"
#include "data/store/audit.hpp"
#include "data/store/links.hpp"
#include "data/store/patch_changes.hpp"
#include "tests/server/workflow/workflow_fixture.hpp"

#include <gmock/gmock.h>

namespace tuban::workflow::test {
namespace {

using forms::test::dangerous_body;
using forms::test::deceased_body;
using forms::test::other_safe_body;
using forms::test::own_rural_body;
using model::Status;
using nlohmann::json;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class RecordsTest : public WorkflowTest {
  protected:
    std::vector<std::string> missing_fields(std::int64_t household) {
        std::vector<std::string> fields;
        const auto shown = record(household);
        for (const auto& field : shown["missing"]) {
            fields.push_back(field["field"]);
        }
        return fields;
    }
    static std::vector<std::string> fields_of(const Problem& problem) {
        std::vector<std::string> fields;
        for (const auto& issue : problem.issues) {
            fields.push_back(issue.field);
        }
        return fields;
    }
    std::string last_audit() {
        return m_store->read_value(
            [](store::Reader& reader) { return store::list_audit(reader, {}, 1, 0).at(0).action; });
    }
    std::string stored_body(std::int64_t household) {
        return m_store->read_value([&](store::Reader& reader) {
            return *reader.find("SELECT body FROM document WHERE household_id = $1", {household},
                                [](const store::Row& row) { return std::string(row.text(0)); });
        });
    }
};

TEST_F(RecordsTest, BeforeTheFirstSaveTheListFillsInWhatItKnows) {
    const auto fresh = record(add_household());
    EXPECT_EQ(fresh["status"], "not_started");
    EXPECT_EQ(fresh["version"], 0);
    EXPECT_EQ(fresh["body"]["phone"], "138****0000");
    EXPECT_EQ(fresh["body"]["sex"], "male");
    EXPECT_EQ(fresh["body"]["family_size"], 4);
    EXPECT_EQ(fresh["body"]["division"], "990101100201");
    EXPECT_EQ(fresh["sources"]["phone"]["source"], "list");
    EXPECT_EQ(fresh["updated_at"], nullptr);
    EXPECT_EQ(fresh["allowed"], json({"save", "patch"}));
}

TEST_F(RecordsTest, SaveAnswersTheNewVersionAndGetReturnsTheBody) {
    const auto household = add_household();
    const auto outcome = save(household, {{"floors", 2}});
    ASSERT_TRUE(outcome.is_ok());
    EXPECT_EQ(json::parse(outcome.value().json), json({{"id", std::to_string(household)},
                                                       {"version", 1},
                                                       {"status", "draft"},
                                                       {"patch_state", "unlinked"}}));
    EXPECT_EQ(record(household)["body"]["floors"], 2);
    EXPECT_EQ(record(household)["updated_at"], "2024-10-18T03:26:00Z");
}

TEST_F(RecordsTest, TheWayFromDraftToApproval) {
    const auto household = add_household();
    ASSERT_TRUE(save(household, own_rural_body()).is_ok());
    ASSERT_TRUE(m_records.set_patch(as(clerk), everywhere(), household, "9901010031187").is_ok());
    EXPECT_THAT(missing_fields(household), IsEmpty());
    ASSERT_TRUE(submit(household).is_ok());
    EXPECT_EQ(record(household, reviewer)["allowed"], json({"approve", "return"}));
    EXPECT_EQ(record(household)["allowed"], json::array());
    ASSERT_TRUE(approve(household).is_ok());
    const auto approved = record(household, reviewer);
    EXPECT_EQ(approved["status"], "approved");
    EXPECT_EQ(approved["allowed"], json({"withdraw", "patch"}));
    EXPECT_EQ(approved["history"].size(), 3U);
    EXPECT_EQ(approved["history"][0]["action"], "approve");
    EXPECT_EQ(approved["history"][0]["by"], model::mask_name("王某某"));
    EXPECT_EQ(count("SELECT count(*) FROM household WHERE grade = 'A' AND housing = 'own_rural' "
                    "AND status = 'approved'"),
              1);
}

TEST_F(RecordsTest, AHouseholdOutsideTheAreaIsNotThere) {
    const auto household = record_in(Status::submitted);
    const auto elsewhere = area_of(shuanghe);
    EXPECT_EQ(problem(m_records.get(as(clerk), elsewhere, household)).refusal, Refusal::not_found);
    EXPECT_EQ(problem(m_records.save(as(clerk), elsewhere, household, 1, request(json::object())))
                  .refusal,
              Refusal::not_found);
    EXPECT_EQ(problem(m_records.approve(as(reviewer), elsewhere, household, {})).refusal,
              Refusal::not_found);
    EXPECT_EQ(problem(m_records.set_patch(as(clerk), elsewhere, household, "1")).refusal,
              Refusal::not_found);
    EXPECT_EQ(problem(m_records.reveal(as(clerk), elsewhere, household, "核对")).refusal,
              Refusal::not_found);
    EXPECT_EQ(problem(m_records.get(as(clerk), everywhere(), 1)).refusal, Refusal::not_found);
}

TEST_F(RecordsTest, WhatTheTableDoesNotAllowIsRefused) {
    const auto submitted = record_in(Status::submitted);
    EXPECT_EQ(problem(save(submitted, json::object())).refusal, Refusal::not_allowed);
    EXPECT_EQ(problem(submit(submitted)).refusal, Refusal::not_allowed);
    EXPECT_EQ(problem(approve(submitted, clerk)).refusal, Refusal::not_allowed);
    EXPECT_EQ(problem(approve(submitted, city)).refusal, Refusal::not_allowed);
    EXPECT_EQ(problem(withdraw(submitted)).refusal, Refusal::not_allowed);
    const auto approved = record_in(Status::approved);
    EXPECT_EQ(problem(save(approved, json::object())).refusal, Refusal::not_allowed);
    EXPECT_EQ(problem(return_back(approved)).refusal, Refusal::not_allowed);
    EXPECT_THAT(problem(return_back(approved)).message, HasSubstr("审核通过"));
    const auto fresh = add_household();
    EXPECT_EQ(problem(submit(fresh)).refusal, Refusal::not_allowed);
    EXPECT_EQ(problem(save(fresh, json::object(), reviewer)).refusal, Refusal::not_allowed);
    EXPECT_EQ(problem(save(fresh, json::object(), admin)).refusal, Refusal::not_allowed);
}

TEST_F(RecordsTest, AnIncompleteRecordIsNotSubmittedAndEveryMissingFieldIsNamed) {
    const auto household = add_household();
    auto body = own_rural_body();
    body.erase("floors");
    body.erase("grade");
    ASSERT_TRUE(save(household, body).is_ok());
    EXPECT_THAT(missing_fields(household), ElementsAre("/patch", "/floors", "/grade"));
    EXPECT_EQ(record(household)["missing"][1]["section"], "house");
    const auto outcome = submit(household);
    EXPECT_EQ(problem(outcome).refusal, Refusal::incomplete);
    EXPECT_THAT(problem(outcome).message, testing::HasSubstr("还差 3 项"));
    EXPECT_THAT(fields_of(problem(outcome)), ElementsAre("/patch", "/floors", "/grade"));
    EXPECT_EQ(status(household), "draft");
}

TEST_F(RecordsTest, TheFrontMustBePhotographedAndAtCOrDTheHazardToo) {
    const auto household = add_household();
    ASSERT_TRUE(m_records.set_patch(as(clerk), everywhere(), household, "9901010031187").is_ok());
    ASSERT_TRUE(save(household, dangerous_body(2024)).is_ok());
    EXPECT_THAT(missing_fields(household), testing::IsEmpty());
    const auto drop = [&](const char* slot) {
        m_store->write([&](store::Transaction& transaction) {
            transaction.execute("DELETE FROM photo WHERE slot = $1", {slot});
        });
    };
    drop("risk_part");
    EXPECT_THAT(missing_fields(household), ElementsAre("/photos/risk_part"));
    EXPECT_EQ(record(household)["missing"][0]["section"], "photos");
    EXPECT_EQ(problem(submit(household)).refusal, Refusal::incomplete);
    ASSERT_TRUE(save(household, own_rural_body()).is_ok());
    EXPECT_THAT(missing_fields(household), testing::IsEmpty());
    drop("front");
    EXPECT_THAT(missing_fields(household), ElementsAre("/photos/front"));
    ASSERT_TRUE(save(household, forms::test::other_safe_body()).is_ok());
    EXPECT_THAT(missing_fields(household), testing::IsEmpty());
}

TEST_F(RecordsTest, NotFoundWithAttributesByHandCanBeSubmitted) {
    const auto household = add_household();
    ASSERT_TRUE(save(household, own_rural_body()).is_ok());
    ASSERT_TRUE(m_records.set_patch(as(clerk), everywhere(), household, std::nullopt).is_ok());
    EXPECT_TRUE(submit(household).is_ok());
}

TEST_F(RecordsTest, DeceasedNeedsNothingElseAndSubmitsNothingElse) {
    const auto household = add_household();
    auto body = own_rural_body();
    body["deceased_cancelled"] = true;
    ASSERT_TRUE(save(household, body).is_ok());
    ASSERT_TRUE(submit(household).is_ok());
    EXPECT_EQ(record(household)["body"],
              json({{"deceased_cancelled", true}, {"division", "990101100201"}}));
    EXPECT_EQ(count("SELECT count(*) FROM household WHERE housing = 'deceased' AND grade = ''"), 1);
}

TEST_F(RecordsTest, UnknownFieldsAndCodesAreNotSaved) {
    const auto household = add_household();
    EXPECT_THAT(fields_of(problem(save(household, {{"colour", "red"}}))), ElementsAre("/colour"));
    EXPECT_THAT(fields_of(problem(save(household, {{"grade", "E"}}))), ElementsAre("/grade"));
    const auto outcome =
        m_records.save(as(clerk), everywhere(), household, 0, R"({"body":{},"extra":{}})");
    EXPECT_EQ(problem(outcome).refusal, Refusal::invalid);
    EXPECT_EQ(problem(m_records.save(as(clerk), everywhere(), household, 0, "{}")).refusal,
              Refusal::invalid);
    EXPECT_EQ(status(household), "not_started");
}

TEST_F(RecordsTest, ASaveBasedOnAnOlderVersionIsRefusedWithBothVersionsOfEachField) {
    const auto household = add_household();
    ASSERT_TRUE(save(household, {{"floors", 1}, {"address", "三组"}}).is_ok());
    ASSERT_TRUE(save(household, {{"floors", 2}, {"address", "三组"}}, other_clerk).is_ok());
    const auto outcome = m_records.save(as(clerk), everywhere(), household, 1,
                                        request({{"floors", 3}, {"address", "三组"}}));
    ASSERT_EQ(problem(outcome).refusal, Refusal::conflict);
    const auto details = json::parse(problem(outcome).details);
    EXPECT_EQ(details["current"]["version"], 2);
    ASSERT_EQ(details["differences"].size(), 1U);
    EXPECT_EQ(details["differences"][0]["field"], "/floors");
    EXPECT_EQ(details["differences"][0]["before"], 2);
    EXPECT_EQ(details["differences"][0]["after_text"], "3 层");
    EXPECT_EQ(record(household)["body"]["floors"], 2);
}

TEST_F(RecordsTest, ATransitionOfAnOlderVersionIsRefused) {
    const auto household = record_in(Status::submitted);
    const auto outcome = m_records.approve(as(reviewer), everywhere(), household, 1);
    EXPECT_EQ(problem(outcome).refusal, Refusal::conflict);
    EXPECT_EQ(status(household), "submitted");
}

TEST_F(RecordsTest, SavingTheSameAgainWritesNothing) {
    const auto household = add_household();
    ASSERT_TRUE(save(household, own_rural_body()).is_ok());
    const auto audits = count("SELECT count(*) FROM audit");
    ASSERT_TRUE(save(household, own_rural_body()).is_ok());
    EXPECT_EQ(version(household), 1);
    EXPECT_EQ(count("SELECT count(*) FROM audit"), audits);
}

TEST_F(RecordsTest, ReturnNeedsAReasonOfTheListAndAnOpinion) {
    const auto household = record_in(Status::submitted);
    const auto without = [&](const std::vector<std::string>& reasons, const std::string& opinion) {
        return fields_of(problem(
            m_records.return_back(as(reviewer), everywhere(), household, {}, reasons, opinion)));
    };
    EXPECT_THAT(without({}, "请改"), ElementsAre("/reasons"));
    EXPECT_THAT(without({"because"}, "请改"), ElementsAre("/reasons"));
    EXPECT_THAT(without({"other"}, " "), ElementsAre("/opinion"));
    EXPECT_EQ(problem(m_records.withdraw(as(reviewer), everywhere(), household, {}, "")).refusal,
              Refusal::invalid);
    EXPECT_EQ(status(household), "submitted");
}

TEST_F(RecordsTest, AReturnedRecordShowsItsReasonUntilItIsApproved) {
    const auto household = record_in(Status::returned);
    EXPECT_EQ(record(household)["last_return"]["opinion"], "面积不对");
    EXPECT_EQ(record(household)["last_return"]["reasons"], json({"wrong_information"}));
    auto body = other_safe_body();
    body["family_size"] = 5;
    ASSERT_TRUE(save(household, body).is_ok());
    EXPECT_EQ(status(household), "draft");
    ASSERT_TRUE(submit(household).is_ok());
    EXPECT_EQ(record(household)["last_return"]["opinion"], "面积不对");
    EXPECT_EQ(count("SELECT count(*) FROM household WHERE resubmitted = 1"), 1);
    ASSERT_TRUE(approve(household).is_ok());
    EXPECT_EQ(record(household)["last_return"], nullptr);
    EXPECT_EQ(count("SELECT count(*) FROM household WHERE resubmitted = 1"), 0);
}

TEST_F(RecordsTest, TheReviewerSeesWhatChangedSinceTheLastSubmission) {
    const auto household = record_in(Status::returned, own_rural_body());
    auto body = own_rural_body();
    body["floors"] = 3;
    body["structure"] = "steel";
    body.erase("homestead_approval_date");
    ASSERT_TRUE(m_records.set_patch(as(clerk), everywhere(), household, "9901010031204").is_ok());
    ASSERT_TRUE(save(household, body).is_ok());
    ASSERT_TRUE(submit(household).is_ok());
    const auto shown = record(household, reviewer);
    std::vector<std::string> fields;
    for (const auto& change : shown["changes"]) {
        fields.push_back(change["field"]);
    }
    EXPECT_THAT(fields,
                ElementsAre("/patch/number", "/floors", "/structure", "/homestead_approval_date"));
    EXPECT_EQ(shown["changes"][0]["before_text"], "9901010031187");
    EXPECT_EQ(shown["changes"][2]["before_text"], "砖石结构");
    EXPECT_EQ(shown["changes"][2]["label"], "结构类型");
    EXPECT_EQ(shown["changes"][3]["after"], nullptr);
    EXPECT_GT(shown["unchanged_count"], 20);
}

TEST_F(RecordsTest, AWorseGradeThanLastTimeIsAWarning) {
    const auto household = record_in(Status::returned, own_rural_body());
    ASSERT_TRUE(save(household, dangerous_body(2024)).is_ok());
    ASSERT_TRUE(submit(household).is_ok());
    const auto warnings = record(household, reviewer)["warnings"];
    ASSERT_EQ(warnings.size(), 1U);
    EXPECT_EQ(warnings[0]["code"], "grade_changed");
    EXPECT_THAT(warnings[0]["message"].get<std::string>(), HasSubstr("由 A 改为 D"));
}

TEST_F(RecordsTest, IdsAndPhonesAreSealedInTheStoreAndMaskedForReaders) {
    const auto household = add_household();
    auto body = own_rural_body();
    body["owner_same_as_head"] = false;
    body["owners"] = {{{"name", "周某"}, {"sex", "female"}, {"id_number", "990101197506150026"}}};
    ASSERT_TRUE(save(household, body).is_ok());
    EXPECT_THAT(stored_body(household), Not(HasSubstr("990101197506150026")));
    EXPECT_THAT(stored_body(household), Not(HasSubstr("13800000000")));
    const auto shown = record(household)["body"];
    EXPECT_EQ(shown["owners"][0]["id_number"], "990101********0026");
    EXPECT_EQ(shown["phone"], "138****0000");
}

TEST_F(RecordsTest, MaskedValuesSentBackKeepWhatStandsBehindThem) {
    const auto household = add_household();
    auto body = own_rural_body();
    body["owner_same_as_head"] = false;
    body["owners"] = {{{"name", "周某"}, {"sex", "female"}, {"id_number", "990101197506150026"}},
                      {{"name", "吴某"}, {"sex", "male"}, {"id_number", "990102199912319996"}}};
    ASSERT_TRUE(save(household, body).is_ok());
    auto shown = record(household)["body"];
    shown["owners"].erase(0);
    shown["floors"] = 3;
    ASSERT_TRUE(save(household, shown).is_ok());
    const auto revealed = m_records.reveal(as(clerk), everywhere(), household, "核对证件");
    ASSERT_TRUE(revealed.is_ok());
    const auto fields = json::parse(revealed.value().json)["fields"];
    EXPECT_EQ(fields["/owners/0/id_number"], "990102199912319996");
    EXPECT_EQ(fields["/phone"], "13800000000");
    EXPECT_EQ(fields["/household/id_number"], "990101198001010014");
    EXPECT_EQ(last_audit(), "record.reveal");
}

TEST_F(RecordsTest, AMaskedValueThatStandsForNothingIsRefused) {
    const auto household = add_household();
    const auto outcome = save(household, {{"phone", "139****1111"}});
    EXPECT_THAT(fields_of(problem(outcome)), ElementsAre("/phone"));
}

TEST_F(RecordsTest, RevealIsForThoseWhoFillAndReviewAndNeedsAReason) {
    const auto household = add_household();
    EXPECT_EQ(problem(m_records.reveal(as(city), everywhere(), household, "看看")).refusal,
              Refusal::not_allowed);
    EXPECT_EQ(problem(m_records.reveal(as(clerk), everywhere(), household, "")).refusal,
              Refusal::invalid);
}

TEST_F(RecordsTest, SourcesStayWithTheirFieldsAndHoldNoPhone) {
    const auto household = add_household();
    const auto outcome =
        m_records.save(as(clerk), everywhere(), household, 0,
                       request({{"floors", 2}, {"phone", "13900000000"}},
                               {{"floors", {{"source", "patch"}, {"value", 1}}},
                                {"phone", {{"source", "list"}, {"value", "13800000000"}}},
                                {"address", {{"source", "patch"}, {"value", "三组"}}}}));
    ASSERT_TRUE(outcome.is_ok());
    EXPECT_EQ(record(household)["sources"], json({{"floors", {{"source", "patch"}, {"value", 1}}},
                                                  {"phone", {{"source", "list"}}}}));
    const auto bad = m_records.save(as(clerk), everywhere(), household, 1,
                                    request({{"floors", 2}}, {{"floors", {{"source", "rumour"}}}}));
    EXPECT_THAT(fields_of(problem(bad)), ElementsAre("/sources/floors"));
}

TEST_F(RecordsTest, AHouseholdWithoutAVillageIsFilledInByTheReviewerAndFiledOnSaving) {
    const auto household = add_household(county);
    EXPECT_THAT(record(household, reviewer)["allowed"], Contains("save"));
    auto body = other_safe_body();
    ASSERT_TRUE(save(household, body, reviewer).is_ok());
    EXPECT_THAT(missing_fields(household), ElementsAre("/division"));
    body["division"] = "990101101201";
    ASSERT_TRUE(save(household, body, reviewer).is_ok());
    EXPECT_EQ(count("SELECT division_id FROM household"), baiyan);
    EXPECT_EQ(statistics(county).rows.back().counts[Counter::draft], 1);
    EXPECT_THAT(recount().faults, IsEmpty());
    EXPECT_TRUE(submit(household, reviewer).is_ok());
    EXPECT_TRUE(m_records.get(as(clerk), area_of(baiyan), household).is_ok());
}

TEST_F(RecordsTest, AHouseholdIsFiledOnlyUnderAVillageOfTheCallersArea) {
    const auto household = add_household(longxi);
    for (const auto* const code : {"990101101201", "990101101000", "999999999999"}) {
        const auto outcome = m_records.save(as(town_clerk), area_of(longxi), household, 0,
                                            request({{"division", code}}));
        EXPECT_THAT(fields_of(problem(outcome)), ElementsAre("/division")) << code;
    }
    EXPECT_TRUE(m_records
                    .save(as(town_clerk), area_of(longxi), household, 0,
                          request({{"division", "990101100202"}}))
                    .is_ok());
    const auto settled = add_household();
    EXPECT_THAT(fields_of(problem(save(settled, {{"division", "990101100202"}}))),
                ElementsAre("/division"));
}

TEST_F(RecordsTest, TheSameRequestSentAgainIsAnsweredAsTheFirstTime) {
    const auto household = add_household();
    const store::RequestKey key{clerk, "key-1", {1, 2, 3}};
    const auto send = [&](const store::RequestKey& with) {
        return m_records.save(as(clerk), everywhere(), household, 0, request({{"floors", 2}}),
                              with);
    };
    const auto first = send(key);
    const auto second = send(key);
    ASSERT_TRUE(second.is_ok());
    EXPECT_EQ(first.value().json, second.value().json);
    EXPECT_EQ(second.value().version, 1);
    EXPECT_EQ(count("SELECT count(*) FROM audit"), 1);
    EXPECT_EQ(problem(send({clerk, "key-1", {9}})).refusal, Refusal::key_reused);
}

TEST_F(RecordsTest, ARefusedRequestLeavesItsKeyFree) {
    const auto household = add_household();
    const store::RequestKey key{clerk, "key-1", {1}};
    EXPECT_FALSE(m_records.submit(as(clerk), everywhere(), household, {}, key).is_ok());
    ASSERT_TRUE(save(household, deceased_body()).is_ok());
    EXPECT_TRUE(m_records.submit(as(clerk), everywhere(), household, {}, key).is_ok());
}

TEST_F(RecordsTest, EveryWriteIsInTheAuditTrailWithoutIdsAndPhones) {
    record_in(Status::approved, own_rural_body());
    EXPECT_EQ(last_audit(), "record.approve");
    m_store->read([](store::Reader& reader) {
        EXPECT_EQ(store::count_audit(reader, {"household", ""}), 4);
        for (const auto& entry : store::list_audit(reader, {}, 100, 0)) {
            EXPECT_THAT(entry.change, Not(HasSubstr("13800000000")));
            EXPECT_THAT(entry.change, Not(HasSubstr("138****")));
        }
        EXPECT_TRUE(store::verify_audit(reader).is_intact());
    });
}

} // namespace
} // namespace tuban::workflow::test
