#pragma once

#include <protozero/varint.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string_view>

namespace tuban::tiles {

inline constexpr std::size_t max_varint_size = protozero::max_varint_length;

/// Writes without checking the room; the end of what was written.
inline char* put_varint(char* to, std::uint64_t value) noexcept {
    return to + protozero::write_varint(to, value);
}

/// The same, faster where nearly every value is below 2^14: then one or two bytes, and no branch on
/// which. Two bytes of room are touched in any case.
inline char* put_short_varint(char* to, std::uint64_t value) noexcept {
    if (value >= 1U << 14U) [[unlikely]] {
        return put_varint(to, value);
    }
    const bool takes_two = value >= 1U << 7U;
    to[0] = static_cast<char>((value & 0x7FU) | (takes_two ? 0x80U : 0U));
    to[1] = static_cast<char>(value >> 7U);
    return to + (takes_two ? 2 : 1);
}

inline char* put_bytes(char* to, std::string_view bytes) noexcept {
    constexpr std::size_t word = 8;
    if (bytes.size() >= word && bytes.size() <= 2 * word) { // most patch numbers
        std::memcpy(to, bytes.data(), word);
        std::memcpy(to + bytes.size() - word, bytes.data() + bytes.size() - word, word);
        return to + bytes.size();
    }
    return std::copy(bytes.begin(), bytes.end(), to);
}

/// Growing bytes that are written through a bare pointer, so that the room is checked once a
/// feature rather than once a byte.
class ByteBuffer {
  public:
    /// Where to write at most `count` bytes; then commit() says how far it went.
    char* room(std::size_t count) {
        if (m_capacity - m_size < count) {
            grow(count);
        }
        return m_bytes.get() + m_size;
    }
    void commit(const char* end) noexcept {
        m_size = static_cast<std::size_t>(end - m_bytes.get());
    }
    void clear() noexcept { m_size = 0; }

    // Offsets outlast growing, pointers don't.
    std::size_t offset_of(const char* place) const noexcept {
        return static_cast<std::size_t>(place - m_bytes.get());
    }
    char* at(std::size_t offset) noexcept { return m_bytes.get() + offset; }

    std::string_view view() const noexcept { return {m_bytes.get(), m_size}; }
    std::size_t size() const noexcept { return m_size; }

  private:
    /// Apart, so that the writers who hardly ever need it save no registers for it.
    [[gnu::noinline, gnu::cold]] void grow(std::size_t count) {
        const std::size_t capacity = std::max(m_size + count, 2 * m_capacity);
        std::unique_ptr<char[]> bytes(new char[capacity]); // NOLINT(modernize-avoid-c-arrays)
        if (m_size > 0) {
            std::memcpy(bytes.get(), m_bytes.get(), m_size);
        }
        m_bytes = std::move(bytes);
        m_capacity = capacity;
    }

    std::unique_ptr<char[]> m_bytes; // NOLINT(modernize-avoid-c-arrays)
    std::size_t m_size = 0;
    std::size_t m_capacity = 0;
};

} // namespace tuban::tiles
