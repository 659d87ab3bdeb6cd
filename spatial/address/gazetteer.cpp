#include "spatial/address/gazetteer.hpp"

#include "base/error.hpp"
#include "spatial/address/detail/division_terms.hpp"
#include "tuban_address_files_embedded.hpp"

#include <algorithm>
#include <bit>
#include <utility>

namespace tuban::address {

namespace {

constexpr std::size_t code_length = 12;
constexpr std::size_t longest_name = 64;

bool is_code(std::string_view code) {
    return code.size() >= 2 && code.size() <= code_length &&
           std::ranges::all_of(code, [](char c) { return c >= '0' && c <= '9'; });
}

std::string padded(std::string_view code) {
    std::string full(code);
    full.resize(code_length, '0');
    return full;
}

std::size_t digits_of(Level level) {
    switch (level) {
    case Level::none:
        return 0;
    case Level::province:
        return 2;
    case Level::city:
        return 4;
    case Level::county:
        return 6;
    case Level::town:
        return 9;
    case Level::village:
        break;
    }
    return code_length;
}

Level above(Level level) {
    return static_cast<Level>(static_cast<int>(level) - 1);
}

std::vector<DivisionRow> national_rows() {
    std::vector<DivisionRow> rows;
    std::string_view file = embedded_file("national.csv");
    file.remove_prefix(file.find('\n') + 1);
    while (!file.empty()) {
        const std::size_t end = std::min(file.find('\n'), file.size());
        const std::string_view line = file.substr(0, end);
        file.remove_prefix(std::min(end + 1, file.size()));
        const std::size_t comma = line.find(',');
        rows.push_back({std::string(line.substr(0, comma)),
                        std::string(line.substr(comma + 1)),
                        Level::none,
                        {},
                        {},
                        {}});
    }
    return rows;
}

} // namespace

std::string_view level_name(Level level) {
    switch (level) {
    case Level::none:
        break;
    case Level::province:
        return "province";
    case Level::city:
        return "city";
    case Level::county:
        return "county";
    case Level::town:
        return "town";
    case Level::village:
        return "village";
    }
    return "";
}

Level level_of_code(std::string_view code) {
    const std::string full = padded(code.substr(0, code_length));
    for (const Level level : {Level::province, Level::city, Level::county, Level::town}) {
        if (full.find_first_not_of('0', digits_of(level)) == std::string::npos) {
            return level;
        }
    }
    return Level::village;
}

Gazetteer::Edges::Edges(std::size_t count)
    : m_slots(std::bit_ceil(2 * count + 2)),
      m_shift(static_cast<unsigned>(64 - std::countr_zero(m_slots.size()))) {}

void Gazetteer::Edges::add(std::uint64_t key, Node node) {
    std::size_t slot = slot_of(key);
    while (m_slots[slot] != 0) {
        slot = (slot + 1) & (m_slots.size() - 1);
    }
    m_slots[slot] = key << node_bits | node;
}

/// Puts the rows into a tree, then their names into a trie of nodes and edges.
class Gazetteer::Builder {
  public:
    explicit Builder(Gazetteer& gazetteer) : m_gazetteer(gazetteer) {}

    void add_rows(std::span<const DivisionRow> rows) {
        for (const DivisionRow& row : rows) {
            if (!is_code(row.code)) {
                continue;
            }
            const std::string code = padded(row.code);
            const auto [found, is_new] = m_gazetteer.m_by_code.try_emplace(
                code, static_cast<DivisionIndex>(m_gazetteer.m_divisions.size()));
            if (is_new) {
                m_gazetteer.m_divisions.emplace_back();
                m_rows.emplace_back();
            }
            Division& division = m_gazetteer.m_divisions[found->second];
            division.code = code;
            division.name = row.name;
            division.level = row.level == Level::none ? level_of_code(code) : row.level;
            m_rows[found->second] = row;
        }
    }

