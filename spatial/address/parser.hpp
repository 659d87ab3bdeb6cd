#pragma once

#include "spatial/address/folded_text.hpp"
#include "spatial/address/gazetteer.hpp"

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

namespace tuban::address {

/// A division that an address names.
struct DivisionRead {
    Level level = Level::none;
    Span span;
    DivisionIndex division = no_division; ///< none where the gazetteer has no such, or several
};

/// One way to understand an address. Spans are bytes of the text as given, empty where absent.
struct Reading {
    std::array<DivisionRead, 5> divisions; ///< the first division_count, from the province down
    std::size_t division_count = 0;
    Span natural_village; ///< 自然村, 屯, 湾, …: the name between village and group or number
    Span road;            ///< 中山路, 漳興巷60弄
    std::optional<int> group;      ///< 三组, 第四村民小组, 2社, 5队, 16鄰
    std::optional<int> number;     ///< 12号, 门牌7, No.6, 5户, a bare number at the end
    std::optional<int> sub_number; ///< 附3, 之3, the 2 of 12-2
    Span building;                 ///< 3号楼, 2栋1单元
    Span room;                     ///< 二楼, 502室
    Span rest;                     ///< the longest stretch that stands for none of these
    double weight = 0;             ///< plausibility; those of one address sum to 1

    std::span<const DivisionRead> named_divisions() const {
        return std::span(divisions).first(division_count);
    }
    /// The lowest one that is known; none where no name is.
    DivisionIndex division() const;
};

/// The readings of one address, the likeliest first; there is always one.
class Readings {
  public:
    static constexpr std::size_t most = 4;

    const Reading& best() const { return m_readings[0]; }
    std::span<const Reading> all() const { return std::span(m_readings).first(m_count); }
    /// From 0 to 1, a rule of thumb: the best one's weight, less what of the text is left over.
    double confidence() const { return m_confidence; }

  private:
    friend class Parser;
    std::array<Reading, most> m_readings;
    std::size_t m_count = 0;
    double m_confidence = 0;
};

/// Reads addresses, in time linear in their length and, once warm, without asking for memory. One
/// per thread; the gazetteer must outlive it and may be shared.
class Parser {
  public:
    explicit Parser(const Gazetteer& gazetteer) : m_gazetteer(&gazetteer) {}

    /// Any bytes; valid until the next call.
    const Readings& parse(std::string_view address);

  private:
    const Gazetteer* m_gazetteer;
    FoldedText m_text;
    Readings m_readings;
};

} // namespace tuban::address
