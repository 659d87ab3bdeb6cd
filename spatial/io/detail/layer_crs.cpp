#include "spatial/io/detail/layer_crs.hpp"

#include "base/error.hpp"

#include <cpl_conv.h>
#include <fmt/format.h>
#include <ogr_spatialref.h>

#include <cstdlib>
#include <memory>
#include <utility>

namespace tuban::io {
namespace {

using geometry::CrsTransform;

bool is_usable(const OGRSpatialReference* reference) {
    if (reference == nullptr || (reference->IsGeographic() == 0 && reference->IsProjected() == 0)) {
        return false;
    }
    const char* name = reference->GetName();
    return name == nullptr || std::string_view(name).find("ndefined") == std::string_view::npos;
}

/// An EPSG code where there is one, or where the definition is one of EPSG's under another name (as
/// in Esri's .prj): it brings the area of use and the best datum shift.
std::string definition_of(const OGRSpatialReference& reference) {
    const char* authority = reference.GetAuthorityName(nullptr);
    const char* code = reference.GetAuthorityCode(nullptr);
    if (authority != nullptr && code != nullptr && std::string_view(authority) == "EPSG") {
        return fmt::format("EPSG:{}", code);
    }
    constexpr int least_confidence = 90;
    int count = 0;
    int* confidences = nullptr;
    OGRSpatialReferenceH* matches =
        const_cast<OGRSpatialReference&>(reference).FindMatches(nullptr, &count, &confidences);
    std::string found;
    if (count > 0 && confidences[0] >= least_confidence) {
        const char* match = OSRGetAuthorityCode(matches[0], nullptr);
        found = match == nullptr ? "" : fmt::format("EPSG:{}", match);
    }
    OSRFreeSRSArray(matches);
    CPLFree(confidences);
    if (!found.empty()) {
        return found;
    }
    char* wkt = nullptr;
    const char* options[] = {"FORMAT=WKT2_2019", nullptr};
    reference.exportToWkt(&wkt, options);
    std::string text = wkt == nullptr ? "" : wkt;
    CPLFree(wkt);
    return text;
}

CrsTransform open_known(const char* definition) {
    auto opened = CrsTransform::open(definition);
    if (!opened) {
        throw Error("proj_database_missing", opened.refusal().detail);
    }
    return std::move(opened.value());
}

} // namespace

Result<CrsTransform, Issue> transform_of(OGRLayer& layer, const Source& source,
                                         const std::optional<std::string>& given,
                                         ImportReport& report) {
    if (given) {
        auto opened = CrsTransform::open(*given);
        if (!opened) {
            throw Error(opened.refusal().code, opened.refusal().detail);
        }
        return opened;
    }
    const OGRSpatialReference* reference = layer.GetSpatialRef();
    if (is_usable(reference)) {
        return CrsTransform::open(definition_of(*reference));
    }
    if (source.driver.starts_with("GeoJSON")) {
        return open_known("EPSG:4326");
    }
    if (source.driver == "CSV") {
        if (layer.GetGeomType() != wkbNone) {
            report.warn(
                {"crs_assumed", source.label, "",
                 "CSV 没有注明坐标系（旁边没有 .prj），已按 CGCS2000 经纬度（EPSG:4490）读取；"
                 "不是的话请用 --crs 指定"});
        }
        return open_known("EPSG:4490");
    }
    return Result<CrsTransform, Issue>::refuse(
        {"crs_missing", "", "",
         "文件没有注明坐标系（缺少 .prj 或未定义），无法定位。请用 --crs 指定，例如 --crs EPSG:4490"
         "（CGCS2000 经纬度）、--crs EPSG:4545（3 度带，中央经线 108°，不加带号）、"
         "--crs EPSG:4524（3 度带，带号 36）"});
}

} // namespace tuban::io
