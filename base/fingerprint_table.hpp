#pragma once

#include <array>
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
    std::size_t size() const noexcept;
    bool empty() const noexcept { return size() == 0; }

  private:
    static constexpr std::uint32_t free = 0xFFFFFFFF;
    struct Slot {
        std::uint64_t high = 0;
        std::uint32_t low = 0;
        std::uint32_t value = free;
    };
    /// Open addressing, linear probing.
    struct Shard {
        std::vector<Slot> slots;
        std::size_t size = 0;

        /// Where the fingerprint stands, or the free slot where it would.
        std::size_t place_of(const Slot& wanted) const noexcept;
        void grow();
    };
    static constexpr std::uint32_t shard_bits = 6;
    static Slot slot_of(std::string_view text) noexcept;
    static std::size_t shard_of(const Slot& slot) noexcept { return slot.low >> (32 - shard_bits); }

    /// While one grows it is there twice, so that many small ones need less room than one.
    std::array<Shard, 1U << shard_bits> m_shards;
};

} // namespace tuban
