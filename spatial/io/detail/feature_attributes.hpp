#pragma once

#include "base/report.hpp"
#include "spatial/io/detail/layer_plan.hpp"
#include "spatial/io/detail/source_feature.hpp"
#include "spatial/patch.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tuban::io {

/// A value that was left empty because it could not be understood; it is not kept where it is
/// personal.
struct UnreadValue {
    Attribute attribute;
    std::string value;
};

/// Counts them by attribute and value.
class UnreadValues {
  public:
    void add(const UnreadValue& unread);
    /// One warning for each attribute, with its most frequent values.
    void report_to(ImportReport& report) const;

  private:
    std::map<Attribute, std::map<std::string, std::uint64_t>> m_counts;
};

/// Fills all but number and shape. An Issue (subject empty) refuses the feature.
std::optional<Issue> read_attributes(const SourceFeature& feature, const LayerPlan& plan,
                                     const ReadOptions& options, std::vector<UnreadValue>& unread,
                                     Patch& patch);

} // namespace tuban::io
