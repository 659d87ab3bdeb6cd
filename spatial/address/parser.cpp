#include "spatial/address/parser.hpp"

#include "spatial/address/detail/division_chain.hpp"
#include "spatial/address/detail/house_tail.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace tuban::address {

namespace {

using detail::Chain;
using detail::ChainReader;
using detail::Tail;

/// Plausibility of the other ways to understand an address, against 1 for the usual one.
constexpr double bare_number_is_group = 0.15;
constexpr double pair_is_group_and_number = 0.6;
constexpr double earlier_group_holds = 0.2;
constexpr double first_chain_holds = 0.1;

Span span_of(const FoldedText& text, const detail::Run& run) {
    return run.is_empty() ? Span{} : text.span(run.begin, run.end);
}

void read_into(Reading& reading, const FoldedText& text, const ChainReader& reader,
               const Chain& chain, const Tail& tail) {
    for (std::size_t i = 0; i < chain.size; ++i) {
        const detail::Link& link = chain.links[i];
        reading.divisions[i] = {link.level, text.span(link.begin, link.end),
                                reader.resolve(chain, i)};
    }
    reading.division_count = chain.size;
    reading.natural_village = span_of(text, tail.natural_village);
    reading.road = span_of(text, tail.road);
    reading.building = span_of(text, tail.building);
    reading.room = span_of(text, tail.room);
    reading.rest = span_of(text, tail.rest);
    reading.group = tail.group;
    reading.number = tail.number;
    reading.sub_number = tail.sub_number;
    reading.weight = 1;
}

} // namespace

DivisionIndex Reading::division() const {
    for (std::size_t i = division_count; i-- > 0;) {
        if (divisions[i].division != no_division) {
            return divisions[i].division;
        }
    }
    return no_division;
}

const Readings& Parser::parse(std::string_view address) {
    m_text.assign(address);
    const ChainReader reader(*m_gazetteer, m_text);
    Chain chain = reader.read(0);
    std::size_t tail_end = reader.find_restart(chain, chain.end);
    Tail tail = detail::read_tail(m_text, chain.end, tail_end);
    std::optional<std::pair<Chain, Tail>> first;
    while (tail_end < m_text.size()) {
        const Chain again = reader.read(tail_end);
        // What was read before the address starts over counts where nothing is said after it.
        const std::size_t from = again.end;
        tail_end = reader.find_restart(again, std::max(from, tail_end + 1));
        const Tail next = detail::read_tail(m_text, from, tail_end);
        if (tail.places_a_house()) {
            first.emplace(chain, tail);
        }
        chain = reader.joined(chain, again);
        if (next.places_a_house()) {
            tail = next;
        }
    }

    m_readings.m_count = 1;
    read_into(m_readings.m_readings[0], m_text, reader, chain, tail);
    const auto add = [this](double weight) -> Reading& {
        Reading& other = m_readings.m_readings[m_readings.m_count++];
        other = m_readings.m_readings[0];
        other.weight = weight;
        return other;
    };
    if (tail.is_bare && !tail.group && tail.sub_number) {
        Reading& other = add(pair_is_group_and_number);
        other.group = tail.number;
        other.number = tail.sub_number;
        other.sub_number.reset();
    } else if (tail.is_bare && !tail.group) {
        Reading& other = add(bare_number_is_group);
        other.group = tail.number;
        other.number.reset();
    }
    if (tail.earlier_group) {
        Reading& other = add(earlier_group_holds);
        other.group = tail.earlier_group;
        other.number = tail.earlier_number ? tail.earlier_number : tail.number;
    }
    if (first && m_readings.m_count < Readings::most) {
        Reading& other = add(first_chain_holds);
        read_into(other, m_text, reader, first->first, first->second);
        other.weight = first_chain_holds;
    }
    double sum = 0;
    for (std::size_t i = 0; i < m_readings.m_count; ++i) {
        sum += m_readings.m_readings[i].weight;
    }
    for (std::size_t i = 0; i < m_readings.m_count; ++i) {
        m_readings.m_readings[i].weight /= sum;
    }
    const double left_over = m_text.size() == 0 ? 1
                                                : static_cast<double>(tail.rest_size) /
                                                      static_cast<double>(m_text.size());
    m_readings.m_confidence = m_readings.best().weight * (1 - left_over);
    return m_readings;
}

} // namespace tuban::address
