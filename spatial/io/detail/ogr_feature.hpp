#pragma once

#include "spatial/io/detail/feature_stream.hpp"
#include "spatial/io/detail/layer_plan.hpp"
#include "spatial/io/detail/source_feature.hpp"

namespace tuban::io {

/// A feature that GDAL read. Both outlive it.
class OgrFeature final : public SourceFeature {
  public:
    OgrFeature(const ReadFeature& read, const LayerPlan& plan) : m_read(read), m_plan(plan) {}

    std::string text(int field) const override;
    bool is_real(int field) const override;
    std::int64_t id() const override;
    Result<geometry::MultiPolygon, Issue> polygons() const override;
    bool has_open_ring() const override { return m_read.has_open_ring; }

  private:
    const ReadFeature& m_read;
    const LayerPlan& m_plan;
};

} // namespace tuban::io
