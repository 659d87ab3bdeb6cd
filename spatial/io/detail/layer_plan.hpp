#pragma once

#include "base/report.hpp"
#include "spatial/io/detail/field_mapping.hpp"
#include "spatial/io/detail/source.hpp"
#include "spatial/io/detail/text_decoder.hpp"
#include "spatial/io/patch_reader.hpp"

#include <ogr_feature.h>
#include <ogrsf_frmts.h>

#include <array>
#include <string>
#include <vector>

namespace tuban::io {

/// Which field of a layer holds what, and how its texts are written.
struct LayerPlan {
    TextDecoder decoder;
    std::array<int, attribute_count> fields{}; ///< -1: none
    int source_id_field = -1;                  ///< -1: GDAL's feature id
    int tags_field = -1;                       ///< OSM's other_tags

    int field(Attribute attribute) const noexcept {
        return fields[static_cast<std::size_t>(attribute)];
    }
    /// The value as clean UTF-8, numbers without needless digits; empty where it is null.
    std::string text(const OGRFeature& feature, int field) const;
};

/// The layer's field names in UTF-8, as far as they tell their encoding themselves.
std::vector<std::string> field_names_of(OGRLayer& layer, const Source& source);

/// Reads the layer's attributes through once (not for OSM) to learn its encoding, which number
/// column repeats, which guessed columns are empty. Warnings go to `report`.
LayerPlan plan_layer(OGRLayer& layer, const Source& source, const ReadOptions& options,
                     ImportReport& report);

} // namespace tuban::io
