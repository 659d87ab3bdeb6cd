#include "spatial/address/parser.hpp"

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdlib>
#include <new>
#include <string>

namespace {
std::size_t allocations = 0;
} // namespace

// Not inlined: GCC would take new and free for a mismatched pair.
[[gnu::noinline]] void* operator new(std::size_t size) {
    ++allocations;
    if (void* memory = std::malloc(size)) {
        return memory;
    }
    throw std::bad_alloc();
}
[[gnu::noinline]] void operator delete(void* memory) noexcept {
    std::free(memory);
}
[[gnu::noinline]] void operator delete(void* memory, std::size_t /*size*/) noexcept {
    std::free(memory);
}

namespace tuban::address {
namespace {

TEST(Parser, asks_for_no_memory_once_it_has_seen_an_address_as_long) {
    const Gazetteer gazetteer;
    Parser parser(gazetteer);
    const std::string longest =
        "湖南永州市祁阳市梅溪镇湖南省祁阳县梅溪镇春光村陈家湾⑫组三十三号附㈢3号楼2单元502室水塔旁";
    parser.parse(longest);
    const std::size_t before = allocations;
    EXPECT_GT(before, 0U);
    for (const std::string_view text : {std::string_view(longest), std::string_view("马家村2-3"),
                                        std::string_view("三\xff组"), std::string_view()}) {
        parser.parse(text);
    }
    EXPECT_EQ(allocations, before);
}

} // namespace
} // namespace tuban::address
