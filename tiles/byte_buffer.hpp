#pragma once

#include <protozero/varint.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string_view>

namespace tuban::tiles {

/// Growing buffer of bytes whose writes are checked once a feature rather than once a byte.
class ByteBuffer {
  public:
    static constexpr std::size_t max_varint_size = protozero::max_varint_length;

    /// Makes room for `count` more bytes; the writes below don't check.
    void reserve(std::size_t count) {
        if (m_capacity - m_size < count) {
            grow(count);
        }
    }
    void write_varint(std::uint64_t value) {
        m_size += static_cast<std::size_t>(protozero::write_varint(m_bytes.get() + m_size, value));
    }
    void write(std::string_view bytes) {
        if (!bytes.empty()) {
            std::memcpy(m_bytes.get() + m_size, bytes.data(), bytes.size());
            m_size += bytes.size();
        }
    }
    void clear() noexcept { m_size = 0; }

    std::string_view view() const noexcept { return {m_bytes.get(), m_size}; }
    std::size_t size() const noexcept { return m_size; }

  private:
    void grow(std::size_t count) {
        const std::size_t capacity = std::max(m_size + count, 2 * m_capacity);
        auto bytes = std::make_unique<char[]>(capacity); // NOLINT(modernize-avoid-c-arrays)
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
