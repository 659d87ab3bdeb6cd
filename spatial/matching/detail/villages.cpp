#include "spatial/matching/detail/villages.hpp"

#include "spatial/address/place_in_village.hpp"
#include "spatial/matching/mergers.hpp"

#include <algorithm>
#include <utility>

namespace tuban::matching::detail {

namespace {

constexpr auto endings = std::to_array<std::u32string_view>(
    {U"村民委员会", U"居民委员会", U"村委会", U"居委会", U"社区", U"嘎查", U"村"});

} // namespace

std::u32string name_stem(std::u32string_view folded_name) {
    for (const std::u32string_view ending : endings) {
        if (folded_name.size() >= ending.size() + 2 && folded_name.ends_with(ending)) {
            folded_name.remove_suffix(ending.size());
            break;
        }
    }
    return std::u32string(folded_name);
}

VillageTable::VillageTable(std::span<const DivisionInput> divisions) {
    const Mergers mergers(divisions);
    const auto add_name = [](VillageName& village, const std::string& name) {
        std::u32string stem = name_stem(address::fold(name));
        if (stem.size() >= 2 && std::ranges::find(village.names, stem) == village.names.end()) {
            village.names.push_back(std::move(stem));
        }
    };
    // Those that stand come first, so that their own name is the first of their names.
    for (const bool is_merged : {false, true}) {
        for (const auto& [code, row] : mergers.rows()) {
            const DivisionInput* into = mergers.follow(*row).row;
            if ((into != row) != is_merged) {
                continue;
            }
            const VillageIndex index = is_merged && m_by_code.contains(into->code)
                                           ? m_by_code.at(into->code)
                                           : add(into->code, into->parent);
            m_by_code.insert_or_assign(row->code, index);
            VillageName& village = m_villages[index];
            add_name(village, row->name);
            for (const std::string& alias : row->aliases) {
                add_name(village, alias);
            }
            if (row == into) {
                village.office = row->office;
            }
        }
    }
    for (VillageIndex index = 0; index < m_villages.size(); ++index) {
        for (const std::u32string& name : m_villages[index].names) {
            m_by_name[name].push_back(index);
            m_longest_name = std::max(m_longest_name, name.size());
        }
    }
}

VillageIndex VillageTable::add(std::string code, std::string town_code) {
    const auto index = static_cast<VillageIndex>(m_villages.size());
    if (town_code.empty() && code.size() == 12) {
        town_code = code.substr(0, 9) + "000";
    } else if (!town_code.empty() && town_code.size() < 12) {
        town_code.resize(12, '0');
    }
    m_by_code.insert_or_assign(code, index);
    m_by_town[town_code].push_back(index);
    m_villages.push_back({std::move(code), std::move(town_code), {}, {}});
    return index;
}

VillageIndex VillageTable::of_code(std::string_view code) {
    if (const auto found = find_code(code)) {
        return *found;
    }
    return add(std::string(code), {});
}

std::optional<VillageIndex> VillageTable::find_code(std::string_view code) const {
    const auto found = m_by_code.find(std::string(code));
    return found == m_by_code.end() ? std::nullopt : std::optional(found->second);
}

bool VillageTable::has_county_of(std::string_view code) const {
    const std::string_view county = code.substr(0, 6);
    const auto found = m_by_town.lower_bound(county);
    return found != m_by_town.end() && found->first.starts_with(county);
}

std::span<const VillageIndex> VillageTable::of_town(std::string_view town_code) const {
    std::string padded(town_code);
    padded.resize(12, '0');
    const auto found = m_by_town.find(padded);
    return found == m_by_town.end() ? std::span<const VillageIndex>() : found->second;
}

VillageIndex VillageTable::find_named(const address::FoldedText& address,
                                      std::string_view town_code) const {
    std::string town(town_code);
    town.resize(12, '0');
    std::u32string name;
    for (std::size_t end = address.size(); end-- > 2;) {
        if (address::village_term_length(address, end) == 0) {
            continue;
        }
        for (std::size_t length = std::min(end, m_longest_name); length >= 2; --length) {
            name.clear();
            for (std::size_t at = end - length; at < end; ++at) {
                name.push_back(address[at]);
            }
            const auto found = m_by_name.find(name);
            if (found == m_by_name.end()) {
                continue;
            }
            const std::vector<VillageIndex>& villages = found->second;
            const auto in_town = std::ranges::find_if(
                villages, [&](VillageIndex index) { return m_villages[index].town_code == town; });
            if (in_town != villages.end()) {
                return *in_town;
            }
            if (villages.size() == 1) {
                return villages.front();
            }
        }
    }
    return no_village;
}

} // namespace tuban::matching::detail
