#pragma once

#include "data/forms/form.hpp"
#include "data/seal/sealer.hpp"
#include "data/store/store.hpp"
#include "server/workflow/patch_place.hpp"
#include "server/workflow/problem.hpp"
#include "server/workflow/record_state.hpp"

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <string>
#include <utility>

namespace tuban::workflow {

/// A record as its readers see it: a Record of api/schemas.json.
class RecordView {
  public:
    /// Form and sealer outlive this object.
    RecordView(const forms::Form& form, const seal::Sealer& sealer, PatchPlace patch_place)
        : m_form(&form), m_sealer(&sealer), m_patch_place(std::move(patch_place)) {}

    Answer render(store::Reader& reader, const Caller& caller, const model::Area& area,
                  const RecordState& state, std::int64_t now_us) const;

    /// What still stands against submitting it.
    forms::Issues missing(store::Reader& reader, const RecordState& state,
                          const nlohmann::json& stored_body, std::int64_t now_us) const;

    /// [FieldChange] between two stored bodies.
    std::string differences(const nlohmann::json& before, const nlohmann::json& after) const;

  private:
    nlohmann::json first_body(const RecordState& state) const;

    const forms::Form* m_form;
    const seal::Sealer* m_sealer;
    PatchPlace m_patch_place;
};

} // namespace tuban::workflow
