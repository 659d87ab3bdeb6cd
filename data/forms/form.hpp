#pragma once

#include "base/report.hpp"
#include "base/result.hpp"

#include <nlohmann/json_fwd.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tuban::forms {

/// Personal data that a field holds: ids and phones are sealed at rest, names are not.
enum class Personal { none, id, phone, name };

/// "`field` is one of `values`"; a field with several values (an array) holds one of them. All
/// conditions of a field must hold. `field` is a name beside the field that carries the condition.
struct Condition {
    std::string field;
    std::vector<std::string> values; ///< each as JSON text: `"C"`, `true`
};

/// One field as docs/forms.md describes its annotations.
struct Field {
    std::string path; ///< JSON pointer with * for the place in a list: `/owners/*/id_number`
    std::string label;
    std::string section; ///< `house`; fields of a list entry have their list's
    std::string codelist;
    std::string unit;
    std::string from_patch;
    Personal personal = Personal::none;
    bool is_list = false;     ///< a list of objects
    bool is_required = false; ///< as soon as it is visible
    bool is_yes_no = false;
    bool is_date = false;
    std::optional<double> minimum;
    std::optional<double> maximum;
    int max_length = 0;
    std::vector<Condition> visible_when;
};

/// draft: known fields of the right type and code only. submit: everything the schema says.
enum class Mode { draft, submit };

class Validators;

using Issues = std::vector<Issue>;

/// Identifiers of a code list, by the list's name.
using CodesOf = std::function<std::vector<std::string>(const std::string& list)>;

/// A form as data (idea 4 of docs/architecture.md): its schema with code lists and conditions
/// written out in JSON Schema draft 7. Immutable, shared by all threads.
class Form {
  public:
    /// Throws Error `form_damaged` when the schema can't be used.
    Form(std::string_view schema, const CodesOf& codes_of);
    ~Form();
    Form(const Form&) = delete;
    Form& operator=(const Form&) = delete;

    /// The lookback record, built into the program.
    static const Form& lookback();

    const std::string& name() const noexcept { return m_name; }
    int version() const noexcept { return m_version; }
    /// The schema to hand out: annotations, and enum, required, if and then as draft 7 has them.
    const std::string& schema() const noexcept { return m_schema; }
    const std::vector<Field>& fields() const noexcept { return m_fields; }
    /// By a pointer into a body: `/owners/0/id_number`. Nothing when there is no such field.
    const Field* find_field(std::string_view pointer) const;
    /// "②房屋" for `house`; empty for a section that is not there.
    std::string section_name(std::string_view section) const;

    /// Reads a body: at most 64 kB, 6 levels, strings of 1000 characters. Texts are trimmed;
    /// empty texts, nulls, empty lists and empty entries of lists are left out.
    Result<nlohmann::json, Issues> parse(std::string_view text) const;

    /// Every issue with its pointer in `field`, the field's label in `subject`, and a message in
    /// Chinese that names the section. In the order of the form.
    Issues validate(const nlohmann::json& body, Mode mode) const;

    /// Whether the conditions of a top-level field hold, those of the fields it depends on too.
    bool is_visible(const nlohmann::json& body, const Field& field) const;

    /// Takes out what the conditions hide: it is not part of what is submitted.
    void remove_hidden(nlohmann::json& body) const;

    /// Slots of photos that a body calls for, with the least number of each; empty as long as
    /// the schema's `x-photos.required` is false.
    std::vector<std::pair<std::string, int>> required_photos(const nlohmann::json& body) const;
    /// A slot of photos by its identifier.
    struct PhotoSlot {
        std::string label;
        int most = 0; ///< how many photos it takes
    };
    std::optional<PhotoSlot> find_photo_slot(std::string_view slot) const;

  private:
    void read_fields(const nlohmann::json& properties, const std::string& prefix,
                     const std::string& section);
    const Field* find_beside(const Field& field, const std::string& name) const;
    bool holds(const nlohmann::json& scope, const Field& field, const Condition& condition) const;
    bool is_visible_in(const nlohmann::json& scope, const Field& field) const;
    void remove_hidden_in(nlohmann::json& scope, const std::string& prefix) const;
    const Field* find_list_of(std::string_view pointer) const;
    Issue to_issue(const std::string& pointer, const std::string& code) const;

    std::string m_name;
    int m_version = 0;
    std::string m_schema;
    std::vector<std::pair<std::string, std::string>> m_sections; ///< id, name
    std::vector<Field> m_fields;                                 ///< in the order of the form
    std::unique_ptr<const nlohmann::json> m_photos;
    std::unique_ptr<const Validators> m_validators;
};

} // namespace tuban::forms
