#include "base/report.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace tuban {
namespace {

TEST(ImportReport, PrintsThePromisedMembersWithOneEntryPerRefusal) {
    ImportReport report;
    report.read = 3;
    report.taken = 2;
    report.repaired = 1;
    report.refuse({"geometry_empty", "17", "", "没有几何"});

    const auto json = nlohmann::json::parse(to_json(report));
    EXPECT_EQ(json.at("read"), 3);
    EXPECT_EQ(json.at("taken"), 2);
    EXPECT_EQ(json.at("repaired"), 1);
    EXPECT_EQ(json.at("unchanged"), 0);
    EXPECT_EQ(json.at("refused"), 1);
    EXPECT_EQ(json.at("refusals").at(0),
              nlohmann::json(
                  {{"source_id", "17"}, {"reason", "geometry_empty"}, {"detail", "没有几何"}}));
}

TEST(ImportReport, StaysValidJsonWhenASourceIdIsNotUtf8) {
    ImportReport report;
    report.refuse({"encoding", "\xff\xfe", "", ""});
    EXPECT_TRUE(nlohmann::json::accept(to_json(report)));
}

} // namespace
} // namespace tuban
