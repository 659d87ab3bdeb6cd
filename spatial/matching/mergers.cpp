#include "spatial/matching/mergers.hpp"

#include <set>

namespace tuban::matching {

Mergers::Mergers(std::span<const DivisionInput> divisions) {
    for (const DivisionInput& division : divisions) {
        if (division.is_village && !division.code.empty()) {
            m_rows.try_emplace(division.code, &division);
        }
    }
}

Mergers::Followed Mergers::follow(const DivisionInput& village) const {
    const DivisionInput* row = &village;
    std::set<std::string_view> seen;
    while (!row->merged_into.empty()) {
        if (!seen.insert(row->code).second) {
            return {row, End::cycle};
        }
        const auto next = m_rows.find(row->merged_into);
        if (next == m_rows.end()) {
            return {row, End::unknown};
        }
        row = next->second;
    }
    return {row, End::standing};
}

} // namespace tuban::matching
