#pragma once

#include "base/report.hpp"
#include "base/result.hpp"
#include "spatial/geometry/crs.hpp"
#include "spatial/io/detail/source.hpp"

#include <ogrsf_frmts.h>

#include <optional>
#include <string>

namespace tuban::io {

/// The transformation of a layer. `given` ("EPSG:4545") goes before what the file says and throws
/// Error `crs_unknown` when it is none; a layer without a usable CRS is refused with `crs_missing`
/// or `crs_unknown`, except GeoJSON (WGS 84 by RFC 7946) and CSV, which cannot say it: degrees in
/// China, with a warning.
Result<geometry::CrsTransform, Issue> transform_of(OGRLayer& layer, const Source& source,
                                                   const std::optional<std::string>& given,
                                                   ImportReport& report);

} // namespace tuban::io
