#include "tests/server/auth/fixture.hpp"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <iterator>

namespace tuban::auth {
namespace {

class SessionTest : public AuthenticationTest {
  protected:
    std::int64_t last_seen() {
        return store().read_value([](store::Reader& reader) {
            return *reader.find("SELECT max(last_seen_at) FROM session", {},
                                [](const store::Row& row) { return row.integer(0); });
        });
    }

    std::int64_t count_sessions() {
        return store().read_value([](store::Reader& reader) {
            return *reader.find("SELECT count(*) FROM session", {},
                                [](const store::Row& row) { return row.integer(0); });
        });
    }

    std::string token_of(const std::string& name) {
        return administration().issue_token(name, m_actor).value();
    }
};

TEST_F(SessionTest, tells_who_calls_with_which_area) {
    const auto principal = by_cookie(sign_in_well());
    ASSERT_TRUE(principal);
    EXPECT_EQ(principal->account.login, login);
    EXPECT_EQ(principal->account.role, model::Role::collector);
    EXPECT_EQ(principal->division.code, "990101001001");
    EXPECT_EQ(principal->area.first_label(), 20);
    EXPECT_EQ(principal->area.last_label(), 20);
    EXPECT_EQ(principal->session_kind, store::SessionKind::cookie);
}

TEST_F(SessionTest, is_unknown_without_a_right_token) {
    sign_in_well();
    EXPECT_FALSE(by_cookie(""));
    EXPECT_FALSE(by_cookie("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"));
}

TEST_F(SessionTest, ends_after_thirty_idle_minutes) {
    const auto token = sign_in_well();
    m_now_us += 30 * minute_us - 1;
    EXPECT_TRUE(by_cookie(token));
    m_now_us += 30 * minute_us - 1;
    EXPECT_TRUE(by_cookie(token));
    m_now_us += 30 * minute_us;
    EXPECT_FALSE(by_cookie(token));
}

TEST_F(SessionTest, ends_after_twelve_hours_however_busy) {
    const auto token = sign_in_well();
    const auto end = m_now_us + 12 * hour_us;
    while (m_now_us + 20 * minute_us < end) {
        m_now_us += 20 * minute_us;
        ASSERT_TRUE(by_cookie(token));
    }
    m_now_us = end;
    EXPECT_FALSE(by_cookie(token));
}

TEST_F(SessionTest, is_written_at_most_once_a_minute) {
    const auto token = sign_in_well();
    const auto began = m_now_us;
    m_now_us += minute_us - 1;
    by_cookie(token);
    EXPECT_EQ(last_seen(), began);
    m_now_us += 1;
    by_cookie(token);
    EXPECT_EQ(last_seen(), m_now_us);
}

TEST_F(SessionTest, ends_at_sign_out) {
    const auto token = sign_in_well();
    m_service.sign_out(token);
    EXPECT_FALSE(by_cookie(token));
    m_service.sign_out(token);
}

TEST_F(SessionTest, sign_out_leaves_other_sessions_and_bearer_tokens) {
    const auto token = sign_in_well();
    const auto other = sign_in_well();
    const auto bearer = token_of(login);
    m_service.sign_out(token);
    m_service.sign_out(bearer);
    EXPECT_TRUE(by_cookie(other));
    EXPECT_TRUE(by_bearer(bearer));
}

TEST_F(SessionTest, is_replaced_when_the_browser_signs_in_again) {
    const auto first = sign_in_well();
    const auto second = m_service.sign_in({login, m_password, m_remote, "", "", first});
    ASSERT_TRUE(second.is_ok());
    EXPECT_NE(second->token, first);
    EXPECT_FALSE(by_cookie(first));
    EXPECT_TRUE(by_cookie(second->token));
}

TEST_F(SessionTest, never_takes_the_identifier_that_a_client_brings) {
    const auto answer =
        m_service.sign_in({login, m_password, m_remote, "", "", "chosen-by-attacker"});
    EXPECT_NE(answer->token, "chosen-by-attacker");
    EXPECT_FALSE(by_cookie("chosen-by-attacker"));
}

TEST_F(SessionTest, ends_at_once_when_the_account_is_closed) {
    const auto token = sign_in_well();
    const auto bearer = token_of(login);
    administration().close(login, m_actor);
    EXPECT_FALSE(by_cookie(token));
    EXPECT_FALSE(by_bearer(bearer));
}

TEST_F(SessionTest, does_not_outlive_the_account_even_when_its_row_stays) {
    const auto token = sign_in_well();
    store().write([](store::Transaction& transaction) {
        transaction.execute("UPDATE account SET status = 'closed'", {});
    });
    EXPECT_FALSE(by_cookie(token));
}

TEST_F(SessionTest, ends_at_once_when_the_password_is_reset) {
    const auto token = sign_in_well();
    const auto bearer = token_of(login);
    administration().reset(login, m_actor);
    EXPECT_FALSE(by_cookie(token));
    EXPECT_FALSE(by_bearer(bearer));
}

TEST_F(SessionTest, carries_a_new_role_with_the_next_request) {
    const auto token = sign_in_well();
    store().write([](store::Transaction& transaction) {
        transaction.execute("UPDATE account SET role = 'reviewer'", {});
    });
    EXPECT_EQ(by_cookie(token)->account.role, model::Role::reviewer);
}

TEST_F(SessionTest, carries_a_new_area_with_the_next_request) {
    const auto token = sign_in_well();
    store().write([](store::Transaction& transaction) {
        transaction.execute("UPDATE account SET division_id = 3", {});
    });
    EXPECT_EQ(by_cookie(token)->division.code, "990102000000");
    EXPECT_EQ(by_cookie(token)->area.first_label(), 50);
}

TEST_F(SessionTest, follows_its_division_to_another_place_of_the_tree_with_the_next_request) {
    const auto token = sign_in_well();
    store().write(
        [](store::Transaction& transaction) { store::relabel_division(transaction, 4, 60, 61); });
    EXPECT_EQ(by_cookie(token)->area.first_label(), 60);
    EXPECT_EQ(by_cookie(token)->area.last_label(), 61);
}

TEST_F(SessionTest, keeps_cookies_and_bearer_tokens_apart) {
    const auto cookie = sign_in_well();
    const auto bearer = token_of(login);
    EXPECT_FALSE(by_bearer(cookie));
    EXPECT_FALSE(by_cookie(bearer));
    EXPECT_TRUE(by_bearer(bearer));
}

TEST_F(SessionTest, of_a_machine_lasts_a_year_without_idling_out) {
    const auto bearer = token_of(login);
    m_now_us += 365 * day_us - 1;
    EXPECT_TRUE(by_bearer(bearer));
    m_now_us += 1;
    EXPECT_FALSE(by_bearer(bearer));
}

TEST_F(SessionTest, of_a_machine_does_not_wait_for_a_password_change) {
    administration().add({"machine-one", "", model::Role::supervisor, "990000000000"}, m_actor);
    const auto principal = by_bearer(token_of("machine-one"));
    ASSERT_TRUE(principal);
    EXPECT_FALSE(principal->account.must_change_password);
}

TEST_F(SessionTest, of_a_fresh_account_says_that_the_password_must_change) {
    const auto added =
        administration().add({"fresh-one", "", model::Role::collector, "990101001001"}, m_actor);
    const auto answer = sign_in("fresh-one", added->first_password);
    ASSERT_TRUE(answer.is_ok());
    EXPECT_TRUE(by_cookie(answer->token)->account.must_change_password);
}

TEST_F(SessionTest, rows_that_are_over_go_at_the_next_sign_in) {
    sign_in_well();
    sign_in_well();
    m_now_us += 12 * hour_us;
    sign_in_well();
    EXPECT_EQ(count_sessions(), 1);
}

TEST_F(SessionTest, tokens_and_passwords_are_nowhere_in_the_data_folder) {
    const auto cookie = sign_in_well();
    const auto bearer = token_of(login);
    const auto secret = administration().reset(login, m_actor).value();
    int files = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder())) {
        if (!entry.is_regular_file()) {
            continue;
        }
        ++files;
        std::ifstream stream(entry.path(), std::ios::binary);
        const std::string bytes((std::istreambuf_iterator<char>(stream)), {});
        for (const auto& hidden : {cookie, bearer, secret, m_password}) {
            EXPECT_EQ(bytes.find(hidden), std::string::npos) << entry.path();
        }
    }
    EXPECT_GE(files, 1);
}

} // namespace
} // namespace tuban::auth
