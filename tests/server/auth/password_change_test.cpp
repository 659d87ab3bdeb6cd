#include "tests/server/auth/fixture.hpp"

#include <gmock/gmock.h>

namespace tuban::auth {
namespace {

using testing::ElementsAre;

class PasswordChangeTest : public AuthenticationTest {
  protected:
    Result<SignedIn, std::vector<Issue>>
    change(const std::string& token, const std::string& current, const std::string& replacement) {
        return m_service.change_password(*by_cookie(token), current, replacement, m_remote);
    }

    static std::vector<std::string> codes(const Result<SignedIn, std::vector<Issue>>& answer) {
        std::vector<std::string> found;
        for (const auto& issue : answer.refusal()) {
            found.push_back(issue.code);
        }
        return found;
    }
};

TEST_F(PasswordChangeTest, replaces_the_password) {
    ASSERT_TRUE(change(sign_in_well(), m_password, "Vokzal7trupa").is_ok());
    EXPECT_FALSE(sign_in_solving(login, m_password).is_ok());
    EXPECT_TRUE(sign_in_solving(login, "Vokzal7trupa").is_ok());
}

TEST_F(PasswordChangeTest, ends_all_browser_sessions_and_opens_a_new_one) {
    const auto token = sign_in_well();
    const auto elsewhere = sign_in_well();
    const auto answer = change(token, m_password, "Vokzal7trupa");
    EXPECT_FALSE(by_cookie(token));
    EXPECT_FALSE(by_cookie(elsewhere));
    EXPECT_TRUE(by_cookie(answer->token));
}

TEST_F(PasswordChangeTest, leaves_the_tokens_of_machines) {
    const auto bearer = administration().issue_token(login, m_actor).value();
    change(sign_in_well(), m_password, "Vokzal7trupa");
    EXPECT_TRUE(by_bearer(bearer));
}

TEST_F(PasswordChangeTest, frees_a_fresh_account) {
    const auto added =
        administration().add({"fresh-one", "", model::Role::collector, "990101001001"}, m_actor);
    const auto token = sign_in("fresh-one", added->first_password)->token;
    const auto answer = change(token, added->first_password, "Vokzal7trupa");
    ASSERT_TRUE(answer.is_ok());
    EXPECT_FALSE(answer->account.must_change_password);
    EXPECT_FALSE(by_cookie(answer->token)->account.must_change_password);
}

TEST_F(PasswordChangeTest, needs_the_current_password_and_counts_wrong_ones) {
    const auto token = sign_in_well();
    EXPECT_THAT(codes(change(token, "wrong", "Vokzal7trupa")), ElementsAre("wrong_password"));
    EXPECT_TRUE(by_cookie(token));
    for (int i = 0; i < 4; ++i) {
        change(token, "wrong", "Vokzal7trupa");
    }
    EXPECT_EQ(count_audit("wrong_old_password"), 5);
    EXPECT_THAT(codes(change(token, m_password, "Vokzal7trupa")), ElementsAre("locked"));
    EXPECT_EQ(sign_in_solving(login, m_password).refusal().issue.code, "locked");
}

TEST_F(PasswordChangeTest, holds_the_new_password_to_the_policy) {
    const auto token = sign_in_well();
    EXPECT_THAT(
        codes(change(token, m_password, "clerk-one")),
        ElementsAre("password_too_short", "password_too_simple", "password_contains_login"));
    EXPECT_TRUE(sign_in_solving(login, m_password).is_ok());
}

TEST_F(PasswordChangeTest, refuses_the_last_five_passwords_and_takes_the_sixth) {
    auto token = sign_in_well();
    std::string current = m_password;
    const std::vector<std::string> series{"Vokzal7trupa", "Vokzal7trupb", "Vokzal7trupc",
                                          "Vokzal7trupd", "Vokzal7trupe"};
    for (const auto& next : series) {
        m_now_us += second_us;
        EXPECT_THAT(codes(change(token, current, current)), ElementsAre("password_reused"));
        if (next != series.front()) {
            EXPECT_THAT(codes(change(token, current,
                                     series.front() == current ? m_password : series.front())),
                        ElementsAre("password_reused"));
        }
        token = change(token, current, next)->token;
        current = next;
    }
    m_now_us += second_us;
    EXPECT_THAT(codes(change(token, current, series.front())), ElementsAre("password_reused"));
    EXPECT_TRUE(change(token, current, m_password).is_ok());
}

TEST_F(PasswordChangeTest, is_audited) {
    change(sign_in_well(), m_password, "Vokzal7trupa");
    const auto recorded = store().read_value([](store::Reader& reader) {
        return *reader.find("SELECT count(*) FROM audit WHERE action = 'change_password' AND "
                            "subject_id = account_id AND change = '{}'",
                            {}, [](const store::Row& row) { return row.integer(0); });
    });
    EXPECT_EQ(recorded, 1);
}

} // namespace
} // namespace tuban::auth
