#include "spatial/address/detail/division_chain.hpp"

#include "spatial/address/detail/division_terms.hpp"

#include <algorithm>

namespace tuban::address::detail {

namespace {

using Name = Gazetteer::Name;

/// Names are no longer; what is behind is not looked at.
constexpr std::size_t longest_name = 14;
/// A name that more divisions than this share narrows nothing down.
constexpr std::size_t most_candidates = 64;

Level below(Level level) {
    return static_cast<Level>(static_cast<int>(level) + 1);
}

/// The names of one level; they are sorted by it.
std::span<const Name> of_level(std::span<const Name> names, Level level) {
    const auto begin = std::ranges::lower_bound(names, level, {}, &Name::level);
    const auto end = std::ranges::upper_bound(begin, names.end(), level, {}, &Name::level);
    return {begin, end};
}

} // namespace

/// Those of the names, all of one level, that may stand below the chain: what lies in the division
/// above, else what the gazetteer knows nothing above of.
std::span<const Name> ChainReader::in_context(std::span<const Name> names,
                                              const Chain& chain) const {
    if (chain.size == 0 || names.empty()) {
        return names;
    }
    const auto between = [names](std::uint32_t first, std::uint32_t last) {
        const auto begin = std::ranges::lower_bound(names, first, {}, &Name::first);
        return std::span<const Name>(
            begin, std::ranges::upper_bound(begin, names.end(), last, {}, &Name::first));
    };
    const std::span<const Name> above = chain.links[chain.size - 1].candidates();
    if (above.size() > most_candidates) {
        return names;
    }
    // Several above: from the first to the last that lies in any of them.
    const Name* first = nullptr;
    const Name* last = nullptr;
    for (const Name& one : above) {
        const Division& division = m_gazetteer[one.division];
        if (const auto found = between(division.first, division.last); !found.empty()) {
            first = first == nullptr ? &found.front() : std::min(first, &found.front());
            last = last == nullptr ? &found.back() : std::max(last, &found.back());
        }
    }
    if (first != nullptr) {
        return {first, last + 1};
    }
    auto orphans = between(m_gazetteer.first_orphan(), ~std::uint32_t{0});
    // What hangs below something at or below the level above is somewhere else.
    while (!orphans.empty() && has_above(orphans.front(), chain.level())) {
        orphans = orphans.subspan(1);
    }
    return orphans;
}

/// Whether the gazetteer knows what is above the named division at this level or below it.
bool ChainReader::has_above(const Name& name, Level level) const {
    const DivisionIndex parent = m_gazetteer[name.division].parent;
    return parent != no_division && m_gazetteer[parent].level >= level;
}

/// Whether a name without its closing word may stand at all: something below it comes next, or, for
/// a village, a number or the end.
bool ChainReader::is_followed_up(const Chain& chain, const Link& bare) const {
    const bool ends = bare.end == m_text.size() || m_text.is_numeral(bare.end);
    if (ends || m_text[bare.end] == U'-' || m_text[bare.end] == U'#' || m_text[bare.end] == U'第') {
        return bare.level == Level::village || chain.size > 0;
    }
    if (bare.level == Level::village) {
        return m_text.is_parted(bare.end) || (chain.size > 0 && has_name_before_numeral(bare.end));
    }
    Chain longer = chain;
    longer.links[longer.size++] = bare;
    longer.end = bare.end;
    return extend(longer);
}

/// Whether three characters or more, enough for a natural village, come before the next numeral.
bool ChainReader::has_name_before_numeral(std::size_t from) const {
    std::size_t at = from;
    while (at < m_text.size() && at < from + longest_name && !m_text.is_numeral(at)) {
        ++at;
    }
    return at >= from + 3 && at < from + longest_name;
}

bool ChainReader::find_named(const Chain& chain, std::size_t from, Link& found) const {
    struct Terminal {
        const Name* names;
        std::size_t count;
        std::size_t length;
    };
    if (from + 1 >= m_text.size() || !m_gazetteer.may_begin(m_text[from], m_text[from + 1])) {
        return false;
    }
    std::array<Terminal, longest_name> terminals; // NOLINT: filled below, as far as count
    std::size_t count = 0;
    m_gazetteer.match(m_text, from, [&](const Gazetteer::Match& match) {
        if (count < terminals.size()) {
            terminals[count++] = {match.names.data(), match.names.size(), match.length};
        }
    });
    while (count-- > 0) {
        const std::span names(terminals[count].names, terminals[count].count);
        const std::size_t end = from + terminals[count].length;
        const DivisionTerm next = find_division_term(m_text, end);
        const bool goes_on = next.length > 0 && closes_name(m_text, from, end, next);
        for (Level level = std::max(below(chain.level()), names.front().level);
             level <= names.back().level; level = below(level)) {
            if (find_at_level(chain, in_context(of_level(names, level), chain), {from, end},
                              goes_on, found)) {
                return true;
            }
        }
    }
    return false;
}

/// Whether the name that stands there may be one of `names`, all of one level.
bool ChainReader::find_at_level(const Chain& chain, std::span<const Name> names, Run stretch,
                                bool goes_on, Link& found) const {
    if (names.empty()) {
        return false;
    }
    const Level level = names.front().level;
    const bool has_full =
        std::ranges::any_of(names, [](const Name& name) { return name.kind == NameKind::full; });
    found = {level, stretch.begin, stretch.end, names.data(), names.size()};
    if (has_full && !goes_on) {
        found.end += level == Level::village ? committee_length(m_text, stretch.end) : 0;
        return true;
    }
    if (const std::size_t term = division_term_length(m_text, stretch.end, level); term > 0) {
        found.end += term;
        return true;
    }
    return !has_full && !goes_on && is_followed_up(chain, found);
}

bool ChainReader::find_closed(const Chain& chain, std::size_t from, Link& found) const {
    const std::size_t stop = std::min(from + longest_name, m_text.size());
    const Level last = chain.level();
    for (std::size_t at = from + 1; at < stop; ++at) {
        if (m_text.is_digit(at) || m_text[at] == U'-' || m_text.is_parted(at)) {
            return false;
        }
        DivisionTerm term = find_division_term(m_text, at);
        if (term.length == 0 || !closes_name(m_text, from, at, term)) {
            continue;
        }
        std::size_t end = at + term.length;
        // The name of a town may end in 村, that of a village in 镇.
        for (DivisionTerm next = find_division_term(m_text, end);
             next.length > 0 && !m_text.is_parted(end) && closes_name(m_text, from, end, next);
             next = find_division_term(m_text, end)) {
            term = next;
            end += next.length;
        }
        Level level = term.level;
        if (level < Level::town) {
            // 市 may close the name of a city, of a county and, below a county, of a town.
            if (last >= Level::county) {
                level = Level::town;
            } else if (m_text.ends_with(from, end, U"省")) {
                level = Level::province;
            } else if (last < Level::city && m_text.ends_with(from, end, U"市")) {
                level = Level::city;
            } else {
                level = Level::county;
            }
        }
        if (level <= last && !(level == Level::town && last == Level::town)) {
            return false;
        }
        found = {level, from, end, nullptr, 0};
        return true;
    }
    return false;
}

bool ChainReader::extend(Chain& chain) const {
    std::size_t from = chain.end;
    while (from < m_text.size() && m_text[from] == U'-') {
        ++from;
    }
    if (chain.level() == Level::village || from == m_text.size()) {
        return false;
    }
    Link link;
    if (!find_named(chain, from, link) && !find_closed(chain, from, link)) {
        return false;
    }
    // A town that follows a town has taken its place.
    if (link.level == chain.level()) {
        --chain.size;
    }
    chain.links[chain.size++] = link;
    chain.end = link.end;
    return true;
}

Chain ChainReader::read(std::size_t from) const {
    Chain chain;
    chain.begin = from;
    chain.end = from;
    while (extend(chain)) {
    }
    return chain;
}

std::size_t ChainReader::find_restart(const Chain& chain, std::size_t from) const {
    std::array<char32_t, 5> firsts{};
    for (std::size_t i = 0; i < chain.size; ++i) {
        firsts[i] = m_text[chain.links[i].begin];
    }
    for (std::size_t at = from; at + 1 < m_text.size(); ++at) {
        for (std::size_t i = 0; i < chain.size; ++i) {
            if (m_text[at] != firsts[i]) {
                continue;
            }
            const Link& link = chain.links[i];
            const std::size_t length = link.end - link.begin;
            if (length < 3 || at + length > m_text.size()) {
                continue;
            }
            std::size_t same = 1;
            while (same < length && m_text[at + same] == m_text[link.begin + same]) {
                ++same;
            }
            if (same == length) {
                return at;
            }
        }
        if (!m_gazetteer.may_begin(m_text[at], m_text[at + 1])) {
            continue;
        }
        Link link;
        if (find_named({}, at, link) && link.level <= Level::county &&
            link.level <= std::max(chain.level(), Level::city) && link.end - link.begin >= 3) {
            return at;
        }
    }
    return m_text.size();
}

Chain ChainReader::joined(const Chain& chain, const Chain& again) const {
    if (again.size == 0) {
        return chain;
    }
    Chain both = again;
    both.size = 0;
    for (std::size_t i = 0; i < chain.size; ++i) {
        if (chain.links[i].level < again.links[0].level) {
            both.links[both.size++] = chain.links[i];
        }
    }
    for (std::size_t i = 0; i < again.size; ++i) {
        Link link = again.links[i];
        if (const auto narrowed = in_context(link.candidates(), both); !narrowed.empty()) {
            link.first_candidate = narrowed.data();
            link.candidate_count = narrowed.size();
        }
        both.links[both.size++] = link;
    }
    return both;
}

DivisionIndex ChainReader::resolve(const Chain& chain, std::size_t link) const {
    const auto candidates = chain.links[link].candidates();
    if (candidates.size() == 1) {
        return candidates.front().division;
    }
    const Level level = chain.links[link].level;
    for (std::size_t i = chain.size; i-- > link + 1;) {
        if (chain.links[i].candidate_count != 1) {
            continue;
        }
        DivisionIndex above = chain.links[i].first_candidate->division;
        while (above != no_division && m_gazetteer[above].level > level) {
            above = m_gazetteer[above].parent;
        }
        const bool is_named = std::ranges::any_of(
            candidates, [above](const Name& name) { return name.division == above; });
        return is_named ? above : no_division;
    }
    return no_division;
}

} // namespace tuban::address::detail
