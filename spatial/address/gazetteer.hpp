#pragma once

#include "spatial/address/folded_text.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace tuban::address {

enum class Level : std::uint8_t { none = 0, province, city, county, town, village };

/// "province" … "village".
std::string_view level_name(Level level);
/// Of a code by its digits: 2 province, 4 city, 6 county, 9 town, 12 village, zeros at the end
/// apart.
Level level_of_code(std::string_view code);

/// A division as a gazetteer file has it.
struct DivisionRow {
    std::string code;          ///< 2 to 12 digits
    std::string name;          ///< official
    Level level = Level::none; ///< none: by the code
    std::string parent;        ///< code; empty: by the code
    std::string aliases;       ///< short and former names, `;` between
    std::string merged_into;   ///< code of what it is part of today
};

using DivisionIndex = std::uint32_t;
inline constexpr DivisionIndex no_division = ~DivisionIndex{0};

struct Division {
    std::string code; ///< 12 digits
    std::string name;
    Level level = Level::none;
    DivisionIndex parent = no_division;
    DivisionIndex current = no_division; ///< itself, or what it was merged into in the end
    std::uint32_t first = 0;             ///< itself and all below it have `first` in
    std::uint32_t last = 0;              ///< [first, last]
};

/// How a name stands for a division.
enum class NameKind : std::uint8_t {
    full, ///< official name, alias or former name
    stem, ///< the same without 省, 镇, 村民委员会, …
};

/// Names of divisions, found from their first character on. China's provinces, cities and counties
/// (statistics office, 2023) are always in it; what is given comes on top and replaces equal codes.
/// Immutable: shared by threads freely.
class Gazetteer {
  public:
    /// Rows in any order. Unknown parents fall back on the code; cycles of parents and of mergers
    /// are cut. Rows whose code is no code are left out. Throws Error where the names have more
    /// than 2^23 different beginnings.
    explicit Gazetteer(std::span<const DivisionRow> rows = {});

    const Division& operator[](DivisionIndex index) const { return m_divisions[index]; }
    std::size_t size() const noexcept { return m_divisions.size(); }
    std::optional<DivisionIndex> find(std::string_view code) const;

    /// `first` of the divisions that hang in the air, because what is above them is not known, is
    /// not below this.
    std::uint32_t first_orphan() const noexcept { return m_first_orphan; }

    struct Name {
        DivisionIndex division;
        std::uint32_t first; ///< of the division
        Level level;
        NameKind kind;
    };

    /// A name that stands at the place asked for, and how many characters it takes.
    struct Match {
        std::span<const Name> names; ///< by level, then `first`; several divisions may share a name
        std::size_t length;
    };

    /// Calls `take(Match)` for every name that begins at `from`, shortest first.
    template <typename Take>
    void match(const FoldedText& text, std::size_t from, Take&& take) const {
        if (from + 1 >= text.size() || !may_begin(text[from], text[from + 1])) {
            return;
        }
        Node node = m_pairs.find(key_of(text[from], text[from + 1]));
        for (std::size_t i = from + 1; node != no_node;
             node = m_edges.find(key_of(node, text[i]))) {
            if (node <= m_names_of.size()) {
                const auto& names = m_names_of[node - 1];
                take(Match{{m_names.data() + names.first, names.size}, i + 1 - from});
            }
            if (++i == text.size()) {
                return;
            }
        }
    }

    /// Whether any name begins with these two characters; may say yes wrongly.
    bool may_begin(char32_t first, char32_t second) const noexcept {
        const std::uint32_t hash = pair_hash(first, second);
        return (m_beginnings[hash / 64] >> (hash % 64) & 1U) != 0;
    }

  private:
    static constexpr std::size_t pair_count = std::size_t{1} << 18U;

    /// Of the trie: a beginning of names, two characters at least.
    using Node = std::uint32_t;
    static constexpr Node no_node = 0;
    static constexpr unsigned node_bits = 23;
    static constexpr unsigned character_bits = 18; ///< of folded characters
    static constexpr std::size_t most_nodes = std::size_t{1} << node_bits;

    /// Node by what leads to it: two characters, or a node and one more. Open addressing; an entry
    /// is key and node. Small, since a look-up costs little but the fetching.
    class Edges {
      public:
        explicit Edges(std::size_t count = 0);
        void add(std::uint64_t key, Node node);
        Node find(std::uint64_t key) const noexcept {
            for (std::size_t slot = slot_of(key);; slot = (slot + 1) & (m_slots.size() - 1)) {
                const std::uint64_t entry = m_slots[slot];
                if (entry >> node_bits == key) {
                    return entry & (most_nodes - 1);
                }
                if (entry == 0) {
                    return no_node;
                }
            }
        }

      private:
        std::size_t slot_of(std::uint64_t key) const noexcept {
            return (key * 0x9E3779B97F4A7C15U) >> m_shift;
        }
        std::vector<std::uint64_t> m_slots; ///< a power of two
        unsigned m_shift = 0;
    };
    struct Names {
        std::uint32_t first = 0;
        std::uint32_t size = 0;
    };
    class Builder;

    static std::uint32_t pair_hash(char32_t first, char32_t second) noexcept {
        return (static_cast<std::uint32_t>(first) * 0x9E3779B1U +
                static_cast<std::uint32_t>(second) * 0x85EBCA77U) >>
               14U;
    }
    static std::uint64_t key_of(std::uint32_t before, char32_t c) noexcept {
        return static_cast<std::uint64_t>(before) << character_bits | c;
    }

    std::vector<Division> m_divisions;
    std::uint32_t m_first_orphan = 0;
    std::unordered_map<std::string, DivisionIndex> m_by_code;
    Edges m_pairs; ///< by the first two characters
    Edges m_edges; ///< by node and character
    /// Of node 1 and so on; the nodes behind end no name.
    std::vector<Names> m_names_of;
    std::vector<Name> m_names;
    std::vector<std::uint64_t> m_beginnings;
};

} // namespace tuban::address