    void build() {
        find_parents();
        number_tree();
        follow_mergers();
        for (DivisionIndex i = 0; i < m_gazetteer.size(); ++i) {
            add_names(i);
        }
        number_nodes();
        lay_out_edges();
        lay_out_names();
    }

  private:
    std::vector<Division>& divisions() { return m_gazetteer.m_divisions; }

    void find_parents() {
        for (DivisionIndex i = 0; i < divisions().size(); ++i) {
            Division& division = divisions()[i];
            // Levels fall from a parent to its child, so that there is no cycle.
            const auto take = [&](std::string_view code) {
                const auto parent = m_gazetteer.find(code);
                if (parent && divisions()[*parent].level < division.level) {
                    division.parent = *parent;
                }
            };
            if (is_code(m_rows[i].parent)) {
                take(m_rows[i].parent);
            }
            for (Level level = above(level_of_code(division.code));
                 division.parent == no_division && level > Level::none; level = above(level)) {
                take(std::string_view(division.code).substr(0, digits_of(level)));
            }
        }
    }

    /// Provinces first, then what has nothing above it.
    void number_tree() {
        std::vector<std::vector<DivisionIndex>> children(divisions().size());
        std::vector<DivisionIndex> provinces;
        std::vector<DivisionIndex> orphans;
        for (DivisionIndex i = 0; i < divisions().size(); ++i) {
            if (const DivisionIndex parent = divisions()[i].parent; parent != no_division) {
                children[parent].push_back(i);
            } else {
                (divisions()[i].level == Level::province ? provinces : orphans).push_back(i);
            }
        }
        std::vector<DivisionIndex> order;
        number_below(provinces, children, order);
        m_gazetteer.m_first_orphan = static_cast<std::uint32_t>(order.size());
        number_below(orphans, children, order);
        for (auto i = order.rbegin(); i != order.rend(); ++i) {
            if (const DivisionIndex parent = divisions()[*i].parent; parent != no_division) {
                divisions()[parent].last = std::max(divisions()[parent].last, divisions()[*i].last);
            }
        }
    }

    /// Depth first, without recursion: a child's numbers lie within its parent's.
    void number_below(std::vector<DivisionIndex>& open,
                      const std::vector<std::vector<DivisionIndex>>& children,
                      std::vector<DivisionIndex>& order) {
        while (!open.empty()) {
            const DivisionIndex i = open.back();
            open.pop_back();
            divisions()[i].first = static_cast<std::uint32_t>(order.size());
            divisions()[i].last = divisions()[i].first;
            order.push_back(i);
            open.insert(open.end(), children[i].begin(), children[i].end());
        }
    }

    void follow_mergers() {
        std::vector<DivisionIndex> into(divisions().size(), no_division);
        for (DivisionIndex i = 0; i < into.size(); ++i) {
            if (is_code(m_rows[i].merged_into)) {
                into[i] = m_gazetteer.find(padded(m_rows[i].merged_into)).value_or(no_division);
            }
        }
        constexpr int longest_chain = 32;
        for (DivisionIndex i = 0; i < into.size(); ++i) {
            DivisionIndex current = i;
            int steps = 0;
            while (into[current] != no_division && steps++ < longest_chain) {
                current = into[current];
            }
            divisions()[i].current = steps <= longest_chain ? current : i;
        }
    }

    void add_names(DivisionIndex i) {
        const Level level = divisions()[i].level;
        add_name_and_stem(i, fold(divisions()[i].name), level);
        std::string_view aliases = m_rows[i].aliases;
        while (!aliases.empty()) {
            const std::size_t end = std::min(aliases.find(';'), aliases.size());
            add_name_and_stem(i, fold(aliases.substr(0, end)), level);
            aliases.remove_prefix(std::min(end + 1, aliases.size()));
        }
    }

