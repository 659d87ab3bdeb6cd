#include "data/store/segments.hpp"
#include "server/jobs/import_patches.hpp"
#include "server/map/scopes.hpp"
#include "spatial/segment/inspect.hpp"
#include "tests/data/store/engine.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>

namespace tuban::map {
namespace {

namespace fs = std::filesystem;

class ScopesTest : public testing::Test {
  protected:
    ScopesTest() {
        m_folder.root = m_temporary.path() / "data";
        fs::create_directories(m_folder.root);
        m_store = store::open_store(m_folder.root);
        m_houses = fs::path(TUBAN_FIXTURES) / "vector" / "houses.geojson";
        import(m_houses);
    }

    void import(const fs::path& file) {
        jobs::PatchImportRequest request;
        request.files = {file};
        jobs::import_patches(*m_store, seal::Sealer::open(m_folder.key_file(), true), m_folder,
                             request, {0, "test"});
    }
    void import_changed() {
        std::ifstream in(m_houses, std::ios::binary);
        std::string text{std::istreambuf_iterator<char>(in), {}};
        text.replace(text.find("\"cs\": 2"), 7, "\"cs\": 5");
        const auto file = m_temporary.path() / "changed.geojson";
        std::ofstream(file, std::ios::binary) << text;
        import(file);
    }
    fs::path file_in_force() {
        return m_folder.segment(
            m_store
                ->read_value([](store::Reader& reader) { return store::segments_in_force(reader); })
                .at(0)
                .file_hash);
    }
    std::shared_ptr<const AreaView> view(Scopes& scopes) {
        return m_store->read_value([&](store::Reader& reader) { return scopes.whole(reader); });
    }
    static void flip(const fs::path& path, std::uint64_t offset) {
        std::fstream file(path, std::ios::binary | std::ios::in | std::ios::out);
        file.seekg(static_cast<std::streamoff>(offset));
        const auto byte = static_cast<char>(file.get() ^ 0x10);
        file.seekp(static_cast<std::streamoff>(offset));
        file.put(byte);
    }
    static std::optional<std::uint16_t> floors(const AreaView& seen) {
        const auto found = segment::Lookup(seen.scope).find_number("9901011000001");
        return found->source->segment->floors(found->position);
    }

    store::TemporaryFolder m_temporary;
    model::DataFolder m_folder;
    std::unique_ptr<store::Store> m_store;
    fs::path m_houses;
};

TEST_F(ScopesTest, ADamagedSegmentIsRefusedWithItsSectionAndTheLastGoodOneGoesOnServing) {
    Scopes running(m_folder);
    const auto good = view(running);
    ASSERT_EQ(floors(*good), 2);
    import_changed();
    const auto file = file_in_force();
    std::size_t damaged = 0;
    for (const auto& section : segment::inspect(file).sections) {
        if (section.length == 0) {
            continue;
        }
        const auto offset = section.offset + section.length / 2;
        flip(file, offset);
        Scopes fresh(m_folder);
        try {
            view(fresh);
            ADD_FAILURE() << section.name << " is served though it is damaged";
        } catch (const segment::SegmentError& error) {
            EXPECT_EQ(error.section(), section.name);
        }
        flip(file, offset);
        ++damaged;
    }
    EXPECT_GT(damaged, 20U);

    flip(file, fs::file_size(file) - 1);
    EXPECT_EQ(floors(*view(running)), 2) << "the server that knows the one before serves it on";
    flip(file, fs::file_size(file) - 1);
    Scopes fresh(m_folder);
    EXPECT_EQ(floors(*view(fresh)), 5);
}

TEST_F(ScopesTest, ARequestKeepsTheSegmentItStartedWith) {
    Scopes scopes(m_folder);
    const auto before = view(scopes);
    const auto file = file_in_force();
    import_changed();
    const auto after = view(scopes);
    fs::remove(file);
    EXPECT_EQ(floors(*before), 2);
    EXPECT_EQ(floors(*after), 5);
    EXPECT_NE(before->version, after->version);
}

} // namespace
} // namespace tuban::map
