#include "tests/server/auth/fixture.hpp"

#include <gmock/gmock.h>

namespace tuban::auth {
namespace {

class SignInTest : public AuthenticationTest {};

TEST_F(SignInTest, lets_the_right_password_in) {
    const auto answer = sign_in(login, m_password);
    ASSERT_TRUE(answer.is_ok());
    EXPECT_EQ(answer->account.login, login);
    EXPECT_GE(answer->token.size(), 22U) << "128 bits of base64";
    EXPECT_EQ(answer->expires_at_us, m_now_us + 12 * hour_us);
}

TEST_F(SignInTest, takes_the_login_in_any_case_and_width) {
    EXPECT_TRUE(sign_in(" ＣＬＥＲＫ-One ", m_password).is_ok());
}

TEST_F(SignInTest, tells_how_many_tries_remain) {
    for (const int remaining : {4, 3, 2, 1}) {
        const auto answer = sign_in_solving(login, "wrong");
        ASSERT_FALSE(answer.is_ok());
        EXPECT_EQ(answer.refusal().issue.code, "wrong_credentials");
        EXPECT_EQ(answer.refusal().remaining_attempts, remaining);
        EXPECT_THAT(answer.refusal().issue.detail, testing::HasSubstr(std::to_string(remaining)));
    }
}

TEST_F(SignInTest, locks_for_fifteen_minutes_with_the_fifth_failure) {
    fail_until_locked(login);
    auto answer = sign_in_solving(login, m_password);
    ASSERT_FALSE(answer.is_ok());
    EXPECT_EQ(answer.refusal().issue.code, "locked");
    EXPECT_EQ(answer.refusal().locked_until_us, m_now_us + 15 * minute_us);
    EXPECT_THAT(answer.refusal().issue.detail, testing::HasSubstr("15 分钟"));

    m_now_us += 15 * minute_us - 1;
    EXPECT_FALSE(sign_in_solving(login, m_password).is_ok());
    m_now_us += 1;
    EXPECT_TRUE(sign_in_solving(login, m_password).is_ok());
}

TEST_F(SignInTest, gives_five_new_tries_after_a_lock) {
    fail_until_locked(login);
    m_now_us += 15 * minute_us;
    EXPECT_EQ(sign_in_solving(login, "wrong").refusal().remaining_attempts, 4);
}

TEST_F(SignInTest, does_no_work_for_a_locked_login) {
    fail_until_locked(login);
    const auto before = m_service.hasher().computations();
    sign_in_solving(login, m_password);
    EXPECT_EQ(m_service.hasher().computations(), before);
}

TEST_F(SignInTest, keeps_the_lock_over_a_restart) {
    fail_until_locked(login);
    Authentication restarted(store(), cheap_rules(), [this] { return m_now_us; });
    EXPECT_EQ(restarted.sign_in({login, m_password, m_remote, "", "", ""}).refusal().issue.code,
              "locked");
}

TEST_F(SignInTest, forgets_failures_after_a_success) {
    sign_in_solving(login, "wrong");
    sign_in_solving(login, "wrong");
    EXPECT_TRUE(sign_in_solving(login, m_password).is_ok());
    EXPECT_EQ(sign_in_solving(login, "wrong").refusal().remaining_attempts, 4);
}

TEST_F(SignInTest, lets_the_fifth_try_in_when_it_is_right) {
    for (int i = 0; i < 4; ++i) {
        sign_in_solving(login, "wrong");
    }
    EXPECT_TRUE(sign_in_solving(login, m_password).is_ok());
    EXPECT_TRUE(sign_in_solving(login, m_password).is_ok());
}

TEST_F(SignInTest, forgets_failures_after_a_day) {
    sign_in_solving(login, "wrong");
    m_now_us += day_us;
    EXPECT_EQ(sign_in_solving(login, "wrong").refusal().remaining_attempts, 4);
}

TEST_F(SignInTest, answers_an_unknown_login_exactly_like_a_known_one) {
    for (int i = 0; i < 7; ++i) {
        const auto before = m_service.hasher().computations();
        m_remote = "192.0.2.8";
        const auto known = sign_in_solving(login, "wrong");
        const auto between = m_service.hasher().computations();
        m_remote = "192.0.2.9";
        const auto unknown = sign_in_solving("nobody-here", "wrong");
        EXPECT_EQ(m_service.hasher().computations() - between, between - before);

        const SignInRefusal& a = known.refusal();
        const SignInRefusal& b = unknown.refusal();
        EXPECT_EQ(a.issue.code, b.issue.code);
        EXPECT_EQ(a.issue.detail, b.issue.detail);
        EXPECT_EQ(a.remaining_attempts, b.remaining_attempts);
        EXPECT_EQ(a.captcha_required, b.captcha_required);
        EXPECT_EQ(a.locked_until_us, b.locked_until_us);
    }
}

TEST_F(SignInTest, writes_as_much_for_an_unknown_login_as_for_a_known_one) {
    const auto rows = [this] {
        return store().read_value([](store::Reader& reader) {
            return *reader.find(
                "SELECT (SELECT count(*) FROM audit) + (SELECT sum(tries) FROM sign_in_attempt)",
                {}, [](const store::Row& row) { return row.integer(0); });
        });
    };
    sign_in(login, "wrong");
    const auto before = rows();
    sign_in("nobody-here", "wrong");
    const auto between = rows();
    m_remote = "192.0.2.8";
    sign_in_solving(login, "wrong");
    EXPECT_EQ(rows() - between, between - before);
}

TEST_F(SignInTest, asks_for_a_captcha_once_two_tries_failed_for_the_login) {
    EXPECT_FALSE(sign_in(login, "wrong").refusal().captcha_required);
    m_remote = "192.0.2.8";
    EXPECT_TRUE(sign_in(login, "wrong").refusal().captcha_required);
    m_remote = "192.0.2.9";
    const auto before = m_service.hasher().computations();
    const auto answer = sign_in(login, m_password);
    ASSERT_FALSE(answer.is_ok());
    EXPECT_EQ(answer.refusal().issue.code, "captcha_required");
    EXPECT_EQ(answer.refusal().remaining_attempts, 3);
    EXPECT_EQ(m_service.hasher().computations(), before);
    EXPECT_TRUE(sign_in_solving(login, m_password).is_ok());
}

TEST_F(SignInTest, asks_for_a_captcha_once_two_tries_failed_from_the_address) {
    EXPECT_FALSE(m_service.is_captcha_required(m_remote));
    sign_in("nobody-one", "wrong");
    sign_in("nobody-two", "wrong");
    EXPECT_TRUE(m_service.is_captcha_required(m_remote));
    EXPECT_FALSE(m_service.is_captcha_required("192.0.2.8"));
    EXPECT_EQ(sign_in(login, m_password).refusal().issue.code, "captcha_required");
}

TEST_F(SignInTest, asks_for_a_captcha_always_where_the_province_sets_so) {
    auto rules = cheap_rules();
    rules.captcha_after_failures = 0;
    Authentication strict(store(), rules, [this] { return m_now_us; });
    EXPECT_TRUE(strict.is_captcha_required(m_remote));
    EXPECT_EQ(strict.sign_in({login, m_password, m_remote, "", "", ""}).refusal().issue.code,
              "captcha_required");
}

TEST_F(SignInTest, does_not_count_a_wrong_captcha_as_a_try) {
    sign_in(login, "wrong");
    sign_in(login, "wrong");
    for (int i = 0; i < 10; ++i) {
        const auto challenge = m_service.captchas().issue();
        const auto answer =
            m_service.sign_in({login, m_password, m_remote, challenge.id, "XXXX", ""});
        EXPECT_EQ(answer.refusal().issue.code, "captcha_wrong");
        EXPECT_EQ(answer.refusal().remaining_attempts, 3);
    }
    EXPECT_TRUE(sign_in_solving(login, m_password).is_ok());
}

TEST_F(SignInTest, takes_a_captcha_only_once) {
    sign_in(login, "wrong");
    sign_in(login, "wrong");
    const auto challenge = m_service.captchas().issue();
    const SignInRequest request{login, "wrong", m_remote, challenge.id, captcha, ""};
    EXPECT_EQ(m_service.sign_in(request).refusal().issue.code, "wrong_credentials");
    EXPECT_EQ(m_service.sign_in(request).refusal().issue.code, "captcha_wrong");
}

TEST_F(SignInTest, stops_an_address_after_a_hundred_failures_in_an_hour) {
    for (int i = 0; i < 100; ++i) {
        EXPECT_EQ(sign_in_solving("nobody-" + std::to_string(i), "Spray-2024").refusal().issue.code,
                  "wrong_credentials");
    }
    const auto answer = sign_in_solving(login, m_password);
    ASSERT_FALSE(answer.is_ok());
    EXPECT_EQ(answer.refusal().issue.code, "address_limited");
    EXPECT_GT(answer.refusal().retry_after_s, 3500);
    m_remote = "192.0.2.8";
    EXPECT_TRUE(sign_in_solving(login, m_password).is_ok());
    m_remote = office;
    m_now_us += hour_us;
    EXPECT_TRUE(sign_in_solving(login, m_password).is_ok());
}

TEST_F(SignInTest, does_not_count_successes_against_an_address) {
    for (int i = 0; i < 110; ++i) {
        ASSERT_TRUE(sign_in(login, m_password).is_ok()) << i;
    }
}

TEST_F(SignInTest, records_the_spraying_of_many_logins_from_one_address) {
    for (int i = 0; i < 100; ++i) {
        sign_in_solving("nobody-" + std::to_string(i), "Spray-2024");
    }
    const auto recorded = store().read_value([](store::Reader& reader) {
        return *reader.find(
            "SELECT count(*) FROM audit WHERE action = 'limit_address' AND remote = "
            "'192.0.2.7'",
            {}, [](const store::Row& row) { return row.integer(0); });
    });
    EXPECT_EQ(recorded, 1);
}

TEST_F(SignInTest, tells_of_a_closed_account_only_with_the_right_password) {
    administration().close(login, m_actor);
    EXPECT_EQ(sign_in_solving(login, "wrong").refusal().issue.code, "wrong_credentials");
    EXPECT_EQ(sign_in_solving(login, m_password).refusal().issue.code, "account_closed");
}

TEST_F(SignInTest, refuses_an_initial_secret_that_was_not_used_in_thirty_days) {
    const auto added =
        administration().add({"late-clerk", "", model::Role::collector, "990101001001"}, m_actor);
    m_now_us += 30 * day_us - 1;
    const auto in_time = sign_in("late-clerk", added->first_password);
    ASSERT_TRUE(in_time.is_ok());
    EXPECT_TRUE(in_time->account.must_change_password);
    m_now_us += 1;
    EXPECT_EQ(sign_in("late-clerk", added->first_password).refusal().issue.code,
              "initial_secret_expired");
}

TEST_F(SignInTest, asks_for_a_new_password_after_ninety_days) {
    EXPECT_FALSE(sign_in(login, m_password)->account.must_change_password);
    m_now_us += 90 * day_us;
    const auto answer = sign_in(login, m_password);
    ASSERT_TRUE(answer.is_ok());
    EXPECT_TRUE(answer->account.must_change_password);
    EXPECT_TRUE(by_cookie(answer->token)->account.must_change_password);
}

TEST_F(SignInTest, does_no_work_for_a_password_of_a_megabyte) {
    const auto before = m_service.hasher().computations();
    EXPECT_EQ(sign_in(login, std::string(1 << 20, 'x')).refusal().issue.code, "wrong_credentials");
    EXPECT_EQ(m_service.hasher().computations(), before);
}

TEST_F(SignInTest, is_in_the_audit_trail_with_the_account_and_without_what_was_typed) {
    sign_in(login, "wrong");
    sign_in("my-Passw0rd-typed-here", "wrong");
    sign_in_solving(login, m_password);
    std::vector<std::string> actions;
    store().read([&](store::Reader& reader) {
        reader.query(
            "SELECT action || ' ' || (subject_id = '') || ' ' || remote || change FROM audit "
            "WHERE action <> 'add_account' ORDER BY id",
            {}, [&](const store::Row& row) { actions.emplace_back(row.text(0)); });
    });
    EXPECT_THAT(actions,
                testing::ElementsAre("fail_sign_in 0 192.0.2.7{}", "fail_sign_in 1 192.0.2.7{}",
                                     "sign_in 0 192.0.2.7{}"));
}

} // namespace
} // namespace tuban::auth