    void add_name_and_stem(DivisionIndex i, std::u32string_view name, Level level) {
        add_name(i, name, NameKind::full);
        if (level == Level::village) {
            name = detail::without_committee(name);
            add_name(i, name, NameKind::full);
        }
        add_name(i, detail::stem_of(name, level), NameKind::stem);
    }

    void add_name(DivisionIndex i, std::u32string_view name, NameKind kind) {
        if (name.size() < 2 || name.size() > longest_name) {
            return;
        }
        std::uint32_t node = node_of(m_pairs, key_of(name[0], name[1]));
        for (const char32_t c : name.substr(2)) {
            node = node_of(m_edges, key_of(node, c));
        }
        std::vector<Name>& names = m_node_names[node];
        // A name that is its own stem stays a full one.
        if (names.empty() || names.back().division != i) {
            const Division& division = divisions()[i];
            names.push_back({i, division.first, division.level, kind});
        }
        const std::uint32_t hash = pair_hash(name[0], name[1]);
        m_gazetteer.m_beginnings[hash / 64] |= std::uint64_t{1} << (hash % 64);
    }

    using NodesByKey = std::unordered_map<std::uint64_t, Node>;

    Node node_of(NodesByKey& nodes, std::uint64_t key) {
        const auto [found, is_new] = nodes.try_emplace(key, static_cast<Node>(m_node_names.size()));
        if (is_new) {
            if (m_node_names.size() == most_nodes) {
                throw Error("gazetteer_too_large",
                            "区划名册的名称太多（前缀超过八百万个），请按省拆开后再用。");
            }
            m_node_names.emplace_back();
        }
        return found->second;
    }

    /// Those that end a name first.
    void number_nodes() {
        m_numbers.resize(m_node_names.size());
        Node next = 1;
        for (const bool ends_name : {true, false}) {
            for (std::size_t node = 1; node < m_numbers.size(); ++node) {
                if (m_node_names[node].empty() != ends_name) {
                    m_numbers[node] = next++;
                }
            }
        }
    }

    void lay_out_edges() {
        m_gazetteer.m_pairs = Edges(m_pairs.size());
        for (const auto& [key, node] : m_pairs) {
            m_gazetteer.m_pairs.add(key, m_numbers[node]);
        }
        m_gazetteer.m_edges = Edges(m_edges.size());
        for (const auto& [key, node] : m_edges) {
            const Node before = m_numbers[key >> character_bits];
            m_gazetteer.m_edges.add(
                key_of(before, static_cast<char32_t>(key & ((1U << character_bits) - 1))),
                m_numbers[node]);
        }
    }

    void lay_out_names() {
        for (std::vector<Name>& names : m_node_names) {
            if (names.empty()) {
                continue;
            }
            std::ranges::sort(names, [](const Name& a, const Name& b) {
                return std::pair(a.level, a.first) < std::pair(b.level, b.first);
            });
            m_gazetteer.m_names_of.push_back(
                {static_cast<std::uint32_t>(m_gazetteer.m_names.size()),
                 static_cast<std::uint32_t>(names.size())});
            m_gazetteer.m_names.insert(m_gazetteer.m_names.end(), names.begin(), names.end());
        }
    }

    Gazetteer& m_gazetteer;
    std::vector<DivisionRow> m_rows; ///< by division
    NodesByKey m_pairs;
    NodesByKey m_edges;
    std::vector<std::vector<Name>> m_node_names{1}; ///< of no_node there are none
    std::vector<Node> m_numbers;                    ///< of nodes, as they are laid out
};

Gazetteer::Gazetteer(std::span<const DivisionRow> rows) : m_beginnings(pair_count / 64) {
    Builder builder(*this);
    builder.add_rows(national_rows());
    builder.add_rows(rows);
    builder.build();
}

std::optional<DivisionIndex> Gazetteer::find(std::string_view code) const {
    const auto found = m_by_code.find(padded(code));
    return found == m_by_code.end() ? std::nullopt : std::optional(found->second);
}

} // namespace tuban::address
