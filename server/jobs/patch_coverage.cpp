#include "server/jobs/patch_coverage.hpp"

#include "data/model/division_code.hpp"

namespace tuban::jobs {
namespace {

constexpr unsigned cell_bits = 15; // 32,768 units: 305 m at the equator, 250 m at 35°

geometry::GridPoint centre(const geometry::GridBox& box) {
    return {box.min.x + (box.max.x - box.min.x) / 2, box.min.y + (box.max.y - box.min.y) / 2};
}

std::uint64_t cell_of(const geometry::GridBox& box) {
    const auto point = centre(box);
    return (std::uint64_t{point.x >> cell_bits} << 32U) | (point.y >> cell_bits);
}

geometry::GridBox box_of(const geometry::MultiPolygon& shape) {
    const auto first = geometry::to_grid(shape.front().front().front());
    geometry::GridBox box{first, first};
    for (const auto& polygon : shape) {
        for (const auto& point : polygon.front()) {
            box.extend(geometry::to_grid(point));
        }
    }
    return box;
}

} // namespace

void PatchCoverage::add(std::string_view division_code, const geometry::MultiPolygon& shape) {
    auto known = m_by_code.find(std::string(division_code));
    if (known == m_by_code.end()) {
        known = m_by_code.try_emplace(std::string(division_code)).first;
        known->second.is_whole = model::level_by_code(division_code) == model::Level::village;
    }
    if (!known->second.is_whole) {
        known->second.cells.insert(cell_of(box_of(shape)));
    }
}

bool PatchCoverage::covers(std::string_view division_code, const geometry::GridBox& box) const {
    const auto known = m_by_code.find(std::string(division_code));
    return known != m_by_code.end() &&
           (known->second.is_whole || known->second.cells.contains(cell_of(box)));
}

} // namespace tuban::jobs
