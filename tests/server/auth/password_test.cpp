#include "server/auth/password.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <set>

namespace tuban::auth {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> codes(std::string_view password, std::string_view login = "990101001001") {
    std::vector<std::string> found;
    for (const auto& issue : check_password(password, login, PasswordPolicy{})) {
        EXPECT_EQ(issue.field, "password");
        EXPECT_FALSE(issue.detail.empty());
        found.push_back(issue.code);
    }
    return found;
}

TEST(PasswordPolicy, takes_twelve_characters_of_three_classes) {
    EXPECT_THAT(codes("Vokzal7trupa"), IsEmpty());
    EXPECT_THAT(codes("vokzal7!trup"), IsEmpty());
    EXPECT_THAT(codes("VOKZAL7!TRUP"), IsEmpty());
    EXPECT_THAT(codes("Vokzal!trupa"), IsEmpty());
}

TEST(PasswordPolicy, counts_characters_not_bytes_and_takes_chinese_as_another_class) {
    EXPECT_THAT(codes("春眠不觉晓Ab处处闻啼鸟"), IsEmpty());
    EXPECT_THAT(codes("春眠不觉Ab7"), ElementsAre("password_too_short"));
}

TEST(PasswordPolicy, refuses_by_length) {
    EXPECT_THAT(codes("Vokzal7trup"), ElementsAre("password_too_short"));
    EXPECT_THAT(codes("Ab7" + std::string(126, 'x')), ElementsAre("password_too_long"));
}

TEST(PasswordPolicy, refuses_fewer_than_three_classes) {
    EXPECT_THAT(codes("vokzaltrupanew"), ElementsAre("password_too_simple"));
    EXPECT_THAT(codes("vokzal7trupan"), ElementsAre("password_too_simple"));
    EXPECT_THAT(codes("830174629105"), ElementsAre("password_too_simple"));
}

TEST(PasswordPolicy, refuses_common_ones_also_behind_ornaments) {
    for (const char* common :
         {"Password1234", "P@ssw0rd2024!", "Admin@123456", "1qaz@WSX3edc", "Qwertyuiop123",
          "Woaini1314520", "123Password!!", "Chongqing2025#", "Zhufanganquan1"}) {
        EXPECT_THAT(codes(common), ElementsAre("password_common")) << common;
    }
}

TEST(PasswordPolicy, refuses_one_that_contains_the_login_in_any_case) {
    EXPECT_THAT(codes("xy990101001001Z", "990101001001"), ElementsAre("password_contains_login"));
    EXPECT_THAT(codes("My-Clerk-One-77", "clerk-one"), ElementsAre("password_contains_login"));
}

TEST(PasswordPolicy, refuses_what_is_not_text) {
    EXPECT_THAT(codes("Vokzal7trupa\xff"), ElementsAre("password_not_text"));
    EXPECT_THAT(codes(std::string("Vokzal7\0trupa", 13)), ElementsAre("password_not_text"));
    EXPECT_THAT(codes("Vokzal7trupa\xe6\x98"), ElementsAre("password_not_text"));
}

TEST(PasswordPolicy, names_every_broken_rule_at_once) {
    EXPECT_THAT(codes("abc", "abc"), ElementsAre("password_too_short", "password_too_simple",
                                                 "password_common", "password_contains_login"));
}

TEST(PasswordPolicy, follows_the_settings_of_the_province) {
    PasswordPolicy strict;
    strict.min_length = 20;
    strict.min_classes = 4;
    EXPECT_EQ(check_password("Vokzal7trupa", "x", strict).size(), 2U);
}

TEST(InitialSecret, satisfies_the_policy_is_readable_and_never_the_same) {
    std::set<std::string> seen;
    for (int i = 0; i < 500; ++i) {
        const std::string secret = make_initial_secret("990101001001");
        EXPECT_EQ(secret.size(), 16U);
        EXPECT_EQ(secret.find_first_of("0O1lI"), std::string::npos) << secret;
        EXPECT_THAT(codes(secret), IsEmpty()) << secret;
        EXPECT_TRUE(seen.insert(secret).second);
    }
}

TEST(PasswordHasher, verifies_only_the_password_it_hashed) {
    PasswordHasher hasher({1, 8192});
    const std::string hash = hasher.hash("Vokzal7trupa");
    EXPECT_EQ(hash.rfind("$argon2id$", 0), 0U);
    EXPECT_TRUE(hasher.verify(hash, "Vokzal7trupa"));
    EXPECT_FALSE(hasher.verify(hash, "Vokzal7trupb"));
    EXPECT_FALSE(hasher.verify_nobody("Vokzal7trupa"));
}

TEST(PasswordHasher, salts_so_that_equal_passwords_do_not_show) {
    PasswordHasher hasher({1, 8192});
    EXPECT_NE(hasher.hash("Vokzal7trupa"), hasher.hash("Vokzal7trupa"));
}

TEST(PasswordHasher, uses_the_interactive_limits_by_default) {
    PasswordHasher hasher;
    EXPECT_NE(hasher.hash("Vokzal7trupa").find("m=65536,t=2,p=1"), std::string::npos);
}

TEST(PasswordHasher, does_the_work_for_nobody_that_it_does_for_somebody) {
    PasswordHasher hasher({1, 8192});
    const std::string hash = hasher.hash("Vokzal7trupa");
    const auto before = hasher.computations();
    hasher.verify(hash, "x");
    EXPECT_EQ(hasher.computations(), before + 1);
    hasher.verify_nobody("x");
    EXPECT_EQ(hasher.computations(), before + 2);
}

} // namespace
} // namespace tuban::auth
