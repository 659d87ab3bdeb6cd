#include "server/workflow/answers.hpp"

#include "data/codelists/code_lists.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <utility>

namespace tuban::workflow {
namespace {

using nlohmann::json;

constexpr int http_ok = 200;
constexpr std::size_t longest_opinion_bytes = 3000; // 1000 Chinese characters

} // namespace

Outcome not_found() {
    return refuse(Refusal::not_found, "没有找到这一户，可能已迁出您的辖区，请返回列表刷新。");
}

Outcome conflict(const Answer& current, const std::string& differences) {
    const json details{{"current", json::parse(current.json)},
                       {"differences", json::parse(differences)}};
    return refuse(Refusal::conflict,
                  "这份档案刚被别人改过，请核对两边不同的项再保存，您填写的内容没有丢失。", {},
                  details.dump());
}

Answer written(const model::Household& household, const model::Document& document) {
    const json answer{{"id", std::to_string(household.id)},
                      {"version", document.version},
                      {"status", model::to_string(document.status)},
                      {"patch_state", model::to_string(household.patch_state)}};
    return {document.version, answer.dump()};
}

std::optional<Outcome> find_answered(store::Reader& reader,
                                     const std::optional<store::RequestKey>& key) {
    if (!key) {
        return std::nullopt;
    }
    const auto check = store::check_key(reader, *key);
    switch (check.state) {
    case store::KeyCheck::State::fresh:
        return std::nullopt;
    case store::KeyCheck::State::repeated:
        return Outcome(Answer{json::parse(check.answer.body).at("version").get<std::int64_t>(),
                              check.answer.body});
    case store::KeyCheck::State::conflicting:
        break;
    }
    return refuse(Refusal::key_reused, "这个请求编号已用于另一个请求，请刷新页面后重试。");
}

Outcome remember(store::Transaction& transaction, const std::optional<store::RequestKey>& key,
                 Answer answer, std::int64_t now_us) {
    if (key) {
        store::remember_answer(transaction, *key, {http_ok, answer.json}, now_us);
    }
    return answer;
}

forms::Issues opinion_issues(const std::string& field, const std::string& label,
                             const std::string& text) {
    if (text.find_first_not_of(" \t\r\n") == std::string::npos) {
        return {{"required", label, field, fmt::format("请填写{}。", label)}};
    }
    if (text.size() > longest_opinion_bytes) {
        return {{"too_long", label, field, fmt::format("{}太长，请缩短到 1000 字以内。", label)}};
    }
    return {};
}

bool is_return_reason(const std::string& code) {
    return codelists::CodeLists::embedded().has("return_reason", code);
}

} // namespace tuban::workflow
