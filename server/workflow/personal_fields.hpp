#pragma once

#include "data/forms/form.hpp"
#include "data/model/household.hpp"
#include "data/seal/sealer.hpp"

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <utility>
#include <vector>

/// Ids and phones inside a record's body. In the store each stands as a sealed value,
/// {"box": hex, "hash": hex, "masked": text}; readers see the masked text.
namespace tuban::workflow {

class PersonalFields {
  public:
    /// Both outlive this object.
    PersonalFields(const forms::Form& form, const seal::Sealer& sealer)
        : m_form(&form), m_sealer(&sealer) {}

    /// Full-width digits, spaces and the like of ids and phones made regular.
    void normalize(nlohmann::json& plain) const;

    /// Puts back the values behind the masked texts that a client sent as it was shown them: those
    /// of the stored body, first at the same place, and the phone and id of the household's list
    /// entry. A masked text that stands for none or for several is an issue.
    forms::Issues resolve_masks(nlohmann::json& plain, const nlohmann::json& stored,
                                const model::Household& household) const;

    /// A value that the stored body holds already keeps its box, so that unchanged bodies are
    /// equal.
    nlohmann::json seal(nlohmann::json plain, const nlohmann::json& stored) const;
    nlohmann::json unseal(nlohmann::json sealed) const;
    nlohmann::json mask(nlohmann::json sealed) const;

    /// The sealed values of a stored body in full, by pointer.
    std::vector<std::pair<std::string, std::string>> secrets(nlohmann::json sealed) const;

  private:
    const forms::Form* m_form;
    const seal::Sealer* m_sealer;
};

/// Whether a value of a stored body is a sealed one.
bool is_sealed(const nlohmann::json& value);

} // namespace tuban::workflow
