#pragma once

#include "base/fingerprint_table.hpp"
#include "base/report.hpp"
#include "base/result.hpp"
#include "spatial/geometry/crs.hpp"
#include "spatial/geometry/validity.hpp"
#include "spatial/io/detail/feature_attributes.hpp"
#include "spatial/io/detail/feature_stream.hpp"
#include "spatial/io/detail/gdal_session.hpp"
#include "spatial/io/detail/layer_plan.hpp"
#include "spatial/io/detail/source.hpp"
#include "spatial/io/patch_reader.hpp"

#include <ogrsf_frmts.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace tuban::io {

/// What lasts over all layers of one read_patches.
struct ReadState {
    const ReadOptions& options;
    ImportReport& report;
    const std::function<std::optional<Issue>(Patch&&)>& take;
    std::string batch_name;
    std::optional<std::uint64_t> total;
    FingerprintTable numbers{};
    std::uint64_t outside_china = 0;
    UnreadValues unread{};
    geometry::ShapeRepairer repairer{};
};

/// Reads one layer of footprints. `id_prefix` keeps the source ids of several layers apart.
class LayerReader {
  public:
    LayerReader(ReadState& state, const Source& source, OGRLayer& layer, std::string id_prefix);

    /// Throws Error `file_unreadable` when the source breaks off, `cancelled`.
    void read();

  private:
    std::string source_id_of(const OGRFeature& feature) const;
    /// What is known of a feature, also when it is refused.
    struct Seen {
        std::string own_number; ///< as the source has it
        std::string number;     ///< as the patch gets it
        std::string division_code;
    };
    std::optional<Issue> read_feature(const ReadFeature& read, const std::string& source_id,
                                      Seen& seen);
    Issue describe(Issue issue, const std::string& source_id, const std::string& number) const;

    ReadState& m_state;
    const Source& m_source;
    OGRLayer& m_layer;
    std::string m_id_prefix;
    LayerPlan m_plan;
    Result<geometry::CrsTransform, Issue> m_transform;
    int m_osm_id_field = -1;
    int m_osm_way_id_field = -1;
    GdalErrors m_errors; ///< of this thread; those of reading come with the features
};

} // namespace tuban::io
