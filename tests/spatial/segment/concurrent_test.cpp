#include "spatial/segment/catalog.hpp"
#include "tests/spatial/segment/exercise.hpp"
#include "tests/spatial/segment/scopes.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

namespace tuban::segment {
namespace {

TEST(ConcurrentSegment, many_readers_see_what_one_reader_sees) {
    testing::Village source(21);
    std::vector<Patch> patches;
    for (int i = 0; i < 300; ++i) {
        patches.push_back(source.next());
    }
    testing::Scopes scopes;
    scopes.add(patches);
    const auto& segment = scopes.scope()[0].segment;
    const std::uint64_t expected = testing::exercise(segment);
    std::atomic<int> wrong = 0;
    std::vector<std::thread> readers;
    for (int i = 0; i < 8; ++i) {
        readers.emplace_back([&] {
            Lookup lookup(scopes.scope());
            for (int round = 0; round < 5; ++round) {
                wrong += testing::exercise(segment) == expected ? 0 : 1;
                wrong += lookup.nearest(testing::at({450, 450}), 20).size() == 20 ? 0 : 1;
            }
        });
    }
    for (std::thread& reader : readers) {
        reader.join();
    }
    EXPECT_EQ(wrong, 0);
}

TEST(ConcurrentSegment, builders_in_one_folder_do_not_disturb_each_other) {
    const testing::Folder folder;
    std::vector<std::thread> builders;
    std::atomic<int> whole = 0;
    for (int i = 0; i < 6; ++i) {
        builders.emplace_back([&, i] {
            testing::Village source(static_cast<std::uint64_t>(i));
            for (int round = 0; round < 5; ++round) {
                std::vector<Patch> patches;
                for (int p = 0; p < 50; ++p) {
                    patches.push_back(source.next());
                }
                const auto built = testing::build(folder.path(), patches);
                whole += Segment::open(built.file)->size() == 50 ? 1 : 0;
            }
        });
    }
    for (std::thread& builder : builders) {
        builder.join();
    }
    EXPECT_EQ(whole, 30);
}

} // namespace
} // namespace tuban::segment
