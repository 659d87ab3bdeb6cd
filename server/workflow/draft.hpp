#pragma once

#include "data/forms/form.hpp"
#include "data/seal/sealer.hpp"
#include "server/workflow/record_state.hpp"

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <string_view>

namespace tuban::workflow {

/// Reads a RecordSave request into the body to store (idea 4 of docs/architecture.md: known fields
/// only): texts made regular, masked values put back, ids and phones sealed, sources checked, what
/// stands in the household's row put in. The text of `division` that was sent, if any, stays for
/// the caller to judge.
struct Draft {
    std::string stored;
    std::string division; ///< as sent; empty when it was not
};
Result<Draft, forms::Issues> read_draft(const forms::Form& form, const seal::Sealer& sealer,
                                        const RecordState& state, std::string_view request);

} // namespace tuban::workflow
