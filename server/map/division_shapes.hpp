#pragma once

#include "data/model/division.hpp"
#include "data/store/store.hpp"
#include "spatial/geometry/grid.hpp"
#include "tiles/division_tile.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace tuban::map {

/// The outlines of the divisions of an area; an immutable snapshot.
struct DivisionView {
    std::vector<tiles::DivisionOutline> outlines;          ///< by division id
    std::map<std::int64_t, geometry::MultiPolygon> shapes; ///< by division id, degrees
    std::string version; ///< opaque hash of all that its tiles may hold
};

/// Views of areas on the stored shapes; catches up with the store whenever one is asked for.
/// Thread-safe.
class DivisionShapes {
  public:
    std::shared_ptr<const DivisionView> view(store::Reader& reader, const model::Area& area);

  private:
    std::mutex m_mutex;
    std::int64_t m_tree = 0;
    std::int64_t m_epoch = 0;
    std::map<model::Area, std::shared_ptr<const DivisionView>> m_views;
};

} // namespace tuban::map
