#include "server/map/division_shapes.hpp"

#include "data/model/division_code.hpp"
#include "data/seal/sealer.hpp"
#include "data/store/division_shapes.hpp"
#include "data/store/divisions.hpp"
#include "spatial/geometry/outline.hpp"

#include <fmt/format.h>

#include <string>
#include <utility>

namespace tuban::map {
namespace {

constexpr std::size_t max_views = 64;
constexpr std::size_t version_digits = 16;

/// From where on a level's outlines tell places apart.
std::uint8_t min_zoom_of(model::Level level) {
    switch (level) {
    case model::Level::province:
    case model::Level::city:
        return tiles::min_division_zoom;
    case model::Level::county:
        return 6;
    case model::Level::town:
        return 9;
    case model::Level::village:
        return 11;
    }
    return tiles::min_division_zoom;
}

DivisionView make_view(store::Reader& reader, const model::Area& area) {
    const geometry::OutlineMaker maker;
    std::map<std::int64_t, model::Division> divisions;
    for (auto& division : store::divisions_in(reader, area)) {
        divisions.emplace(division.id, std::move(division));
    }
    DivisionView view;
    std::string identity;
    for (const auto& stored : store::division_shapes_in(reader, area)) {
        const auto& division = divisions.at(stored.division_id);
        auto shape = maker.from_wkb(stored.shape);
        if (shape.empty()) {
            continue;
        }
        tiles::DivisionOutline outline;
        outline.id = std::stoull(division.code); // the row's id is beyond 2^53
        outline.code = division.code;
        outline.name = division.name;
        outline.level = model::to_string(division.level);
        outline.outline = store::outline_text(stored.derived_from);
        outline.min_zoom = min_zoom_of(division.level);
        outline.label = geometry::to_grid({stored.label_lon, stored.label_lat});
        tiles::set_shape(outline, shape);
        identity += fmt::format("{} {} {} {} {}\n", division.id, division.name, outline.level,
                                outline.outline, stored.derived_from);
        view.outlines.push_back(std::move(outline));
        view.shapes.emplace(division.id, std::move(shape));
    }
    view.version = seal::content_hash(std::string_view(identity)).substr(0, version_digits);
    return view;
}

} // namespace

std::shared_ptr<const DivisionView> DivisionShapes::view(store::Reader& reader,
                                                         const model::Area& area) {
    const auto tree = store::tree_version(reader);
    const auto epoch = store::division_shapes_epoch(reader);
    {
        const std::lock_guard lock(m_mutex);
        if (tree != m_tree || epoch != m_epoch) {
            m_tree = tree;
            m_epoch = epoch;
            m_views.clear();
        }
        if (const auto known = m_views.find(area); known != m_views.end()) {
            return known->second;
        }
    }
    auto made = std::make_shared<const DivisionView>(make_view(reader, area));
    const std::lock_guard lock(m_mutex);
    if (tree == m_tree && epoch == m_epoch) {
        if (m_views.size() >= max_views) {
            m_views.clear();
        }
        m_views.emplace(area, made);
    }
    return made;
}

} // namespace tuban::map
