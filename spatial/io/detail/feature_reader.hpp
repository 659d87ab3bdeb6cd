#pragma once

#include "base/report.hpp"
#include "base/result.hpp"
#include "spatial/geometry/crs.hpp"
#include "spatial/geometry/validity.hpp"
#include "spatial/io/detail/layer_plan.hpp"
#include "spatial/io/detail/patch_reading.hpp"
#include "spatial/io/detail/source_feature.hpp"
#include "spatial/io/patch_reader.hpp"

#include <memory>
#include <optional>
#include <string>

namespace tuban::io {

/// What holds for all features of a layer.
struct LayerFacts {
    LayerPlan plan;
    std::string batch_name;
    std::string id_prefix; ///< keeps the source ids of several layers apart
    int osm_id_field = -1;
    int osm_way_id_field = -1;
};

/// Reads single features. Belongs to one thread, as its GEOS and PROJ contexts do.
class FeatureReader {
  public:
    FeatureReader(std::shared_ptr<const LayerFacts> layer, const ReadOptions& options,
                  Result<geometry::CrsTransform, Issue> transform);

    PatchReading read(const SourceFeature& feature) const;
    const LayerFacts& layer() const noexcept { return *m_layer; }

  private:
    std::string source_id_of(const SourceFeature& feature) const;
    std::optional<Issue> read(const SourceFeature& feature, PatchReading& reading) const;

    std::shared_ptr<const LayerFacts> m_layer;
    ReadOptions m_options; ///< of its own: normalize_code remembers
    Result<geometry::CrsTransform, Issue> m_transform;
    geometry::ShapeRepairer m_repairer;
};

} // namespace tuban::io
