#include "server/http/api/write_request.hpp"

#include "data/seal/digest.hpp"
#include "server/http/api/shapes.hpp"

#include <fmt/format.h>

#include <charconv>
#include <string>
#include <string_view>
#include <utility>

namespace tuban::http::api {
namespace {

constexpr std::size_t min_key_length = 8;
constexpr std::size_t max_key_length = 64;

struct Shown {
    int status;
    const char* code;
    const char* title;
};

Shown shown(workflow::Refusal refusal) {
    switch (refusal) {
    case workflow::Refusal::not_found:
        return {404, "not_found", "没有找到"};
    case workflow::Refusal::conflict:
        return {412, "conflict", "这份档案刚被别人改过"};
    case workflow::Refusal::not_allowed:
        return {409, "not_allowed_now", "现在不能这样做"};
    case workflow::Refusal::invalid:
        return {422, "fields_invalid", "有内容填写不正确"};
    case workflow::Refusal::incomplete:
        return {422, "incomplete", "还有必填项没有填好"};
    case workflow::Refusal::key_reused:
        return {409, "idempotency_key_reused", "请求编号已用于另一次操作"};
    }
    return {500, "internal", "服务器出错"};
}

} // namespace

store::RequestKey request_key(const Call& call) {
    const auto key = call.request.header("Idempotency-Key");
    if (!key || key->size() < min_key_length || key->size() > max_key_length) {
        throw Refused({400, "idempotency_key_missing", "缺少请求编号",
                       "每次写入都要带 Idempotency-Key 头，8 至 64 个字符，重试时不变。"});
    }
    auto identity = fmt::format("{}\n{}\n{}\n", to_string(call.request.method), call.request.path,
                                call.request.header("If-Match").value_or(""));
    for (const auto& [name, value] : call.request.query) {
        identity += fmt::format("{}={}\n", name, value);
    }
    identity += call.request.body;
    const auto digest = seal::digest(identity);
    return {call.who().account.id, std::string(*key), {digest.begin(), digest.end()}};
}

std::optional<store::RememberedAnswer> answered_before(store::Reader& reader,
                                                       const store::RequestKey& key) {
    auto check = store::check_key(reader, key);
    if (check.state == store::KeyCheck::State::conflicting) {
        const auto [status, code, title] = shown(workflow::Refusal::key_reused);
        throw Refused({status, code, title, "请刷新页面后重试。"});
    }
    return check.state == store::KeyCheck::State::repeated ? std::optional(std::move(check.answer))
                                                           : std::nullopt;
}

Response write_once(store::Store& store, const Call& call,
                    const std::function<std::string(store::Transaction&)>& work) {
    const auto key = request_key(call);
    const auto answer = store.write_value([&](store::Transaction& transaction) {
        if (auto before = answered_before(transaction, key)) {
            return *std::move(before);
        }
        store::RememberedAnswer fresh{200, work(transaction)};
        if (fresh.body.empty()) {
            fresh.status = 204;
        }
        store::remember_answer(transaction, key, fresh, store::now_us());
        return fresh;
    });
    return answer.status == 204 ? empty_response(204) : json_response(answer.status, answer.body);
}

std::optional<std::int64_t> if_match(const Request& request) {
    auto text = request.header("If-Match");
    if (!text) {
        return {};
    }
    std::int64_t version = 0;
    if (text->size() > 2 && text->front() == '"' && text->back() == '"') {
        const auto digits = text->substr(1, text->size() - 2);
        const auto [end, error] =
            std::from_chars(digits.data(), digits.data() + digits.size(), version);
        if (error == std::errc() && end == digits.data() + digits.size() && version >= 0) {
            return version;
        }
    }
    throw Refused({400, "if_match_invalid", "版本号不正确",
                   "If-Match 应为读取档案时得到的 ETag，例如 \"3\"。请刷新页面后重试。"});
}

Response to_response(const workflow::Outcome& outcome, const Request& request) {
    if (outcome) {
        auto response = json_response(200, outcome->json);
        response.set_header("ETag", fmt::format("\"{}\"", outcome->version));
        return response;
    }
    const auto& refusal = outcome.refusal();
    if (refusal.refusal == workflow::Refusal::not_found) {
        throw not_found();
    }
    const auto [status, code, title] = shown(refusal.refusal);
    Problem problem{status, code, title, refusal.message};
    for (const auto& issue : refusal.issues) {
        problem.errors.push_back({issue.field, issue.code, issue.detail});
    }
    const auto details = json::parse(refusal.details, nullptr, false);
    for (const auto& [name, value] : details.items()) {
        problem.members.emplace_back(name, value.dump());
    }
    return problem_response(problem, request.id);
}

} // namespace tuban::http::api
