#pragma once

#include "base/report.hpp"
#include "spatial/io/detail/layer_plan.hpp"
#include "spatial/patch.hpp"

#include <ogr_feature.h>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>

namespace tuban::io {

/// Values that were left empty because they could not be understood, counted by attribute and
/// value.
class UnreadValues {
  public:
    void add(Attribute attribute, const std::string& value);
    /// One warning for each attribute, with its most frequent values. Personal ones are not shown.
    void report_to(ImportReport& report) const;

  private:
    std::map<Attribute, std::map<std::string, std::uint64_t>> m_counts;
};

/// Fills all but number and shape. An Issue (subject empty) refuses the feature.
std::optional<Issue> read_attributes(const OGRFeature& feature, const LayerPlan& plan,
                                     const ReadOptions& options, UnreadValues& unread,
                                     Patch& patch);

} // namespace tuban::io
