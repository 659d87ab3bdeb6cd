#include "spatial/segment/detail/format.hpp"
#include "tests/spatial/segment/exercise.hpp"
#include "tests/spatial/segment/patches.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <fstream>
#include <span>
#include <vector>

namespace tuban::segment {
namespace {

/// A whole file, to which the input's changes are made.
std::vector<std::byte> make_original() {
    const testing::Folder folder;
    testing::Village source(1);
    std::vector<Patch> patches{
        testing::patch("courtyard", {{testing::square({-1000, -1000}, 2000)}}),
        testing::patch("dust", {{testing::square({50, 0}, 0.0001)}})};
    for (int i = 0; i < 30; ++i) {
        patches.push_back(source.next());
    }
    std::ifstream stream(testing::build(folder.path(), patches).file, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(stream), {}};
    const auto bytes = std::as_bytes(std::span(text));
    return {bytes.begin(), bytes.end()};
}

/// The input is a file itself when it begins like one; else each four bytes of it are a place
/// (three) and what to put there.
std::vector<std::byte> file_of(std::span<const std::byte> input) {
    if (input.size() >= detail::magic.size() &&
        std::ranges::equal(input.first(detail::magic.size()),
                           std::as_bytes(std::span(detail::magic)))) {
        return {input.begin(), input.end()};
    }
    static const std::vector<std::byte> original = make_original();
    auto file = original;
    for (; input.size() >= 4; input = input.subspan(4)) {
        const auto place = static_cast<std::size_t>(input[0]) |
                           static_cast<std::size_t>(input[1]) << 8U |
                           static_cast<std::size_t>(input[2]) << 16U;
        file[place % file.size()] = input[3];
    }
    return file;
}

} // namespace
} // namespace tuban::segment

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace tuban::segment;
    auto file = file_of(std::as_bytes(std::span(data, size)));
    detail::repair_checksums(file);
    try {
        testing::exercise(Segment::from_bytes(file));
    } catch (const SegmentError&) { // what a damaged file must end with
    }
    return 0;
}
