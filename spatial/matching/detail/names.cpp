#include "spatial/matching/detail/names.hpp"

#include "spatial/matching/detail/han.hpp"
#include "spatial/matching/text.hpp"

#include <algorithm>
#include <bit>

namespace tuban::matching::detail {

namespace {

/// In two characters or more, by their sounds at least.
bool agree_where_shown(const Name& a, const Name& b) {
    std::size_t shown = 0;
    for (std::size_t i = 0; i < a.length; ++i) {
        if (a.characters[i] == masked_character || b.characters[i] == masked_character) {
            continue;
        }
        if (a.characters[i] != b.characters[i] &&
            (a.sounds[i] == 0 || a.sounds[i] != b.sounds[i])) {
            return false;
        }
        ++shown;
    }
    return a.length == b.length && shown >= 2;
}

} // namespace

Name make_name(std::u32string_view text) {
    Name name;
    name.length = static_cast<std::uint8_t>(std::min(text.size(), Name::kept));
    for (std::size_t i = 0; i < name.length; ++i) {
        name.characters[i] = text[i];
        name.sounds[i] = sound_of(text[i]);
        name.is_masked = name.is_masked || text[i] == masked_character;
    }
    return name;
}

NameLikeness compare(const Name& a, const Name& b) noexcept {
    const bool has_surname = a.characters[0] == b.characters[0];
    if (a.is_masked || b.is_masked) {
        return agree_where_shown(a, b) ? NameLikeness::alike
               : has_surname           ? NameLikeness::surname
                                       : NameLikeness::other;
    }
    if (a.length == b.length && a.length >= 2) {
        unsigned differing = 0; // a bit for each character; behind the last one both have 0
        unsigned unlike = 0;    // of these, whose sounds differ too
        for (std::size_t i = 0; i < Name::kept; ++i) {
            const unsigned differs = a.characters[i] != b.characters[i] ? 1 : 0;
            const unsigned sounds = a.sounds[i] != 0 && a.sounds[i] == b.sounds[i] ? 1 : 0;
            differing |= differs << i;
            unlike |= (differs & ~sounds) << i;
        }
        const bool is_one = std::has_single_bit(differing);
        const auto at = static_cast<std::size_t>(std::countr_zero(differing)) % Name::kept;
        if (unlike == 0 || (is_one && look_alike(a.characters[at], b.characters[at]))) {
            return NameLikeness::alike;
        }
        if (is_one && a.length >= 3 && at > 0) {
            return NameLikeness::one_off;
        }
    }
    return has_surname ? NameLikeness::surname : NameLikeness::other;
}

NameTable::NameTable() : m_names(1), m_counts(1) {}

NameId NameTable::add(const std::u32string& text) {
    const auto [found, is_new] = m_ids.try_emplace(text, static_cast<NameId>(m_names.size()));
    if (is_new) {
        m_names.push_back(make_name(text));
        m_counts.push_back(0);
    }
    ++m_counts[found->second];
    return found->second;
}

void NameTable::finish() {
    for (NameId id = 1; id < m_names.size(); ++id) {
        const Name& name = m_names[id];
        for (std::size_t i = 0; i < name.length; ++i) {
            m_characters[i][name.characters[i]] += m_counts[id];
        }
        m_lengths[name.length] += m_counts[id];
        m_total += m_counts[id];
    }
}

std::optional<NameId> NameTable::find(const std::u32string& text) const {
    const auto found = m_ids.find(text);
    return found == m_ids.end() ? std::nullopt : std::optional(found->second);
}

std::uint32_t NameTable::surname_count(char32_t surname) const noexcept {
    const auto found = m_characters[0].find(surname);
    return found == m_characters[0].end() ? 0 : found->second;
}

double NameTable::character_share(std::size_t place, char32_t character) const noexcept {
    const auto found = m_characters[place].find(character);
    const double count = found == m_characters[place].end() ? 0 : found->second;
    return (count + 1) / (static_cast<double>(m_total) + 1);
}

double NameTable::given_name_share(const Name& name) const noexcept {
    double share = (m_lengths[name.length] + 1) / (static_cast<double>(m_total) + 1);
    for (std::size_t i = 1; i < name.length; ++i) {
        share *= character_share(i, name.characters[i]);
    }
    return share;
}

} // namespace tuban::matching::detail
