#pragma once

#include "data/forms/form.hpp"

#include <nlohmann/json_fwd.hpp>

#include <memory>
#include <string>
#include <vector>

namespace tuban::forms {

/// One place where a body breaks the schema.
struct Finding {
    std::string pointer;
    std::string code; ///< required, unknown_field, wrong_type, … (docs/forms.md)
};

/// A compiled schema ready to run. Immutable, shared by all threads. The caller has checked sizes
/// before: a `pattern` on a long string would exhaust the stack.
class Validators {
  public:
    explicit Validators(const nlohmann::json& compiled_schema);
    ~Validators();
    Validators(const Validators&) = delete;
    Validators& operator=(const Validators&) = delete;

    /// Each place once.
    std::vector<Finding> check(const nlohmann::json& body, Mode mode) const;

  private:
    struct Schemas;
    std::unique_ptr<const Schemas> m_schemas;
};

} // namespace tuban::forms
