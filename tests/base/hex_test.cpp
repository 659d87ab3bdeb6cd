#include "base/hex.hpp"

#include <gtest/gtest.h>

namespace tuban {
namespace {

TEST(Hex, OfBytesReadsBackAsTheyWere) {
    std::vector<std::uint8_t> bytes;
    for (int i = 0; i < 256; ++i) {
        bytes.push_back(static_cast<std::uint8_t>(i));
    }
    EXPECT_EQ(to_hex(bytes).substr(0, 34), "000102030405060708090a0b0c0d0e0f10");
    EXPECT_EQ(from_hex(to_hex(bytes)), bytes);
    EXPECT_EQ(from_hex("ff0"), std::vector<std::uint8_t>{0xff});
    EXPECT_TRUE(from_hex("-1").empty());
}

} // namespace
} // namespace tuban
