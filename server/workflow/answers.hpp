#pragma once

#include "data/forms/form.hpp"
#include "data/model/household.hpp"
#include "data/store/idempotency.hpp"
#include "data/store/store.hpp"
#include "server/workflow/problem.hpp"

#include <cstdint>
#include <optional>
#include <string>

/// What Records answers, and answers again when the same request is sent twice.
namespace tuban::workflow {

Outcome not_found();

/// `current` is the Record as it stands; `differences` a [FieldChange].
Outcome conflict(const Answer& current, const std::string& differences);

/// A Written of api/schemas.json.
Answer written(const model::Household& household, const model::Document& document);

/// The answer that this request was given before, or the refusal of its key; nothing when it is
/// new.
std::optional<Outcome> find_answered(store::Reader& reader,
                                     const std::optional<store::RequestKey>& key);

/// Keeps the answer with the write that it answers.
Outcome remember(store::Transaction& transaction, const std::optional<store::RequestKey>& key,
                 Answer answer, std::int64_t now_us);

/// A reason or an opinion must be given, in at most 1000 bytes of text.
forms::Issues opinion_issues(const std::string& field, const std::string& label,
                             const std::string& text);

bool is_return_reason(const std::string& code);

} // namespace tuban::workflow
