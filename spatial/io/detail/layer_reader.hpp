#pragma once

#include "base/fingerprint_table.hpp"
#include "base/report.hpp"
#include "spatial/io/detail/csv_feature.hpp"
#include "spatial/io/detail/feature_attributes.hpp"
#include "spatial/io/detail/feature_reader.hpp"
#include "spatial/io/detail/gdal_session.hpp"
#include "spatial/io/detail/source.hpp"
#include "spatial/io/patch_reader.hpp"

#include <ogrsf_frmts.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace tuban::io {

/// What lasts over all layers of one read_patches.
struct ReadState {
    const ReadOptions& options;
    ImportReport& report;
    const std::function<std::optional<Issue>(Patch&&)>& give;
    std::string batch_name;
    std::optional<std::uint64_t> total;
    FingerprintTable numbers{};
    std::uint64_t outside_china = 0;
    UnreadValues unread{};

    /// Counts it and gives it away, or refuses it. Throws Error `cancelled`.
    void take(PatchReading&& reading);

  private:
    std::optional<Issue> accept(Patch&& patch);
};

/// Reads one layer of footprints. `id_prefix` keeps the source ids of several layers apart.
class LayerReader {
  public:
    LayerReader(ReadState& state, const Source& source, OGRLayer& layer, std::uint32_t index,
                std::string id_prefix);

    /// First what the journal has of it. Throws Error `file_unreadable` when the source breaks off,
    /// `cancelled`.
    void read();

  private:
    FeatureReader new_reader(ImportReport& report) const;
    void take_kept();
    void read_records(const CsvColumns& columns);
    void read_features();
    void take_new(PatchReading&& reading);

    ReadState& m_state;
    const Source& m_source;
    OGRLayer& m_layer;
    std::uint32_t m_index;
    std::uint64_t m_kept = 0; ///< features at its beginning that the journal has
    std::shared_ptr<const LayerFacts> m_facts;
    GdalErrors m_errors; ///< of this thread; those of reading come with the features
};

} // namespace tuban::io
