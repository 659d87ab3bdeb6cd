#pragma once

#include "data/forms/form.hpp"
#include "data/model/account.hpp"
#include "data/model/division.hpp"
#include "data/seal/sealer.hpp"
#include "data/store/idempotency.hpp"
#include "data/store/store.hpp"
#include "server/workflow/patch_place.hpp"
#include "server/workflow/problem.hpp"
#include "server/workflow/record_state.hpp"
#include "server/workflow/record_view.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tuban::workflow {

/// Records of one form (SPEC 5.2–5.4). Every write does all that follows from it (document,
/// revision, facts of the household's row, counters, map log, audit, remembered answer) in one
/// transaction. A household outside the area answers like one that does not exist. Thread-safe.
class Records {
  public:
    using Clock = std::function<std::int64_t()>; ///< UTC microseconds
    using Key = std::optional<store::RequestKey>;

    /// All outlive this object. Without `patch_place` no photo is found to be far from its patch.
    Records(store::Store& store, const seal::Sealer& sealer,
            const forms::Form& form = forms::Form::lookback(), Clock clock = store::now_us,
            PatchPlace patch_place = {});

    /// A Record of api/schemas.json; ids and phones masked. Before the first save, version 0 with
    /// what the list already says filled in.
    Outcome get(const Caller& caller, const model::Area& area, std::int64_t household_id) const;

    /// {"household_id", "version", "fields": {pointer: text}}: ids and phones of the record in
    /// full,
    /// `/household/id_number` and `/household/phone` those of the list. For those who fill and
    /// review; audited with the reason.
    Outcome reveal(const Caller& caller, const model::Area& area, std::int64_t household_id,
                   const std::string& reason) const;

    /// `request` is a RecordSave: {"body", "sources"}. `if_match` is the version it is based on.
    /// What changes nothing writes nothing. Answers a Written.
    Outcome save(const Caller& caller, const model::Area& area, std::int64_t household_id,
                 std::int64_t if_match, std::string_view request, const Key& key = {}) const;

    /// The transitions: without `if_match` whatever version there is.
    Outcome submit(const Caller& caller, const model::Area& area, std::int64_t household_id,
                   std::optional<std::int64_t> if_match, const Key& key = {}) const;
    Outcome approve(const Caller& caller, const model::Area& area, std::int64_t household_id,
                    std::optional<std::int64_t> if_match, const Key& key = {}) const;
    /// At least one reason of the code list, and an opinion.
    Outcome return_back(const Caller& caller, const model::Area& area, std::int64_t household_id,
                        std::optional<std::int64_t> if_match,
                        const std::vector<std::string>& reasons, const std::string& opinion,
                        const Key& key = {}) const;
    Outcome withdraw(const Caller& caller, const model::Area& area, std::int64_t household_id,
                     std::optional<std::int64_t> if_match, const std::string& reason,
                     const Key& key = {}) const;

    /// Links the household to a patch, which the caller of this has found within the area; without
    /// a number: none was found (未发现图斑).
    Outcome set_patch(const Caller& caller, const model::Area& area, std::int64_t household_id,
                      const std::optional<std::string>& number, const Key& key = {}) const;

    /// Takes the link away (删除图斑). An approved record of an own rural house then stands on the
    /// backfill list, as not_found.
    Outcome clear_patch(const Caller& caller, const model::Area& area, std::int64_t household_id,
                        const std::string& reason, const Key& key = {}) const;

  private:
    struct Decision;
    struct LinkChange;

    Outcome decide(const Caller& caller, const model::Area& area, std::int64_t household_id,
                   std::optional<std::int64_t> if_match, const Decision& decision,
                   const Key& key) const;
    Outcome change_link(const Caller& caller, const model::Area& area, std::int64_t household_id,
                        const LinkChange& change, const Key& key) const;

    store::Store* m_store;
    const seal::Sealer* m_sealer;
    const forms::Form* m_form;
    Clock m_clock;
    RecordView m_view;
};

} // namespace tuban::workflow
