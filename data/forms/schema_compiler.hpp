#pragma once

#include "data/forms/form.hpp"

#include <nlohmann/json_fwd.hpp>

namespace tuban::forms {

/// Writes out what the annotations say in words of draft 7, in `schema` itself: the code list as
/// `enum`; x-required and x-required-when, with all that the field's visibility depends on, as
/// `required` or as if/then under `allOf`. Throws Error `form_damaged`.
void compile_schema(nlohmann::json& schema, const CodesOf& codes_of);

/// The same schema without what only a submission must satisfy.
nlohmann::json draft_schema(const nlohmann::json& compiled);

} // namespace tuban::forms
