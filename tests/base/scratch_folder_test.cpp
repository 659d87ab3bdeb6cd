#include "base/error.hpp"
#include "base/scratch_folder.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <string>

namespace tuban {
namespace {

namespace fs = std::filesystem;

struct ScratchFolderTest : testing::Test {
    ScratchFolderTest()
        : m_place(fs::path(testing::TempDir()) /
                  testing::UnitTest::GetInstance()->current_test_info()->name()) {
        fs::remove_all(m_place);
        fs::create_directories(m_place);
    }
    ~ScratchFolderTest() override { fs::remove_all(m_place); }

    fs::path m_place;
};

void fill(const fs::path& folder) {
    fs::create_directories(folder / "inner");
    std::ofstream(folder / "inner" / "file") << "x";
}

TEST_F(ScratchFolderTest, IsGoneWithAllItHoldsAlsoAfterAnException) {
    EXPECT_THROW(
        {
            const ScratchFolder scratch(m_place / "run", ".part");
            EXPECT_EQ(scratch.path().extension(), ".part");
            fill(scratch.path());
            throw Error("any", "");
        },
        Error);
    EXPECT_TRUE(fs::is_empty(m_place));
}

TEST_F(ScratchFolderTest, IsForItsOwnerAlone) {
    const ScratchFolder named(m_place / "named");
    const ScratchFolder unnamed(m_place / "unnamed", "");
    EXPECT_EQ(fs::status(named.path()).permissions(), fs::perms::owner_all);
    EXPECT_EQ(fs::status(unnamed.path()).permissions(), fs::perms::owner_all);
}

TEST_F(ScratchFolderTest, WithAStemIsAnotherEachTime) {
    const ScratchFolder one(m_place / "run", "");
    const ScratchFolder other(m_place / "run", "");
    EXPECT_NE(one.path(), other.path());
}

TEST_F(ScratchFolderTest, AtAPathIsEmptyWhateverAKilledProcessLeft) {
    fill(m_place / "run");
    const ScratchFolder scratch(m_place / "run");
    EXPECT_TRUE(fs::is_empty(scratch.path()));
}

TEST_F(ScratchFolderTest, WhereNothingCanBeWrittenNamesWhatItWasFor) {
    try {
        const ScratchFolder scratch(m_place / "missing" / "out.pmtiles", "");
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), "write_failed");
        EXPECT_NE(std::string(error.what()).find("out.pmtiles"), std::string::npos);
    }
}

} // namespace
} // namespace tuban
