#pragma once

#include "spatial/address/folded_text.hpp"
#include "spatial/address/gazetteer.hpp"

#include <cstddef>
#include <string_view>

namespace tuban::address::detail {

/// A word that closes a division's name (镇, 街道, 村民委员会).
struct DivisionTerm {
    Level level = Level::none;
    std::size_t length = 0;
};

/// The longest such word that begins at `at`, folded spelling; none: level none.
DivisionTerm find_division_term(const FoldedText& text, std::size_t at);
/// The longest such word of this level that begins at `at`; 0 when there is none.
std::size_t division_term_length(const FoldedText& text, std::size_t at, Level level);

/// Whether the word at `at` closes a name that begins at `begin`: 社区 does although 区 is in it,
/// 里 only where a group or a number follows, 区 of 小区 doesn't.
bool closes_name(const FoldedText& text, std::size_t begin, std::size_t at,
                 const DivisionTerm& term);

/// 民委员会, 委员会, 委会 behind 村; 0 when none is there.
std::size_t committee_length(const FoldedText& text, std::size_t at);

/// A folded name without the word that closes it: 双程庄村民委员会 → 双程庄,
/// 元江哈尼族彝族傣族自治县 → 元江. The name itself when nothing of it would be left.
std::u32string_view stem_of(std::u32string_view name, Level level);

/// A village committee's name without 委会 and its kind: 双程庄村民委员会, 双程庄村村委会 →
/// 双程庄村.
std::u32string_view without_committee(std::u32string_view name);

} // namespace tuban::address::detail
