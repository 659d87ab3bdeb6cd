#pragma once

#include "base/report.hpp"
#include "spatial/io/detail/feature_attributes.hpp"
#include "spatial/patch.hpp"

#include <optional>
#include <string>
#include <vector>

namespace tuban::io {

/// A feature as far as it can be read without knowing the others.
struct PatchReading {
    Patch patch;                ///< whole where there is no issue; else as far as it could be read
    std::optional<Issue> issue; ///< subject empty
    std::string source_id;
    std::string own_number; ///< as the source has it
    std::vector<UnreadValue> unread;
};

} // namespace tuban::io
