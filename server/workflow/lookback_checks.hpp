#pragma once

#include "data/forms/form.hpp"
#include "data/model/record.hpp"

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <functional>
#include <map>
#include <string>

/// The rules of a lookback record that a schema can't say (SPEC 5.2). Pure.
namespace tuban::workflow {

/// What the rules need to know beside the body.
struct LookbackContext {
    std::int64_t now_us = 0; ///< dates and years are compared in UTC+8
    model::PatchState patch_state = model::PatchState::unlinked;
    bool has_village = true;
    /// Whether a code is a village other than the household's own.
    std::function<bool(const std::string& code)> is_other_village;
    std::map<std::string, int> photos; ///< slot → number
};

/// All issues of a plain body that is to be submitted: the schema's and the named checks', in the
/// order of the form. What the answers hide is not looked at.
forms::Issues lookback_issues(const forms::Form& form, const nlohmann::json& body,
                              const LookbackContext& context);

} // namespace tuban::workflow
