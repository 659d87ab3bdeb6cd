#include "spatial/segment/detail/dictionaries.hpp"

namespace tuban::segment::detail {
namespace {

/// Takes a length byte and as many bytes of text from the front.
std::span<const std::byte> take_counted(std::span<const std::byte>& rest) {
    if (rest.empty() || rest.size() - 1 < static_cast<std::size_t>(rest[0])) {
        throw SegmentError(section_name(SectionId::dictionaries), "ends within a value");
    }
    const auto value = rest.subspan(1, static_cast<std::size_t>(rest[0]));
    rest = rest.subspan(1 + value.size());
    return value;
}

} // namespace

Dictionaries::Dictionaries(std::span<const std::byte> section) {
    auto rest = section;
    for (auto& values : m_values) {
        if (rest.empty()) {
            throw SegmentError(section_name(SectionId::dictionaries), "a column is missing");
        }
        const auto count = static_cast<std::size_t>(rest[0]);
        rest = rest.subspan(1);
        values.emplace_back();
        for (std::size_t i = 0; i < count; ++i) {
            const auto value = take_counted(rest);
            values.emplace_back(reinterpret_cast<const char*>(value.data()), value.size());
        }
    }
    if (!rest.empty()) {
        throw SegmentError(section_name(SectionId::dictionaries), "bytes after the last value");
    }
}

} // namespace tuban::segment::detail
