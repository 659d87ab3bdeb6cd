#include "base/fingerprint_table.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <map>
#include <random>
#include <string>

namespace tuban {
namespace {

TEST(FingerprintTable, AnswersAsAMapOfTheTextsDoes) {
    const std::uint64_t seed = std::random_device()();
    SCOPED_TRACE(fmt::format("seed {}", seed));
    std::mt19937_64 random(seed);
    FingerprintTable table;
    std::map<std::string, std::uint32_t> oracle;
    EXPECT_TRUE(table.empty());
    EXPECT_FALSE(table.contains("990101"));
    for (int i = 0; i < 50000; ++i) {
        const std::string text = fmt::format("990101{:07}", random() % 30000);
        const auto value = static_cast<std::uint32_t>(random() % 1000);
        ASSERT_EQ(table.insert(text, value), oracle.emplace(text, value).second) << text;
    }
    EXPECT_EQ(table.size(), oracle.size());
    for (int i = 0; i < 40000; ++i) {
        const std::string text = fmt::format("990101{:07}", i);
        const auto known = oracle.find(text);
        const auto found = table.find(text);
        ASSERT_EQ(found.has_value(), known != oracle.end()) << text;
        if (found) {
            ASSERT_EQ(*found, known->second) << text;
        }
    }
}

TEST(FingerprintTable, KeepsTheEmptyTextAndTheGreatestValue) {
    FingerprintTable table;
    EXPECT_TRUE(table.insert("", FingerprintTable::most_value));
    EXPECT_FALSE(table.insert("", 1));
    EXPECT_EQ(table.find(""), FingerprintTable::most_value);
}

} // namespace
} // namespace tuban
