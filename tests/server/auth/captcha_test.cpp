#include "server/auth/captcha.hpp"
#include "server/auth/stroke_font.hpp"

#include <gtest/gtest.h>

#include <set>

namespace tuban::auth {
namespace {

constexpr std::int64_t second_us = 1'000'000;

class CaptchaTest : public testing::Test {
  protected:
    std::int64_t m_now_us = 1'800'000'000 * second_us;
    CaptchaDesk m_desk{[this] { return m_now_us; }, {}, [] { return "AC34"; }};
};

TEST_F(CaptchaTest, takes_the_right_answer_in_any_case_and_width) {
    for (const char* answer : {"AC34", "ac34", " aC34 ", "ＡＣ３４"}) {
        EXPECT_TRUE(m_desk.redeem(m_desk.issue().id, answer)) << answer;
    }
}

TEST_F(CaptchaTest, refuses_a_wrong_or_empty_answer_and_an_unknown_id) {
    EXPECT_FALSE(m_desk.redeem(m_desk.issue().id, "AC33"));
    EXPECT_FALSE(m_desk.redeem(m_desk.issue().id, ""));
    EXPECT_FALSE(m_desk.redeem("nothing", "AC34"));
    EXPECT_FALSE(m_desk.redeem("", "AC34"));
}

TEST_F(CaptchaTest, is_used_up_by_a_right_answer) {
    const auto id = m_desk.issue().id;
    EXPECT_TRUE(m_desk.redeem(id, "AC34"));
    EXPECT_FALSE(m_desk.redeem(id, "AC34"));
}

TEST_F(CaptchaTest, is_used_up_by_a_wrong_answer) {
    const auto id = m_desk.issue().id;
    EXPECT_FALSE(m_desk.redeem(id, "XXXX"));
    EXPECT_FALSE(m_desk.redeem(id, "AC34"));
}

TEST_F(CaptchaTest, lives_three_minutes) {
    const auto first = m_desk.issue();
    const auto second = m_desk.issue();
    EXPECT_EQ(first.expires_at_us, m_now_us + 180 * second_us);
    m_now_us += 180 * second_us;
    EXPECT_TRUE(m_desk.redeem(first.id, "AC34"));
    m_now_us += 1;
    EXPECT_FALSE(m_desk.redeem(second.id, "AC34"));
}

TEST_F(CaptchaTest, keeps_a_bounded_number_and_drops_the_oldest) {
    CaptchaDesk desk([this] { return m_now_us; }, {180 * second_us, 100}, [] { return "AC34"; });
    const auto oldest = desk.issue();
    std::string newest;
    for (int i = 0; i < 100; ++i) {
        newest = desk.issue().id;
    }
    EXPECT_EQ(desk.open_count(), 100U);
    EXPECT_FALSE(desk.redeem(oldest.id, "AC34"));
    EXPECT_TRUE(desk.redeem(newest, "AC34"));
}

TEST_F(CaptchaTest, clears_what_expired_with_the_next_issue) {
    for (int i = 0; i < 50; ++i) {
        m_desk.issue();
    }
    m_now_us += 181 * second_us;
    m_desk.issue();
    EXPECT_EQ(m_desk.open_count(), 1U);
}

TEST(CaptchaText, is_four_random_characters_that_look_like_no_other) {
    std::set<std::string> seen;
    for (int i = 0; i < 200; ++i) {
        const std::string text = random_captcha();
        EXPECT_EQ(text.size(), 4U);
        EXPECT_EQ(text.find_first_not_of(captcha_alphabet), std::string::npos);
        seen.insert(text);
    }
    EXPECT_GT(seen.size(), 190U);
    EXPECT_EQ(captcha_alphabet.find_first_of("0O1IL2Z5S8B6GQDUVF"), captcha_alphabet.find('L'));
}

} // namespace
} // namespace tuban::auth
