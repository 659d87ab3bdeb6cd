#include "spatial/address/parser.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

namespace tuban::address {
namespace {

void check(bool is_so) {
    if (!is_so) {
        std::abort();
    }
}

/// Names that meet often in what the fuzzer makes up, a merger cycle among them.
const Gazetteer& gazetteer() {
    static const Gazetteer small(
        std::vector<DivisionRow>{{"99", "测试省", Level::none, "", "", ""},
                                 {"990101", "测试县", Level::none, "", "老县", ""},
                                 {"990101001", "幸福镇", Level::none, "", "", ""},
                                 {"990101001001", "幸福村", Level::none, "", "", "990101001002"},
                                 {"990101001002", "三村村", Level::none, "", "", "990101001001"}});
    return small;
}

bool is_within(Span span, std::string_view text) {
    return span.begin <= span.end && span.end <= text.size();
}

bool is_positive(const std::optional<int>& value) {
    return !value || *value > 0;
}

} // namespace
} // namespace tuban::address

/// Any bytes: spans lie in the text, weights sum to one, and nothing of the address before is left.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace tuban::address;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    static Parser used(gazetteer());
    Parser fresh(gazetteer());
    const Readings& found = used.parse(text);
    const Reading& expected = fresh.parse(text).best();
    check(found.best().group == expected.group && found.best().number == expected.number &&
          found.best().rest == expected.rest && found.best().division() == expected.division());
    double sum = 0;
    for (const Reading& reading : found.all()) {
        sum += reading.weight;
        check(is_positive(reading.group) && is_positive(reading.number) &&
              is_positive(reading.sub_number));
        for (const Span span : {reading.natural_village, reading.road, reading.building,
                                reading.room, reading.rest}) {
            check(is_within(span, text));
        }
        for (const DivisionRead& read : reading.named_divisions()) {
            check(is_within(read.span, text) && !read.span.is_empty());
        }
    }
    check(sum > 0.999 && sum < 1.001);
    check(found.confidence() >= 0 && found.confidence() <= 1);
    return 0;
}
