#include "base/fingerprint_table.hpp"

#include <xxhash.h>

#include <utility>

namespace tuban {

FingerprintTable::Slot FingerprintTable::slot_of(std::string_view text) noexcept {
    const XXH128_hash_t hash = XXH3_128bits(text.data(), text.size());
    return {hash.high64, static_cast<std::uint32_t>(hash.low64), 0};
}

std::size_t FingerprintTable::Shard::place_of(const Slot& wanted) const noexcept {
    // The upper bits choose the place (D. Lemire, Fast random integer generation in an interval),
    // so that a table need not be a power of two.
    __extension__ using Wide = unsigned __int128;
    auto at = static_cast<std::size_t>((Wide{wanted.high} * slots.size()) >> 64U);
    while (slots[at].value != free &&
           (slots[at].high != wanted.high || slots[at].low != wanted.low)) {
        at = at + 1 == slots.size() ? 0 : at + 1;
    }
    return at;
}

void FingerprintTable::Shard::grow() {
    const std::vector<Slot> before =
        std::exchange(slots, std::vector<Slot>(slots.size() * 3 / 2 + 16));
    for (const Slot& slot : before) {
        if (slot.value != free) {
            slots[place_of(slot)] = slot;
        }
    }
}

std::size_t FingerprintTable::size() const noexcept {
    std::size_t sum = 0;
    for (const Shard& shard : m_shards) {
        sum += shard.size;
    }
    return sum;
}

bool FingerprintTable::insert(std::string_view text, std::uint32_t value) {
    Slot wanted = slot_of(text);
    Shard& shard = m_shards[shard_of(wanted)];
    if (shard.size * 5 >= shard.slots.size() * 4) {
        shard.grow();
    }
    Slot& slot = shard.slots[shard.place_of(wanted)];
    if (slot.value != free) {
        return false;
    }
    wanted.value = value;
    slot = wanted;
    ++shard.size;
    return true;
}

std::optional<std::uint32_t> FingerprintTable::find(std::string_view text) const noexcept {
    const Slot wanted = slot_of(text);
    const Shard& shard = m_shards[shard_of(wanted)];
    if (shard.slots.empty()) {
        return std::nullopt;
    }
    const Slot& slot = shard.slots[shard.place_of(wanted)];
    return slot.value == free ? std::nullopt : std::optional(slot.value);
}

} // namespace tuban
