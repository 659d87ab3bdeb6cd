#include "server/auth/address_limit.hpp"

#include <gtest/gtest.h>

namespace tuban::auth {
namespace {

constexpr std::int64_t hour_us = std::int64_t{3600} * 1'000'000;

TEST(AddressLimit, refuses_the_hundred_and_first_failure_within_an_hour) {
    AddressLimit limit;
    for (int i = 1; i <= 100; ++i) {
        EXPECT_EQ(limit.wait_s("192.0.2.1", i), 0);
        EXPECT_EQ(limit.charge("192.0.2.1", i), i);
    }
    EXPECT_EQ(limit.charge("192.0.2.1", 101), 0);
    EXPECT_EQ(limit.failures("192.0.2.1", 101), 100);
    EXPECT_EQ(limit.wait_s("192.0.2.1", 1 + hour_us / 2), 1801);
    EXPECT_EQ(limit.charge("192.0.2.1", 1 + hour_us), 1);
}

TEST(AddressLimit, keeps_addresses_apart) {
    AddressLimit limit({1, hour_us, 10});
    EXPECT_EQ(limit.charge("192.0.2.1", 0), 1);
    EXPECT_EQ(limit.charge("192.0.2.1", 0), 0);
    EXPECT_EQ(limit.charge("192.0.2.2", 0), 1);
}

TEST(AddressLimit, does_not_count_what_was_refunded) {
    AddressLimit limit({1, hour_us, 10});
    limit.charge("192.0.2.1", 0);
    limit.refund("192.0.2.1", 0);
    EXPECT_EQ(limit.failures("192.0.2.1", 0), 0);
    limit.refund("192.0.2.1", 0);
    limit.refund("192.0.2.9", 0);
    EXPECT_EQ(limit.charge("192.0.2.1", 0), 1);
    EXPECT_EQ(limit.charge("192.0.2.1", 0), 0);
}

TEST(AddressLimit, takes_the_addresses_of_one_ipv6_network_as_one) {
    AddressLimit limit;
    limit.charge("2001:db8:1:2::1", 0);
    limit.charge("2001:db8:1:2:ffff::9", 0);
    limit.charge("2001:db8:1:3::1", 0);
    EXPECT_EQ(limit.failures("2001:db8:1:2::7", 0), 2);
    limit.charge("::ffff:192.0.2.1", 0);
    limit.charge("::ffff:192.0.2.2", 0);
    EXPECT_EQ(limit.failures("::ffff:192.0.2.1", 0), 1);
}

TEST(AddressLimit, forgets_the_least_guilty_when_there_are_too_many) {
    AddressLimit limit({100, hour_us, 3});
    limit.charge("a", 0);
    limit.charge("a", 0);
    limit.charge("b", 0);
    limit.charge("c", 0);
    limit.charge("c", 0);
    limit.charge("d", 0);
    EXPECT_EQ(limit.failures("b", 0), 0);
    EXPECT_EQ(limit.failures("a", 0) + limit.failures("c", 0) + limit.failures("d", 0), 5);
    limit.charge("e", hour_us);
    EXPECT_EQ(limit.failures("e", hour_us), 1);
    EXPECT_EQ(limit.failures("a", hour_us), 0);
}

} // namespace
} // namespace tuban::auth
