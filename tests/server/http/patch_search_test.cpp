#include "server/http/api/patch_search.hpp"
#include "spatial/segment/builder.hpp"
#include "tests/data/store/engine.hpp"

#include <gmock/gmock.h>

#include <string>
#include <vector>

namespace tuban::http::api {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

class PatchSearchTest : public ::testing::Test {
  protected:
    PatchSearchTest() {
        segment::Builder builder(m_folder.path(), "990101000000");
        add(builder, "P1", "990101001001", "桥头镇槐树村三组12号", "张望禾");
        add(builder, "P2", "990101001001", "桥头镇槐树村五组3号", "曾小山");
        add(builder, "P3", "990101001002", "桥头镇柳树村三组7号", "张三");
        add(builder, "P4", "990101001002", "", "");
        auto built = segment::Segment::open(builder.finish().file);
        m_scope.push_back({std::move(built), 1, {true, true}, true});
    }
    void add(segment::Builder& builder, const std::string& number, const std::string& village,
             const std::string& address, const std::string& owner) {
        Patch patch;
        patch.number = number;
        patch.division_code = village;
        const double lon = 109 + 0.001 * ++m_count;
        patch.shape = {{{{lon, 34}, {lon + 1e-4, 34}, {lon, 34.0001}, {lon, 34}}}};
        patch.address = address;
        patch.owner_name = owner;
        builder.add(patch);
    }
    std::vector<std::string> find(const PatchText& wanted, std::size_t skip = 0,
                                  std::size_t limit = 10) const {
        std::vector<std::string> numbers;
        for (const auto& found : search_text(m_scope, wanted, skip, limit)) {
            numbers.emplace_back(found.source->segment->number(found.position));
        }
        return numbers;
    }

    store::TemporaryFolder m_folder;
    segment::Scope m_scope;
    int m_count = 0;
};

TEST_F(PatchSearchTest, finds_by_a_part_of_address_and_owner) {
    EXPECT_THAT(find({"", "三组", ""}), UnorderedElementsAre("P1", "P3"));
    EXPECT_THAT(find({"", "桥头镇槐树村", ""}), UnorderedElementsAre("P1", "P2"));
    EXPECT_THAT(find({"", "", "张"}), UnorderedElementsAre("P1", "P3"));
    EXPECT_THAT(find({"", "三组", "望"}), ElementsAre("P1"));
    EXPECT_THAT(find({"P4", "", ""}), ElementsAre("P4"));
    EXPECT_THAT(find({"", "六组", ""}), IsEmpty());
}

TEST_F(PatchSearchTest, finds_by_pinyin_initials_in_either_case) {
    EXPECT_THAT(find({"", "", "zwh"}), ElementsAre("P1"));
    EXPECT_THAT(find({"", "", "ZXS"}), ElementsAre("P2")) << "曾 is Zeng as a surname";
    EXPECT_THAT(find({"", "hsc", ""}), UnorderedElementsAre("P1", "P2"));
    EXPECT_THAT(find({"", "", "zq"}), IsEmpty());
}

TEST_F(PatchSearchTest, sees_the_villages_of_the_area_alone) {
    m_scope[0].is_whole = false;
    m_scope[0].allowed_villages = {false, true};
    EXPECT_THAT(find({"", "三组", ""}), ElementsAre("P3"));
    EXPECT_THAT(find({"P", "", ""}), UnorderedElementsAre("P3", "P4"));
}

TEST_F(PatchSearchTest, pages_follow_each_other_without_gap_or_repetition) {
    const auto all = find({"P", "", ""});
    ASSERT_EQ(all.size(), 4U);
    std::vector<std::string> paged;
    for (std::size_t skip = 0; skip < 6; skip += 2) {
        for (auto& number : find({"P", "", ""}, skip, 2)) {
            paged.push_back(std::move(number));
        }
    }
    EXPECT_EQ(paged, all);
}

} // namespace
} // namespace tuban::http::api
