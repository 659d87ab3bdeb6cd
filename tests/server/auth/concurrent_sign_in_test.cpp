#include "tests/server/auth/fixture.hpp"

#include <atomic>
#include <thread>
#include <vector>

namespace tuban::auth {
namespace {

class ConcurrentSignInTest : public AuthenticationTest {
  protected:
    static void in_parallel(int count, const std::function<void(int)>& work) {
        std::vector<std::thread> threads;
        threads.reserve(static_cast<std::size_t>(count));
        for (int i = 0; i < count; ++i) {
            threads.emplace_back(work, i);
        }
        for (auto& thread : threads) {
            thread.join();
        }
    }
};

TEST_F(ConcurrentSignInTest, parallel_guesses_are_not_more_than_five) {
    const auto before = m_service.hasher().computations();
    std::atomic<int> judged = 0;
    in_parallel(16, [&](int) {
        judged += sign_in_solving(login, "wrong").refusal().issue.code == "wrong_credentials";
    });
    EXPECT_LE(judged, 4) << "the fifth is told of the lock";
    EXPECT_LE(m_service.hasher().computations() - before, 5U);
}

TEST_F(ConcurrentSignInTest, every_parallel_sign_in_gets_a_session_of_its_own) {
    std::vector<std::string> names;
    std::vector<std::string> passwords;
    for (int i = 0; i < 8; ++i) {
        names.push_back("parallel-" + std::to_string(i));
        passwords.push_back(add(names.back(), model::Role::collector, "990101001001"));
    }
    std::vector<std::string> tokens(names.size());
    in_parallel(8, [&](int i) {
        const auto index = static_cast<std::size_t>(i);
        const auto answer = sign_in_solving(names[index], passwords[index]);
        ASSERT_TRUE(answer.is_ok());
        tokens[index] = answer->token;
        for (int k = 0; k < 20; ++k) {
            ASSERT_TRUE(by_cookie(tokens[index]));
        }
    });
    for (std::size_t i = 0; i < names.size(); ++i) {
        EXPECT_EQ(by_cookie(tokens[i])->account.login, names[i]);
    }
}

TEST_F(ConcurrentSignInTest, a_reset_during_sign_ins_leaves_no_session_of_the_old_password) {
    std::vector<std::string> tokens(8);
    in_parallel(9, [&](int i) {
        if (i == 0) {
            administration().reset(login, m_actor);
            return;
        }
        const auto answer = sign_in_solving(login, m_password);
        if (answer.is_ok()) {
            tokens[static_cast<std::size_t>(i - 1)] = answer->token;
        }
    });
    for (const auto& token : tokens) {
        EXPECT_FALSE(by_cookie(token));
    }
}

TEST_F(ConcurrentSignInTest, captchas_are_taken_once_by_one_of_many) {
    const auto challenge = m_service.captchas().issue();
    std::atomic<int> taken = 0;
    in_parallel(8, [&](int) {
        m_service.captchas().issue();
        taken += m_service.captchas().redeem(challenge.id, captcha) ? 1 : 0;
    });
    EXPECT_EQ(taken, 1);
}

} // namespace
} // namespace tuban::auth
