#include "data/model/identifiers.hpp"
#include "data/model/name_key.hpp"

#include <gtest/gtest.h>

namespace tuban::model {
namespace {

constexpr int today = 20241118;

TEST(CheckIdNumber, FollowsTheStandardsExamples) {
    EXPECT_EQ(check_id_number("11010519491231002X", today), IdFault::none);
    EXPECT_EQ(check_id_number("440524188001010014", today), IdFault::none);
    EXPECT_EQ(check_id_number("110105194912310021", today), IdFault::check);
}

TEST(CheckIdNumber, TellsEachFaultApart) {
    EXPECT_EQ(check_id_number("990101800101001", today), IdFault::old_form);
    EXPECT_EQ(check_id_number("99010119800101001", today), IdFault::malformed);
    EXPECT_EQ(check_id_number("99010119800101001A", today), IdFault::malformed);
    EXPECT_EQ(check_id_number("990101198002300014", today), IdFault::birth_date);
    EXPECT_EQ(check_id_number("990101203001010014", today), IdFault::birth_date);
}

TEST(CreditCode, FollowsGb32100) {
    EXPECT_TRUE(is_credit_code("91350100M000100Y43"));
    EXPECT_TRUE(is_credit_code("99990000A1B2C3D4E5"));
    EXPECT_FALSE(is_credit_code("91350100M000100Y44"));
    EXPECT_FALSE(is_credit_code("91350100M000100I43"));
}

TEST(Normalization, FoldsWidthCaseAndSeparators) {
    EXPECT_EQ(normalize_id("１１０１０５ 19491231 002x"), "11010519491231002X");
    EXPECT_EQ(normalize_phone("099-1234 5678"), "09912345678");
    EXPECT_EQ(normalize_name("阿依 • 古丽"), "阿依·古丽");
}

TEST(Masking, ShowsWhatThePagesMay) {
    EXPECT_EQ(mask_id("990101198001010014"), "990101********0014");
    EXPECT_EQ(mask_phone("13800000000"), "138****0000");
    EXPECT_EQ(mask_name("张三"), "张*");
    EXPECT_EQ(mask_name("张小三"), "张*三");
}

TEST(NameKey, ReadsSurnamesAsSurnames) {
    EXPECT_EQ(name_key("张望禾"), "zwh");
    EXPECT_EQ(name_key("单雄"), "sx");
    EXPECT_EQ(name_key("曾国"), "zg");
}

} // namespace
} // namespace tuban::model
