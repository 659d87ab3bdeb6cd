#include "base/error.hpp"
#include "spatial/io/detail/reading_record.hpp"
#include "spatial/io/read_journal.hpp"
#include "tests/spatial/io/reading.hpp"

#include <gtest/gtest.h>
#include <sanitizer/lsan_interface.h>

#include <algorithm>
#include <iterator>
#include <set>

namespace tuban::io {
namespace {

namespace fs = std::filesystem;

/// All that was read, as bytes.
std::string all_of(const Reading& reading) {
    std::string bytes = to_json(reading.report) + reading.error_text;
    for (const auto& patch : reading.patches) {
        PatchReading one;
        one.patch = patch;
        write_record(0, one, bytes);
    }
    return bytes;
}

const ReadJournal::Cipher backwards{
    [](std::string_view block) { return std::string(block.rbegin(), block.rend()); },
    [](std::string_view sealed) { return std::string(sealed.rbegin(), sealed.rend()); }};

/// Reads with a journal, until `most` features of it were read.
Reading read_on(const fs::path& file, const fs::path& journal_file, std::uint64_t most = 1U << 30U,
                const std::string& identity = "same") {
    ReadJournal journal(journal_file, identity, backwards);
    ReadOptions options;
    options.journal = &journal;
    options.progress = [most](std::uint64_t read, std::optional<std::uint64_t>) {
        return read < most;
    };
    return read(file, options);
}

std::uint64_t kept(const fs::path& journal, const std::string& identity = "same") {
    return ReadJournal(journal, identity, backwards).kept();
}

std::vector<fs::path> fixtures() {
    std::vector<fs::path> files;
    for (const auto& folder : {vector_fixture(""), malformed_fixture("")}) {
        std::ranges::copy_if(fs::directory_iterator(folder), std::back_inserter(files),
                             [](const fs::path& file) { return fs::is_regular_file(file); });
    }
    std::ranges::sort(files);
    return files;
}

TEST(Journal, OfAReadingThatWasBrokenOffAnywhereGivesWhatAnUnbrokenOneGives) {
#ifdef __SANITIZE_ADDRESS__
    const __lsan::ScopedDisabler gdal_leaks_its_layers;
#endif
    std::size_t resumed = 0;
    for (const auto& file : fixtures()) {
        const ScratchFolder folder;
        const Reading unbroken = read(file);
        const auto features = unbroken.report.read;
        for (const auto most : std::set<std::uint64_t>{1, features / 2, features - 1}) {
            if (most == 0 || most >= features) {
                continue;
            }
            const auto journal = folder / ("journal " + std::to_string(most));
            EXPECT_EQ(read_on(file, journal, most).error, "cancelled") << file;
            EXPECT_EQ(kept(journal), most) << file;
            EXPECT_EQ(all_of(read_on(file, journal)), all_of(unbroken)) << file << " " << most;
            ++resumed;
        }
        const auto journal = folder / "unbroken";
        EXPECT_EQ(all_of(read_on(file, journal)), all_of(unbroken)) << file;
        EXPECT_EQ(all_of(read_on(file, journal)), all_of(unbroken)) << file << " from the journal";
    }
    EXPECT_GT(resumed, 20U);
}

TEST(Journal, OfAWholeFileNeedsTheFileNoMore) {
    const ScratchFolder folder;
    const auto file = folder / "houses.geojson";
    fs::copy_file(vector_fixture("houses.geojson"), file);
    const Reading before = read_on(file, folder / "journal");
    fs::remove(file);
    EXPECT_EQ(all_of(read_on(file, folder / "journal")), all_of(before));
}

TEST(Journal, OfAnotherIdentityIsDropped) {
    const ScratchFolder folder;
    read_on(vector_fixture("houses.geojson"), folder / "journal", 3);
    ReadJournal other(folder / "journal", "other", backwards);
    EXPECT_TRUE(other.was_outdated());
    EXPECT_EQ(other.kept(), 0U);
    EXPECT_FALSE(other.next());
}

TEST(Journal, HoldsNothingInClearAndIsDroppedWhereItCannotBeUnsealed) {
    const ScratchFolder folder;
    const auto journal = folder / "journal";
    read_on(vector_fixture("houses.geojson"), journal, 3);
    EXPECT_EQ(read_text(journal).find("张示例"), std::string::npos);
    const auto refuse = [](std::string_view) -> std::string { throw Error("seal_broken", ""); };
    EXPECT_EQ(ReadJournal(journal, "same", {backwards.seal, refuse}).kept(), 0U);
}

TEST(Journal, CutOrDamagedAnywhereGivesWhatAnUnbrokenReadingGives) {
    const ScratchFolder folder;
    const auto file = vector_fixture("houses.geojson");
    const auto journal = folder / "journal";
    const std::string unbroken = all_of(read(file));
    // In two blocks.
    read_on(file, journal, 2);
    read_on(file, journal);
    const std::string whole = read_text(journal);
    std::set<std::uint64_t> counts;
    for (std::size_t at = 0; at < whole.size(); at += 7) {
        write_text(journal, whole.substr(0, at));
        counts.insert(kept(journal));
        EXPECT_EQ(all_of(read_on(file, journal)), unbroken) << "cut at " << at;
        std::string damaged = whole;
        damaged[at] = static_cast<char>(damaged[at] ^ 0x10);
        write_text(journal, damaged);
        counts.insert(kept(journal));
        EXPECT_EQ(all_of(read_on(file, journal)), unbroken) << "damaged at " << at;
    }
    EXPECT_EQ(counts, (std::set<std::uint64_t>{0, 2, 6}));
}

} // namespace
} // namespace tuban::io
