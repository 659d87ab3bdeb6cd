#include "data/forms/validators.hpp"

#include "base/error.hpp"
#include "data/forms/schema_compiler.hpp"

#include <nlohmann/json.hpp>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

#include <algorithm>
#include <deque>
#include <locale>
#include <utility>

namespace tuban::forms {
namespace {

using nlohmann::json;
using Adapter = valijson::adapters::NlohmannJsonAdapter;

struct Wording {
    std::string_view text; ///< how valijson's description begins
    std::string_view code;
    bool names_property; ///< the description ends with 'name'.
};

// What valijson says beside these (a child schema failed, a condition failed) only sums them up.
constexpr Wording wordings[] = {
    {"Missing required property", "required", true},
    {"Object contains a property", "unknown_field", true},
    {"Value type not permitted", "wrong_type", false},
    {"Failed to match against any enum", "unknown_code", false},
    {"Failed to match regex", "bad_format", false},
    {"String should be a valid date", "bad_date", false},
    {"String should be no more", "too_long", false},
    {"Expected number", "out_of_range", false},
    {"Array should contain no more", "too_many", false},
    {"Array should contain no fewer", "required", false},
    {"Elements at indexes", "repeated", false},
};

/// valijson compiles patterns to std::regex on the thread that checks, which reads the global
/// locale's ctype tables. libstdc++ fills them on first use without a lock (its bug 77704), so they
/// are filled before the first check.
void fill_ctype_tables() {
    static const bool filled = [] {
        char one = 'a';
        const auto& ctype = std::use_facet<std::ctype<char>>(std::locale());
        ctype.narrow(&one, &one + 1, '\0', &one);
        ctype.widen(&one, &one + 1, &one);
        return true;
    }();
    static_cast<void>(filled);
}

void parse_into(valijson::Schema& schema, const json& text) {
    valijson::SchemaParser parser(valijson::SchemaParser::kDraft7);
    parser.populateSchema(Adapter(text), schema);
}

std::string pointer_of(const std::vector<std::string>& context) {
    std::string pointer;
    for (const auto& part : context) {
        if (part.size() > 2 && part.front() == '[') {
            pointer += '/' + part.substr(1, part.size() - 2);
        }
    }
    return pointer;
}

std::string quoted_name(const std::string& description) {
    const auto close = description.rfind('\'');
    const auto open = description.rfind('\'', close - 1);
    return description.substr(open + 1, close - open - 1);
}

} // namespace

/// valijson stops at the first failing member of `allOf`, so each member runs as its own schema.
struct Validators::Schemas {
    std::deque<valijson::Schema> submit;
    valijson::Schema draft;
};

Validators::Validators(const json& compiled_schema) {
    fill_ctype_tables();
    auto schemas = std::make_unique<Schemas>();
    try {
        auto base = compiled_schema;
        base.erase("allOf");
        parse_into(schemas->submit.emplace_back(), base);
        for (const auto& member : compiled_schema.value("allOf", json::array())) {
            parse_into(schemas->submit.emplace_back(), member);
        }
        parse_into(schemas->draft, draft_schema(compiled_schema));
    } catch (const json::exception&) {
        throw;
    } catch (const std::exception& failure) {
        throw Error("form_damaged", failure.what());
    }
    m_schemas = std::move(schemas);
}

Validators::~Validators() = default;

std::vector<Finding> Validators::check(const json& body, Mode mode) const {
    std::vector<Finding> findings;
    valijson::Validator validator(valijson::Validator::kStrongTypes);
    const auto run = [&](const valijson::Schema& schema) {
        valijson::ValidationResults results;
        validator.validate(schema, Adapter(body), &results);
        for (const auto& error : results) {
            const auto* const wording =
                std::find_if(std::begin(wordings), std::end(wordings), [&](const Wording& one) {
                    return error.description.starts_with(one.text);
                });
            if (wording == std::end(wordings)) {
                continue;
            }
            auto pointer = pointer_of(error.context);
            if (wording->names_property) {
                pointer += '/' + quoted_name(error.description);
            }
            const bool is_new =
                std::none_of(findings.begin(), findings.end(),
                             [&](const Finding& known) { return known.pointer == pointer; });
            if (is_new) {
                findings.push_back({std::move(pointer), std::string(wording->code)});
            }
        }
    };
    if (mode == Mode::draft) {
        run(m_schemas->draft);
    } else {
        for (const auto& schema : m_schemas->submit) {
            run(schema);
        }
    }
    return findings;
}

} // namespace tuban::forms
