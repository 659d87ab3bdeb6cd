#include "tests/server/auth/fixture.hpp"

#include <gmock/gmock.h>

namespace tuban::auth {
namespace {

using model::Role;

using AdministrationTest = AuthenticationTest;

TEST_F(AdministrationTest, adds_an_account_that_must_change_its_first_password) {
    const auto added =
        administration().add({"Clerk-Two", "王某", Role::reviewer, "990101"}, m_actor);
    ASSERT_TRUE(added.is_ok());
    EXPECT_EQ(added->account.login, "clerk-two");
    EXPECT_EQ(added->account.display_name, "王某");
    EXPECT_EQ(added->division.code, "990101000000");
    const auto answer = sign_in("clerk-two", added->first_password);
    ASSERT_TRUE(answer.is_ok());
    EXPECT_TRUE(answer->account.must_change_password);
    EXPECT_EQ(answer->account.role, Role::reviewer);
    EXPECT_EQ(count_audit("add_account"), 2);
}

TEST_F(AdministrationTest, names_an_account_after_its_division_when_no_name_is_given) {
    const auto added = administration().add({"990101", "", Role::reviewer, "990101"}, m_actor);
    EXPECT_EQ(added->account.display_name, "甲县");
}

TEST_F(AdministrationTest, refuses_what_it_cannot_add) {
    struct Row {
        AccountRequest request;
        const char* code;
    };
    for (const Row& row : {Row{{"a b", "", Role::collector, "990101"}, "login_malformed"},
                           Row{{"clerk-two", "", Role::collector, "990199"}, "division_unknown"},
                           Row{{"clerk-two", "", Role::collector, "甲县"}, "division_unknown"},
                           Row{{"clerk-two", "", Role::collector, ""}, "division_unknown"},
                           Row{{"CLERK-ONE", "", Role::collector, "990101"}, "login_taken"}}) {
        const auto added = administration().add(row.request, m_actor);
        ASSERT_FALSE(added.is_ok()) << row.code;
        EXPECT_EQ(added.refusal().code, row.code);
    }
    EXPECT_EQ(count_audit("add_account"), 1);
}

TEST_F(AdministrationTest, resets_a_password_and_lifts_the_lock) {
    fail_until_locked(login);
    const auto secret = administration().reset("CLERK-one", m_actor);
    ASSERT_TRUE(secret.is_ok());
    const auto answer = sign_in_solving(login, secret.value());
    ASSERT_TRUE(answer.is_ok());
    EXPECT_TRUE(answer->account.must_change_password);
    EXPECT_EQ(sign_in_solving(login, m_password).refusal().issue.code, "wrong_credentials");
    EXPECT_EQ(count_audit("reset_password"), 1);
}

TEST_F(AdministrationTest, closes_an_account_once) {
    EXPECT_FALSE(administration().close(login, m_actor));
    EXPECT_FALSE(administration().close(login, m_actor));
    EXPECT_EQ(count_audit("close_account"), 1);
}

TEST_F(AdministrationTest, gives_nothing_to_a_closed_account) {
    administration().close(login, m_actor);
    EXPECT_EQ(administration().reset(login, m_actor).refusal().code, "account_closed");
    EXPECT_EQ(administration().issue_token(login, m_actor).refusal().code, "account_closed");
    EXPECT_EQ(administration().add({login, "", Role::collector, "990101"}, m_actor).refusal().code,
              "login_taken");
}

TEST_F(AdministrationTest, knows_no_account_by_another_name) {
    EXPECT_EQ(administration().reset("nobody", m_actor).refusal().code, "account_unknown");
    EXPECT_EQ(administration().issue_token("nobody", m_actor).refusal().code, "account_unknown");
    EXPECT_EQ(administration().close("nobody", m_actor)->code, "account_unknown");
}

TEST_F(AdministrationTest, gives_out_several_tokens_with_the_rights_of_the_account) {
    const auto first = administration().issue_token(login, m_actor).value();
    const auto second = administration().issue_token(login, m_actor).value();
    EXPECT_NE(first, second);
    EXPECT_EQ(by_bearer(first)->area, by_bearer(second)->area);
    EXPECT_EQ(count_audit("issue_token"), 2);
}

} // namespace
} // namespace tuban::auth
