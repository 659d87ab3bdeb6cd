#include "spatial/io/detail/ogr_feature.hpp"

#include "spatial/io/detail/feature_shape.hpp"

#include <fmt/format.h>

namespace tuban::io {

std::string OgrFeature::text(int field) const {
    return m_plan.text(*m_read.feature, field);
}

bool OgrFeature::is_real(int field) const {
    return m_read.feature->GetFieldDefnRef(field)->GetType() == OFTReal;
}

std::int64_t OgrFeature::id() const {
    return m_read.feature->GetFID();
}

Result<geometry::MultiPolygon, Issue> OgrFeature::polygons() const {
    const OGRGeometry* geometry = m_read.feature->GetGeometryRef();
    if (geometry == nullptr && !m_read.failure.empty()) {
        return Result<geometry::MultiPolygon, Issue>::refuse(
            {"geometry_unreadable", "", "",
             fmt::format("图形数据损坏，无法读取（GDAL：{}）", m_read.failure)});
    }
    return polygons_of(geometry);
}

} // namespace tuban::io
