#pragma once

#include "data/forms/form.hpp"

#include <nlohmann/json_fwd.hpp>

#include <functional>
#include <string>
#include <vector>

/// What differs between two bodies of a form, field by field, as a reader is shown it.
namespace tuban::workflow {

struct RecordDiff {
    /// [{field, section, label, before, after, before_text, after_text}] in the order of the form;
    /// before and after are null where the field was not filled in.
    std::string changes_json;
    std::vector<std::string> changed; ///< the pointers of the same
    int changed_count = 0;
    int unchanged_count = 0;
};

/// The label of a code, or the code itself.
using LabelOf = std::function<std::string(const std::string& list, const std::string& code)>;

/// Both bodies as they are stored: sealed values are compared by hash and shown masked.
RecordDiff compare_bodies(const forms::Form& form, const LabelOf& label_of,
                          const nlohmann::json& before, const nlohmann::json& after);

} // namespace tuban::workflow
