#pragma once

#include "spatial/geometry/grid.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

namespace tuban::jobs {

/// Where a batch is taken to be complete, so that a patch which it does not name is retired: in
/// each village that it names. A code above the village says less; there only the cells of some 250
/// m are covered in which the batch has patches.
class PatchCoverage {
  public:
    void add(std::string_view division_code, const geometry::MultiPolygon& shape);
    bool covers(std::string_view division_code, const geometry::GridBox& box) const;

  private:
    struct Covered {
        bool is_whole = false;
        std::unordered_set<std::uint64_t> cells;
    };
    std::unordered_map<std::string, Covered> m_by_code;
};

} // namespace tuban::jobs
