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

inline char* put_bytes(char* to, std::string_view bytes) noexcept {
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

    std::string_view view() const noexcept { return {m_bytes.get(), m_size}; }
    std::size_t size() const noexcept { return m_size; }

  private:
    void grow(std::size_t count) {
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
