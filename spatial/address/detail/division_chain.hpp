#pragma once

#include "spatial/address/detail/run.hpp"
#include "spatial/address/folded_text.hpp"
#include "spatial/address/gazetteer.hpp"

#include <array>
#include <cstddef>
#include <span>

namespace tuban::address::detail {

/// A division as it stands in the folded text. Trivial, so that a chain costs nothing to begin.
struct Link {
    Level level;
    std::size_t begin;
    std::size_t end;
    const Gazetteer::Name* first_candidate; ///< there are none where the gazetteer has none
    std::size_t candidate_count;

    std::span<const Gazetteer::Name> candidates() const {
        return {first_candidate, candidate_count};
    }
};

/// Divisions named one after the other, from the upper to the lower.
struct Chain {
    std::array<Link, 5> links; // NOLINT(cppcoreguidelines-pro-type-member-init): as far as size
    std::size_t size = 0;
    std::size_t begin = 0; ///< of the text it was read from
    std::size_t end = 0;   ///< where what is no division begins

    Level level() const { return size == 0 ? Level::none : links[size - 1].level; }
};

/// Reads chains of divisions: by the gazetteer, in the context of the divisions above, else by the
/// words that close their names.
class ChainReader {
  public:
    ChainReader(const Gazetteer& gazetteer, const FoldedText& text)
        : m_gazetteer(gazetteer), m_text(text) {}

    /// The chain that begins at `from`; empty when none does.
    Chain read(std::size_t from) const;

    /// The first place in [from, …) where the address starts over: a province, city or county
    /// named in full or with one below it, or a division of `chain` named again. size() when none.
    std::size_t find_restart(const Chain& chain, std::size_t from) const;

    /// `again` with the divisions of `chain` that stand above it put before it; `chain` where
    /// `again` names nothing.
    Chain joined(const Chain& chain, const Chain& again) const;

    /// The one division that a link stands for, given the others; none where that is open.
    DivisionIndex resolve(const Chain& chain, std::size_t link) const;

  private:
    bool extend(Chain& chain) const;
    bool find_named(const Chain& chain, std::size_t from, Link& found) const;
    bool find_at_level(const Chain& chain, std::span<const Gazetteer::Name> names, Run stretch,
                       bool goes_on, Link& found) const;
    bool find_closed(const Chain& chain, std::size_t from, Link& found) const;
    std::span<const Gazetteer::Name> in_context(std::span<const Gazetteer::Name> names,
                                                const Chain& chain) const;
    bool has_above(const Gazetteer::Name& name, Level level) const;
    bool has_name_before_numeral(std::size_t from) const;
    bool is_followed_up(const Chain& chain, const Link& bare) const;

    const Gazetteer& m_gazetteer;
    const FoldedText& m_text;
};

} // namespace tuban::address::detail
