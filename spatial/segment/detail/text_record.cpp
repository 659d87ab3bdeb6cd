#include "spatial/segment/detail/text_record.hpp"

#include "spatial/segment/detail/varint.hpp"

#include <algorithm>

namespace tuban::segment::detail {

void write_texts(const std::array<std::string_view, text_column_count>& texts,
                 std::vector<std::byte>& out) {
    if (std::ranges::all_of(texts, &std::string_view::empty)) {
        return;
    }
    for (const std::string_view text : texts) {
        write_varint(out, static_cast<std::uint32_t>(text.size()));
    }
    for (const std::string_view text : texts) {
        const auto bytes = std::as_bytes(std::span(text));
        out.insert(out.end(), bytes.begin(), bytes.end());
    }
}

std::string_view find_text(std::span<const std::byte> record, std::size_t column) noexcept {
    const std::byte* next = record.data();
    const std::byte* const end = next + record.size();
    std::uint64_t before = 0;
    std::uint32_t wanted = 0;
    for (std::size_t i = 0; i < text_column_count; ++i) {
        std::uint32_t length = 0;
        if (!read_varint(next, end, length)) {
            return {};
        }
        before += i < column ? length : 0;
        wanted = i == column ? length : wanted;
    }
    if (before + wanted > static_cast<std::uint64_t>(end - next)) {
        return {};
    }
    return {reinterpret_cast<const char*>(next) + before, wanted};
}

} // namespace tuban::segment::detail
