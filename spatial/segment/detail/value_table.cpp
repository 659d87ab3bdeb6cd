#include "spatial/segment/detail/value_table.hpp"

namespace tuban::segment::detail {

std::optional<std::uint32_t> ValueTable::index_of(std::string_view value) {
    if (m_last != nullptr && m_last->first == value) {
        return m_last->second;
    }
    auto known = m_indexes.find(value);
    if (known == m_indexes.end()) {
        if (m_indexes.size() == m_limit) {
            return std::nullopt;
        }
        known = m_indexes.emplace(value, static_cast<std::uint32_t>(m_indexes.size())).first;
    }
    m_last = &*known;
    return known->second;
}

std::vector<std::string_view> ValueTable::sorted() const {
    std::vector<std::string_view> values;
    values.reserve(m_indexes.size());
    for (const auto& [value, index] : m_indexes) {
        values.emplace_back(value);
    }
    return values;
}

std::vector<std::uint32_t> ValueTable::ranks() const {
    std::vector<std::uint32_t> ranks(m_indexes.size());
    std::uint32_t rank = 0;
    for (const auto& [value, index] : m_indexes) {
        ranks[index] = rank++;
    }
    return ranks;
}

} // namespace tuban::segment::detail
