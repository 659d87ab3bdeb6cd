#include "base/fingerprint_table.hpp"

#include <xxhash.h>

#include <utility>

namespace tuban {

FingerprintTable::Slot FingerprintTable::slot_of(std::string_view text) noexcept {
    const XXH128_hash_t hash = XXH3_128bits(text.data(), text.size());
    return {hash.high64, static_cast<std::uint32_t>(hash.low64), 0};
}

std::size_t FingerprintTable::place_of(const Slot& wanted) const noexcept {
    // The upper bits choose the place (D. Lemire, Fast random integer generation in an interval),
    // so that a table need not be a power of two.
    __extension__ using Wide = unsigned __int128;
    auto at = static_cast<std::size_t>((Wide{wanted.high} * m_slots.size()) >> 64U);
    while (m_slots[at].value != free &&
           (m_slots[at].high != wanted.high || m_slots[at].low != wanted.low)) {
        at = at + 1 == m_slots.size() ? 0 : at + 1;
    }
    return at;
}

void FingerprintTable::grow() {
    const std::vector<Slot> before =
        std::exchange(m_slots, std::vector<Slot>(m_slots.size() * 3 / 2 + 64));
    for (const Slot& slot : before) {
        if (slot.value != free) {
            m_slots[place_of(slot)] = slot;
        }
    }
}

bool FingerprintTable::insert(std::string_view text, std::uint32_t value) {
    if (m_size * 5 >= m_slots.size() * 4) {
        grow();
    }
    Slot wanted = slot_of(text);
    Slot& slot = m_slots[place_of(wanted)];
    if (slot.value != free) {
        return false;
    }
    wanted.value = value;
    slot = wanted;
    ++m_size;
    return true;
}

std::optional<std::uint32_t> FingerprintTable::find(std::string_view text) const noexcept {
    if (m_slots.empty()) {
        return std::nullopt;
    }
    const Slot& slot = m_slots[place_of(slot_of(text))];
    return slot.value == free ? std::nullopt : std::optional(slot.value);
}

} // namespace tuban
