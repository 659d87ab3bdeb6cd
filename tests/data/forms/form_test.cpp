#include "base/error.hpp"
#include "data/forms/form.hpp"
#include "tests/data/forms/lookback_bodies.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>

namespace tuban::forms {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const Form& form() {
    return Form::lookback();
}

std::vector<std::string> fields_of(const Issues& issues) {
    std::vector<std::string> fields;
    for (const auto& issue : issues) {
        fields.push_back(issue.field);
    }
    return fields;
}

std::vector<std::string> submit_issues(const json& body) {
    return fields_of(form().validate(body, Mode::submit));
}

Issue only_issue(const json& body, Mode mode) {
    const auto issues = form().validate(body, mode);
    EXPECT_EQ(issues.size(), 1U) << json(fields_of(issues)).dump();
    return issues.empty() ? Issue{} : issues.front();
}

std::string refusal_code(const std::string& text) {
    const auto parsed = form().parse(text);
    return parsed.is_ok() ? "" : parsed.refusal().front().code;
}

void collect_words(const json& schema, std::set<std::string>& words) {
    for (const auto& [word, value] : schema.items()) {
        words.insert(word);
        if (word == "properties") {
            for (const auto& property : value) {
                collect_words(property, words);
            }
        } else if (value.is_object() && !word.starts_with("x-")) {
            collect_words(value, words);
        } else if (word == "allOf") {
            for (const auto& member : value) {
                collect_words(member, words);
            }
        }
    }
}

TEST(Form, UsesNoWordNewerThanDraft7) {
    static const std::set<std::string> draft_7{"$schema",     "$id",
                                               "title",       "type",
                                               "properties",  "required",
                                               "enum",        "const",
                                               "items",       "contains",
                                               "minItems",    "maxItems",
                                               "uniqueItems", "minimum",
                                               "maximum",     "maxLength",
                                               "minLength",   "pattern",
                                               "format",      "readOnly",
                                               "default",     "additionalProperties",
                                               "allOf",       "if",
                                               "then"};
    std::set<std::string> words;
    collect_words(json::parse(form().schema()), words);
    for (const auto& word : words) {
        EXPECT_TRUE(word.starts_with("x-") || draft_7.contains(word)) << word;
    }
}

TEST(Form, AcceptsEachKindOfCompleteRecord) {
    EXPECT_THAT(submit_issues(test::deceased_body()), IsEmpty());
    EXPECT_THAT(submit_issues(test::other_safe_body()), IsEmpty());
    EXPECT_THAT(submit_issues(test::own_rural_body()), IsEmpty());
    EXPECT_THAT(submit_issues(test::dangerous_body(2024)), IsEmpty());
}

TEST(Form, AsksOnlyForTheFirstQuestionOfAnEmptyRecord) {
    EXPECT_THAT(submit_issues(json::object()), ElementsAre("/deceased_cancelled"));
}

TEST(Form, NamesEveryMissingFieldAtOnceInTheOrderOfTheForm) {
    auto body = test::dangerous_body(2024);
    body.erase("title_registration");
    body.erase("risk_parts");
    body.erase("phone");
    EXPECT_THAT(submit_issues(body), ElementsAre("/phone", "/title_registration", "/risk_parts"));
}

TEST(Form, RequiresEveryRequiredFieldOfAnOwnRuralHouse) {
    const auto whole = test::dangerous_body(2024);
    for (const auto& field : form().fields()) {
        const auto name = field.path.substr(1);
        if (!field.is_required || !whole.contains(name)) {
            continue;
        }
        auto body = whole;
        body.erase(name);
        EXPECT_THAT(submit_issues(body), testing::Contains(field.path)) << field.path;
    }
}

TEST(Form, SaysInChineseWhatIsMissingAndInWhichSection) {
    auto body = test::own_rural_body();
    body.erase("title_registration");
    const auto issue = only_issue(body, Mode::submit);
    EXPECT_EQ(issue.code, "required");
    EXPECT_EQ(issue.subject, "不动产登记证");
    EXPECT_EQ(issue.detail, "②房屋：“不动产登记证”请选“是”或“否”。");
}

TEST(Form, NamesThePlaceInAList) {
    auto body = test::own_rural_body();
    body["owner_same_as_head"] = false;
    body["owners"] = {{{"name", "李某"}, {"sex", "male"}, {"id_number", "990101198001010014"}},
                      {{"name", "周某"}, {"sex", "female"}}};
    const auto issue = only_issue(body, Mode::submit);
    EXPECT_EQ(issue.field, "/owners/1/id_number");
    EXPECT_EQ(issue.detail, "②房屋：请填写“其他产权人”第 2 项的“身份证号”。");
}

TEST(Form, AsksForOwnersWhenTheHeadIsNotTheOwner) {
    auto body = test::own_rural_body();
    body["owner_same_as_head"] = false;
    EXPECT_EQ(only_issue(body, Mode::submit).field, "/owners");
}

TEST(Form, AsksForTheKindsBehindAYes) {
    auto body = test::own_rural_body();
    body["geological_hazard"] = true;
    body["extended"] = true;
    EXPECT_THAT(submit_issues(body),
                ElementsAre("/geological_hazard_kinds", "/extension_count", "/extension_kinds"));
}

TEST(Form, AsksForTheTextBehindOtherInAListOfChoices) {
    auto body = test::own_rural_body();
    body["policies"] = {"dilapidated_renovation", "other"};
    EXPECT_EQ(only_issue(body, Mode::submit).field, "/policy_note");
}

TEST(Form, GradeBNeedsNoRiskPartsAndGradeCDoes) {
    auto body = test::own_rural_body();
    body["grade"] = "B";
    EXPECT_THAT(submit_issues(body), IsEmpty());
    body["grade"] = "C";
    EXPECT_THAT(submit_issues(body), ElementsAre("/risk_parts", "/guaranteed"));
}

TEST(Form, DraftTakesAnUnfinishedRecord) {
    EXPECT_THAT(
        form().validate({{"floors", 0}, {"phone", "138"}, {"survey_date", "2024-"}}, Mode::draft),
        IsEmpty());
}

TEST(Form, DraftRefusesUnknownFieldsWrongTypesAndUnknownCodes) {
    EXPECT_EQ(only_issue({{"colour", "red"}}, Mode::draft).code, "unknown_field");
    EXPECT_EQ(only_issue({{"floors", "two"}}, Mode::draft).code, "wrong_type");
    EXPECT_EQ(only_issue({{"grade", "E"}}, Mode::draft).code, "unknown_code");
    const auto in_list = only_issue({{"risk_parts", {"roof", "cellar"}}}, Mode::draft);
    EXPECT_EQ(in_list.code, "unknown_code");
    EXPECT_EQ(in_list.field, "/risk_parts/1");
    EXPECT_THAT(in_list.detail, HasSubstr("风险部位"));
}

TEST(Form, SubmissionChecksRangesDatesAndFormats) {
    auto body = test::own_rural_body();
    body["floors"] = 0;
    EXPECT_EQ(only_issue(body, Mode::submit).detail, "②房屋：“建筑层数”应在 1 到 60 之间。");
    body["floors"] = 2;
    body["appraisal_date"] = "2023-02-30";
    EXPECT_EQ(only_issue(body, Mode::submit).code, "bad_date");
}

TEST(Form, HidesWhatTheAnswersHide) {
    auto body = test::own_rural_body();
    body["housing"] = "other_safe";
    body["other_safe_kind"] = "own_urban";
    form().remove_hidden(body);
    EXPECT_FALSE(body.contains("floors"));
    EXPECT_EQ(body["other_safe_kind"], "own_urban");
    body["deceased_cancelled"] = true;
    form().remove_hidden(body);
    EXPECT_EQ(body, test::deceased_body());
}

TEST(Form, HidesWithinListsToo) {
    json body = test::own_rural_body();
    body["users"] = {{{"kind", "family"}, {"people", 4}, {"name", "赵某"}}};
    form().remove_hidden(body);
    EXPECT_EQ(body["users"], json({{{"kind", "family"}, {"people", 4}}}));
}

TEST(Form, ReadsABodyWithoutWhatIsNotFilledIn) {
    const auto body = form().parse(R"({"address":" 三组　","floors":null,"owners":[],"grade":""})");
    ASSERT_TRUE(body.is_ok());
    EXPECT_EQ(body.value(), json({{"address", "三组"}}));
}

TEST(Form, RefusesBodiesThatAreTooLargeTooDeepOrNoObject) {
    EXPECT_EQ(refusal_code("{\"address\":\"" + std::string(70'000, 'a') + "\"}"), "body_too_large");
    EXPECT_EQ(refusal_code("{\"address\":\"" + std::string(1'001, 'a') + "\"}"), "text_too_long");
    EXPECT_EQ(refusal_code(std::string(30'000, '[')), "body_too_deep");
    EXPECT_EQ(refusal_code("[]"), "body_not_json");
    EXPECT_EQ(refusal_code("{\"address\":"), "body_not_json");
    EXPECT_EQ(refusal_code("{\"address\":\"a\\u0000b\"}"), "bad_text");
    EXPECT_EQ(refusal_code("{\"address\":\"\xff\"}"), "body_not_json");
}

TEST(Form, CountsCharactersNotBytes) {
    std::string text;
    for (int i = 0; i < 900; ++i) {
        text += "村";
    }
    EXPECT_EQ(refusal_code("{\"address\":\"" + text + "\"}"), "");
}

TEST(Form, CallsForPhotosByGrade) {
    EXPECT_THAT(form().required_photos(test::own_rural_body()),
                ElementsAre(testing::Pair("front", 1)));
    EXPECT_THAT(form().required_photos(test::dangerous_body(2024)),
                ElementsAre(testing::Pair("front", 1), testing::Pair("risk_part", 1)));
    EXPECT_THAT(form().required_photos(test::deceased_body()), IsEmpty());
}

TEST(Form, CallsForNoPhotosWhereTheSchemaDoesNotRequireThem) {
    auto schema = json::parse(form().schema());
    schema["x-photos"]["required"] = false;
    schema.erase("allOf");
    const Form lenient(schema.dump(),
                       [](const std::string&) { return std::vector<std::string>{"any"}; });
    EXPECT_THAT(lenient.required_photos(test::dangerous_body(2024)), IsEmpty());
}

TEST(Form, RefusesASchemaWhoseConditionsGoInACircle) {
    const std::string schema =
        R"({"$id":"f","x-version":1,"x-sections":[],"type":"object","properties":{
        "a":{"x-order":1,"x-label":"a","x-section":"s","type":"boolean","x-required":true,"x-visible-when":{"b":true}},
        "b":{"x-order":2,"x-label":"b","x-section":"s","type":"boolean","x-visible-when":{"a":true}}}})";
    EXPECT_THROW(Form(schema, [](const std::string&) { return std::vector<std::string>{}; }),
                 Error);
}

} // namespace
} // namespace tuban::forms
