#include "server/auth/roles.hpp"

#include <gtest/gtest.h>

namespace tuban::auth {
namespace {

using model::Level;
using model::Role;

TEST(Roles, may_do_what_the_table_of_users_says) {
    struct Row {
        Role role;
        bool fill, review, read, administer;
    };
    for (const Row& row : {Row{Role::collector, true, false, true, false},
                           Row{Role::reviewer, true, true, true, false},
                           Row{Role::supervisor, false, false, true, false},
                           Row{Role::administrator, false, false, false, true}}) {
        EXPECT_EQ(may_fill(row.role), row.fill) << to_string(row.role);
        EXPECT_EQ(may_review(row.role), row.review) << to_string(row.role);
        EXPECT_EQ(may_read(row.role), row.read) << to_string(row.role);
        EXPECT_EQ(may_administer(row.role), row.administer) << to_string(row.role);
    }
}

TEST(Roles, are_found_by_their_identifier_and_no_other_text) {
    for (const Role role :
         {Role::collector, Role::reviewer, Role::supervisor, Role::administrator}) {
        EXPECT_EQ(model::find_role(to_string(role)), role);
    }
    EXPECT_EQ(model::find_role("Collector"), std::nullopt);
    EXPECT_EQ(model::find_role(""), std::nullopt);
}

TEST(Roles, have_their_usual_levels) {
    EXPECT_TRUE(is_usual_level(Role::collector, Level::village));
    EXPECT_TRUE(is_usual_level(Role::collector, Level::town));
    EXPECT_FALSE(is_usual_level(Role::collector, Level::county));
    EXPECT_TRUE(is_usual_level(Role::reviewer, Level::county));
    EXPECT_FALSE(is_usual_level(Role::reviewer, Level::city));
    EXPECT_TRUE(is_usual_level(Role::supervisor, Level::city));
    EXPECT_TRUE(is_usual_level(Role::supervisor, Level::province));
    EXPECT_FALSE(is_usual_level(Role::supervisor, Level::county));
    EXPECT_TRUE(is_usual_level(Role::administrator, Level::village));
}

} // namespace
} // namespace tuban::auth
