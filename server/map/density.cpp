#include "server/map/density.hpp"

#include "data/model/division_code.hpp"
#include "data/store/divisions.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <mutex>
#include <utility>
#include <vector>

namespace tuban::map {
namespace {

tiles::Categories categories_of(const PatchState& state) {
    constexpr unsigned link_count = 3;
    unsigned bits = state.link == 0 ? 0U : 1U << (state.link - 1U);
    bits |= state.grade == 0 ? 0U : 1U << (link_count + state.grade - 1U);
    return static_cast<tiles::Categories>(bits);
}

model::Level level_of(std::uint8_t zoom) {
    if (zoom <= 6) {
        return model::Level::city;
    }
    if (zoom <= 8) {
        return model::Level::county;
    }
    return zoom <= 10 ? model::Level::town : model::Level::village;
}

/// What stands for a village: see Density::encode.
class Ancestors {
  public:
    Ancestors(store::Reader& reader, const model::Division& top, model::Level wanted)
        : m_reader(reader), m_top(top), m_wanted(wanted) {
        m_known.emplace(top.id, top);
    }

    const model::Division& of(std::int64_t village_id) {
        const model::Division* division = &get(village_id);
        while (division->id != m_top.id && division->level > m_wanted && division->parent_id) {
            division = &get(*division->parent_id);
        }
        return *division;
    }

  private:
    const model::Division& get(std::int64_t id) {
        auto known = m_known.find(id);
        if (known == m_known.end()) {
            known = m_known.emplace(id, store::find_division(m_reader, id).value()).first;
        }
        return known->second;
    }

    store::Reader& m_reader;
    const model::Division& m_top;
    model::Level m_wanted;
    std::unordered_map<std::int64_t, model::Division> m_known;
};

/// Finds a place for a division among those of its villages: the one nearest to their common
/// middle, weighted by patches.
struct Mark {
    const model::Division* division = nullptr;
    tiles::DensityCount count;
    std::vector<std::pair<geometry::GridPoint, std::uint32_t>> villages;

    geometry::GridPoint place() const {
        double x = 0;
        double y = 0;
        for (const auto& [at, weight] : villages) {
            x += static_cast<double>(at.x) * weight / count.patches;
            y += static_cast<double>(at.y) * weight / count.patches;
        }
        return std::ranges::min_element(villages, {},
                                        [&](const auto& village) {
                                            return std::hypot(village.first.x - x,
                                                              village.first.y - y);
                                        })
            ->first;
    }
};

} // namespace

void Density::apply(Source& source, const PatchStates::Changes& changes) {
    for (const auto& [number, state] : changes.states) {
        const auto position = source.segment->find_number(number);
        if (!position) {
            continue;
        }
        const auto after = categories_of(state);
        auto& before = source.categories[*position];
        source.density.recount(*position, before, after);
        before = after;
    }
}

Density::Source& Density::add_source(const segment::ScopedSegment& scoped) {
    return m_sources
        .emplace(key_of(scoped), Source{scoped.segment,
                                        scoped.hidden,
                                        tiles::SegmentDensity(*scoped.segment, scoped.hidden),
                                        {}})
        .first->second;
}

std::int64_t Density::catch_up(store::Reader& reader, const AreaView& view) {
    const std::unique_lock lock(m_mutex);
    if (m_epoch) {
        const auto changes = m_states.changes_since(reader, m_epoch);
        for (auto& [key, source] : m_sources) {
            apply(source, changes);
        }
        m_epoch = changes.epoch;
    }
    const auto is_new = [&](const segment::ScopedSegment& scoped) {
        return !m_sources.contains(key_of(scoped));
    };
    if (std::ranges::any_of(view.scope, is_new)) {
        // What nobody else holds any more was replaced.
        std::erase_if(m_sources, [](const auto& kept) {
            const Source& source = kept.second;
            return source.hidden ? source.hidden.use_count() == 2 : source.segment.use_count() == 1;
        });
        const auto all = m_states.changes_since(reader, {});
        for (const auto& scoped : view.scope) {
            if (is_new(scoped)) {
                apply(add_source(scoped), all);
            }
        }
        m_epoch = m_epoch.value_or(all.epoch);
    }
    return m_epoch.value_or(0);
}

std::string Density::encode(store::Reader& reader, const AreaView& view, const model::Division& top,
                            tiles::TileId tile) {
    const std::shared_lock lock(m_mutex);
    Ancestors ancestors(reader, top, level_of(tile.zoom));
    std::map<std::int64_t, Mark> marks;
    std::vector<tiles::DensitySource> sources;
    for (std::size_t s = 0; s < view.scope.size(); ++s) {
        const auto& scoped = view.scope[s];
        const auto& density = m_sources.at(key_of(scoped)).density;
        sources.push_back({&density, &scoped});
        const auto villages = scoped.segment->villages();
        for (std::size_t v = 0; v < villages.size(); ++v) {
            const auto& count = density.of_village(v);
            if (const auto id = view.division_ids[s][v]; id != 0 && count.patches > 0) {
                const auto& division = ancestors.of(id);
                Mark& mark = marks[division.id];
                mark.division = &division;
                mark.count += count;
                mark.villages.emplace_back(villages[v].mark, count.patches);
            }
        }
    }
    std::vector<tiles::DensityMark> placed;
    placed.reserve(marks.size());
    for (const auto& [id, mark] : marks) {
        // As in the tiles of outlines: the row's id is beyond 2^53.
        placed.push_back({std::stoull(mark.division->code), mark.division->code,
                          mark.division->name, model::to_string(mark.division->level), mark.place(),
                          mark.count});
    }
    return tiles::encode_density_tile(tile, sources, placed, density_categories);
}

} // namespace tuban::map
