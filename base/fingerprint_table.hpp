#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace tuban {

/// Which texts were there, each with a small number, in some 25 bytes a text whatever its length:
/// 96 bits of its XXH3-128 stand for it. That two of 30 million differ and are taken for the same
/// has a probability under 10^-14. One thread, or any number that only read.
class FingerprintTable {
  public:
    static constexpr std::uint32_t most_value = 0xFFFFFFFE;

    /// False when the text is there already; then nothing changes. `value` is at most most_value.
    bool insert(std::string_view text, std::uint32_t value = 0);
    std::optional<std::uint32_t> find(std::string_view text) const noexcept;
    bool contains(std::string_view text) const noexcept { return find(text).has_value(); }
    std::size_t size() const noexcept { return m_size; }
    bool empty() const noexcept { return m_size == 0; }

  private:
    static constexpr std::uint32_t free = 0xFFFFFFFF;
    struct Slot {
        std::uint64_t high = 0;
        std::uint32_t low = 0;
        std::uint32_t value = free;
    };
    static Slot slot_of(std::string_view text) noexcept;
    /// Where the fingerprint stands, or the free slot where it would.
    std::size_t place_of(const Slot& wanted) const noexcept;
    void grow();

    std::vector<Slot> m_slots; ///< open addressing, linear probing
    std::size_t m_size = 0;
};

} // namespace tuban
