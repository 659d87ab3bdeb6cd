#include "base/error.hpp"
#include "data/store/segments.hpp"
#include "server/jobs/import_patches.hpp"
#include "server/jobs/rebuild_segment.hpp"
#include "server/jobs/tar_reader.hpp"
#include "server/jobs/tar_writer.hpp"
#include "spatial/segment/segment.hpp"
#include "tests/data/store/engine.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace tuban::jobs {
namespace {

namespace fs = std::filesystem;

const fs::path houses = fs::path(TUBAN_FIXTURES) / "vector" / "houses.geojson";
const std::string county = "990101000000";

std::string bytes_of(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

class RebuildSegment : public testing::Test {
  protected:
    void SetUp() override {
        m_folder.root = m_temporary.path() / "data";
        fs::create_directories(m_folder.root);
        m_store = store::open_store(m_folder.root);
    }

    fs::path write(const std::string& name, const std::string& text) const {
        std::ofstream(m_temporary.path() / name, std::ios::binary) << text;
        return m_temporary.path() / name;
    }
    seal::Sealer sealer() const { return seal::Sealer::open(m_folder.key_file(), true); }

    void import(const fs::path& file, bool is_partial = false) {
        PatchImportRequest request;
        request.files = {file};
        request.is_partial = is_partial;
        import_patches(*m_store, sealer(), m_folder, request, {0, "test"});
    }
    RebuildResult rebuild(const std::string& code = county) {
        return rebuild_segment(*m_store, sealer(), m_folder, code, {0, "test"},
                               [](const std::string&) {});
    }
    std::string hash_in_force() {
        return m_store
            ->read_value([](store::Reader& reader) { return store::find_segment(reader, county); })
            ->file_hash;
    }
    std::size_t segment_files() const {
        std::size_t count = 0;
        for (const auto& entry : fs::directory_iterator(m_folder.segments())) {
            count += entry.path().extension() == ".seg" ? 1U : 0U;
        }
        return count;
    }

    /// Three imports: one changes, one retires, one adds a little.
    void import_history() {
        import(houses);
        std::string changed = bytes_of(houses);
        changed.replace(changed.find("\"cs\": 2"), 7, "\"cs\": 4");
        import(write("changed.geojson", changed));
        const auto line = changed.find("9901011000002");
        const auto begin = changed.rfind('\n', line);
        changed.erase(begin, changed.find('\n', line) - begin);
        import(write("fewer.geojson", changed));
        import(write("more.csv",
                     "patch_no,division_code,WKT\nX1,990101101203,\"POLYGON((109.2 34.2,"
                     "109.2001 34.2,109.2001 34.2001,109.2 34.2))\"\n"),
               true);
    }

    store::TemporaryFolder m_temporary;
    model::DataFolder m_folder;
    std::unique_ptr<store::Store> m_store;
};

TEST_F(RebuildSegment, GivesTheSameBytesFromTheKeptBatches) {
    import_history();
    const auto before = hash_in_force();
    const auto files_before = segment_files();
    const auto result = rebuild();
    EXPECT_FALSE(result.has_changed);
    EXPECT_EQ(result.file_hash, before);
    EXPECT_EQ(result.patch_count, 6U);
    EXPECT_EQ(result.batches, 4U);
    EXPECT_EQ(segment_files(), files_before) << "no step between is left";
    for (const auto& entry : fs::directory_iterator(m_folder.batches())) {
        EXPECT_NE(entry.path().extension(), ".part") << "nothing in clear is left";
    }
}

TEST_F(RebuildSegment, ReplacesALostOrDamagedFileByAnIntactOne) {
    import_history();
    const auto file = m_folder.segment(hash_in_force());
    fs::resize_file(file, fs::file_size(file) - 1);
    EXPECT_THROW(segment::Segment::open(file), segment::SegmentError);
    rebuild();
    const auto mended = segment::Segment::open(m_folder.segment(hash_in_force()));
    EXPECT_EQ(mended->size(), 6U);
    EXPECT_EQ(mended->floors(*mended->find_number("9901011000001")), 4);
    EXPECT_EQ(mended->text(segment::TextColumn::owner_name, *mended->find_number("9901011000001")),
              "张示例");

    fs::remove(m_folder.segment(hash_in_force()));
    rebuild();
    EXPECT_EQ(segment::Segment::open(m_folder.segment(hash_in_force()))->size(), 6U);
}

TEST_F(RebuildSegment, ChangesNothingWhenAKeptBatchIsMissing) {
    import_history();
    const auto before = hash_in_force();
    fs::remove(m_folder.batch(
        m_store->read_value([](store::Reader& reader) { return store::batches_to_replay(reader); })
            .at(1)
            .content_hash));
    try {
        rebuild();
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), "batch_missing");
    }
    EXPECT_EQ(hash_in_force(), before);
    EXPECT_NO_THROW(segment::Segment::open(m_folder.segment(before)));
}

TEST_F(RebuildSegment, RefusesACountyWithoutPatches) {
    import(houses);
    try {
        rebuild("990199000000");
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), "county_unknown");
    }
}

TEST(TarReader, UnpacksWhatTheWriterPackedAndRefusesTheRest) {
    const store::TemporaryFolder folder;
    const auto tar = folder.path() / "a.tar";
    const std::string long_name(150, 'n');
    std::ofstream(folder.path() / "source", std::ios::binary) << std::string(1500, 'x');
    {
        TarWriter writer(tar);
        writer.add(folder.path() / "source", "short");
        writer.add(folder.path() / "source", long_name);
        writer.finish();
    }
    EXPECT_TRUE(is_tar(tar));
    EXPECT_FALSE(is_tar(folder.path() / "source"));
    unpack_tar(tar, folder.path());
    EXPECT_EQ(bytes_of(folder.path() / "short"), std::string(1500, 'x'));
    EXPECT_EQ(bytes_of(folder.path() / long_name), std::string(1500, 'x'));

    const std::string whole = bytes_of(tar);
    std::ofstream(tar, std::ios::binary) << whole.substr(0, 1000);
    EXPECT_THROW(unpack_tar(tar, folder.path()), Error);
    std::string escaping = whole;
    escaping.replace(0, 5, "../up");
    std::ofstream(tar, std::ios::binary) << escaping;
    EXPECT_THROW(unpack_tar(tar, folder.path()), Error);
    EXPECT_FALSE(fs::exists(folder.path().parent_path() / "up"));
}

} // namespace
} // namespace tuban::jobs
