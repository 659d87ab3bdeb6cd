#pragma once

#include "data/model/record.hpp"
#include "data/store/documents.hpp"

#include <vector>

/// Reading a record's history, which stands latest first.
namespace tuban::workflow {

using History = std::vector<store::HistoryEntry>;

/// The return (or withdrawal) that the present round answers: the latest decision, unless it was
/// an approval. Null where there is none.
const store::HistoryEntry* last_return(const History& history);

/// The submission that the present body is compared with: the one before its own. Null at first.
const store::HistoryEntry* previous_submission(const History& history, model::Status status);

} // namespace tuban::workflow
