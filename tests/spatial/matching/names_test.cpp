#include "spatial/matching/detail/names.hpp"
#include "spatial/matching/text.hpp"

#include <gtest/gtest.h>

namespace tuban::matching::detail {
namespace {

NameLikeness likeness(std::u32string_view a, std::u32string_view b) {
    return compare(make_name(a), make_name(b));
}

TEST(Names, are_alike_when_they_sound_or_look_the_same) {
    EXPECT_EQ(likeness(U"王建国", U"汪健国"), NameLikeness::alike);
    EXPECT_EQ(likeness(U"刘清", U"刘请"), NameLikeness::alike);
    EXPECT_EQ(likeness(U"王建国", U"王建军"), NameLikeness::one_off);
    EXPECT_EQ(likeness(U"王建国", U"王文秀"), NameLikeness::surname);
    EXPECT_EQ(likeness(U"王建国", U"李文秀"), NameLikeness::other);
    EXPECT_EQ(likeness(U"王军", U"王芳"), NameLikeness::surname);
}

TEST(Names, that_are_masked_are_compared_by_what_is_shown) {
    EXPECT_EQ(likeness(U"王*国", U"王建国"), NameLikeness::alike);
    EXPECT_EQ(likeness(U"王建国", U"*建国"), NameLikeness::alike);
    EXPECT_EQ(likeness(U"王*国", U"王建军"), NameLikeness::surname);
    EXPECT_EQ(likeness(U"王**", U"王建国"), NameLikeness::surname);
    EXPECT_EQ(likeness(U"王*", U"王建国"), NameLikeness::surname);
    EXPECT_EQ(likeness(U"李*国", U"王建国"), NameLikeness::other);
}

TEST(Names, of_any_length_can_be_compared) {
    EXPECT_EQ(likeness(U"阿卜杜拉买买提", U"王军"), NameLikeness::other);
    EXPECT_EQ(likeness(U"王", U"王军"), NameLikeness::surname);
}

TEST(Names, are_counted_with_their_surnames) {
    NameTable table;
    const NameId first = table.add(U"王建国");
    EXPECT_EQ(table.add(U"王建国"), first);
    table.add(U"王芳");
    table.finish();
    EXPECT_EQ(table.count(first), 2U);
    EXPECT_EQ(table.surname_count(U'王'), 3U);
    EXPECT_EQ(table.find(U"李四"), std::nullopt);
    EXPECT_GT(table.given_name_share(make_name(U"李建国")),
              table.given_name_share(make_name(U"李春花")));
}

TEST(Names, of_owners_who_died_are_told) {
    EXPECT_TRUE(names_deceased("李萍燕（亡）"));
    EXPECT_TRUE(names_deceased("李萍燕(故)"));
    EXPECT_FALSE(names_deceased("李已成"));
    EXPECT_EQ(split_owners("李萍燕（亡）"), std::vector<std::u32string>{U"李萍燕"});
}

} // namespace
} // namespace tuban::matching::detail
