#include "server/workflow/draft.hpp"

#include "server/workflow/personal_fields.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace tuban::workflow {
namespace {

using forms::Issues;
using nlohmann::json;

constexpr std::array<std::string_view, 4> known_sources{"patch", "last_year", "list", "hand"};

bool is_plain_value(const json& value) {
    return value.is_primitive() ||
           (value.is_array() && std::all_of(value.begin(), value.end(), [](const json& entry) {
                return entry.is_primitive();
            }));
}

/// Sources of the fields that are filled in; of an id or a phone without its value.
Result<json, Issues> read_sources(const forms::Form& form, const json& sent, const json& body) {
    json sources = json::object();
    for (const auto& [name, entry] : sent.items()) {
        const auto* const field = form.find_field("/" + name);
        const auto source = entry.is_object() ? entry.value("source", json()) : json();
        const bool is_known =
            source.is_string() && std::find(known_sources.begin(), known_sources.end(),
                                            source.get<std::string>()) != known_sources.end();
        const auto value = entry.is_object() ? entry.value("value", json()) : json();
        if (field == nullptr || !is_known || !is_plain_value(value)) {
            return Result<json, Issues>::refuse({{"bad_source", name, "/sources/" + name,
                                                  "数据来源的写法不对，请刷新页面后重试。"}});
        }
        if (!body.contains(name)) {
            continue;
        }
        sources[name] = {{"source", source}};
        if (!value.is_null() && field->personal == forms::Personal::none) {
            sources[name]["value"] = value;
        }
    }
    return sources;
}

} // namespace

Result<Draft, Issues> read_draft(const forms::Form& form, const seal::Sealer& sealer,
                                 const RecordState& state, std::string_view request) {
    using Refused = Result<Draft, Issues>;
    auto parsed = form.parse(request);
    if (!parsed) {
        return Refused::refuse(parsed.refusal());
    }
    auto& sent = parsed.value();
    for (const auto& [name, value] : sent.items()) {
        if ((name != "body" && name != "sources") || !value.is_object()) {
            return Refused::refuse(
                {{"unknown_field", name, "/" + name, "请求中有不认识的内容，请刷新页面后重试。"}});
        }
    }
    if (!sent.contains("body")) {
        return Refused::refuse(
            {{"required", "body", "/body", "请求中没有档案内容，请刷新页面后重试。"}});
    }
    auto body = sent["body"];
    const PersonalFields personal(form, sealer);
    body.erase("patch");
    if (auto issues = form.validate(body, forms::Mode::draft); !issues.empty()) {
        return Refused::refuse(std::move(issues));
    }
    const auto stored = body_of(state.document.body);
    personal.normalize(body);
    if (auto issues = personal.resolve_masks(body, stored, state.household); !issues.empty()) {
        return Refused::refuse(std::move(issues));
    }
    const auto sources = read_sources(form, sent.value("sources", json::object()), body);
    if (!sources) {
        return Refused::refuse(sources.refusal());
    }
    Draft draft;
    draft.division = body.value("division", "");
    body = personal.seal(std::move(body), stored);
    put_household_facts(body, state);
    draft.stored = to_stored(std::move(body), sources.value());
    return draft;
}

} // namespace tuban::workflow
