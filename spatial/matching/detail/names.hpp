#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace tuban::matching::detail {

/// A person's name, cleaned, as integers: comparing two takes a few instructions.
struct Name {
    static constexpr std::size_t kept = 4; ///< characters; longer names are cut for comparing
    std::array<char32_t, kept> characters{};
    std::array<std::uint16_t, kept> sounds{}; ///< toneless pinyin; 0 where a character has none
    std::uint8_t length = 0;                  ///< at most `kept`
    bool is_masked = false;                   ///< one of `characters` isn't shown

    char32_t surname() const noexcept { return characters[0]; }
};

/// How near two different names are.
enum class NameLikeness {
    other,
    surname, ///< the first characters are equal
    one_off, ///< of three characters or more, one differs
    alike    ///< the same sound throughout, one look-alike character, or two characters or more
             ///< agree and the others are masked
};

/// `text` is cleaned already (clean_name). Thread-safe.
Name make_name(std::u32string_view text);
/// Precondition: the names are not equal.
NameLikeness compare(const Name& a, const Name& b) noexcept;

using NameId = std::uint32_t; ///< 0 is no name

/// The names of a county's owners and how often each stands there.
class NameTable {
  public:
    NameTable();
    NameId add(const std::u32string& text); ///< counts it once more
    void finish(); ///< once, behind the last add(): adds up what stands below find()
    std::optional<NameId> find(const std::u32string& text) const;

    const Name& name(NameId id) const noexcept { return m_names[id]; }
    std::uint32_t count(NameId id) const noexcept { return m_counts[id]; }
    std::uint32_t surname_count(char32_t surname) const noexcept;
    /// How frequent the given name is among all, by its characters; never 0.
    double given_name_share(const Name& name) const noexcept;
    /// Of all names, those with the character at the place.
    double character_share(std::size_t place, char32_t character) const noexcept;
    std::uint64_t total() const noexcept { return m_total; }
    std::size_t size() const noexcept { return m_names.size(); }

  private:
    std::unordered_map<std::u32string, NameId> m_ids;
    std::array<std::unordered_map<char32_t, std::uint32_t>, Name::kept> m_characters; ///< by place
    std::array<std::uint32_t, Name::kept + 1> m_lengths{};
    std::vector<Name> m_names;
    std::vector<std::uint32_t> m_counts;
    std::uint64_t m_total = 0;
};

} // namespace tuban::matching::detail
