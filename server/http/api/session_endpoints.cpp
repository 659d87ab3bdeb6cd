#include "data/model/identifiers.hpp"
#include "data/seal/sealer.hpp"
#include "data/store/divisions.hpp"
#include "data/store/store.hpp"
#include "server/auth/roles.hpp"
#include "server/auth/sodium.hpp"
#include "server/http/api/application.hpp"
#include "server/http/api/body_reader.hpp"
#include "server/http/api/services.hpp"
#include "server/http/api/shapes.hpp"

#include <fmt/format.h>

#include <utility>

namespace tuban::http::api {
namespace {

constexpr std::size_t max_password = 200;

/// HttpOnly and SameSite=Strict always; Secure as soon as the browser speaks TLS with nginx.
std::string cookie_header(const Request& request, std::string_view token, std::int64_t max_age_s) {
    const bool is_tls = request.header("X-Forwarded-Proto") == "https";
    return fmt::format("{}={}; Path=/; HttpOnly; SameSite=Strict; Max-Age={}{}", session_cookie,
                       token, max_age_s, is_tls ? "; Secure" : "");
}

Response with_session(Response response, const Request& request, const auth::SignedIn& session) {
    const auto seconds = (session.expires_at_us - store::now_us()) / 1'000'000;
    response.set_header("Set-Cookie", cookie_header(request, session.token, seconds));
    return response;
}

int status_of(const std::string& code) {
    if (code == "locked") {
        return 423;
    }
    return code == "address_limited" ? 429 : 401;
}

Problem to_problem(const auth::SignInRefusal& refusal) {
    Problem problem{status_of(refusal.issue.code), refusal.issue.code, "登录没有成功",
                    refusal.issue.detail};
    problem.members = {
        {"remaining_attempts", std::to_string(refusal.remaining_attempts)},
        {"captcha_required", refusal.captcha_required ? "true" : "false"},
    };
    if (refusal.locked_until_us) {
        problem.members.emplace_back("locked_until",
                                     json(utc_text(*refusal.locked_until_us)).dump());
    }
    return problem;
}

json describe(const Services& services, const model::Account& account) {
    return services.store.read_value([&](store::Reader& reader) {
        const auto path = store::division_path(reader, account.division_id);
        auto permissions = json::array();
        for (const auto& [may, name] : {std::pair{&auth::may_read, "read"},
                                        {&auth::may_fill, "fill"},
                                        {&auth::may_review, "review"},
                                        {&auth::may_administer, "administer"}}) {
            if (may(account.role)) {
                permissions.push_back(name);
            }
        }
        return json{{"account", account.login},
                    {"name", model::mask_name(account.display_name)},
                    {"role", model::to_string(account.role)},
                    {"division", division_ref(path.back())},
                    {"path", division_refs(path)},
                    {"must_change_password", account.must_change_password},
                    {"permissions", std::move(permissions)},
                    {"sample", services.is_sample},
                    {"draft_key", auth::base64url(services.sealer.key_for(
                                      fmt::format("draft {}", account.id)))}};
    });
}

Response sign_in(Services& services, const Request& request) {
    BodyReader body(request);
    auth::SignInRequest attempt;
    attempt.login = body.text("account", 64);
    attempt.password = body.text("password", max_password);
    attempt.captcha_id = body.optional_text("captcha_id", 64).value_or("");
    attempt.captcha_answer = body.optional_text("captcha", 16).value_or("");
    attempt.remote_address = request.remote_address;
    attempt.previous_token = request.cookie(session_cookie).value_or("");
    body.finish();

    const auto result = services.authentication.sign_in(attempt);
    if (!result) {
        auto response = problem_response(to_problem(result.refusal()), request.id);
        if (result.refusal().retry_after_s > 0) {
            response.set_header("Retry-After", std::to_string(result.refusal().retry_after_s));
        }
        return response;
    }
    return with_session(json_response(200, describe(services, result->account).dump()), request,
                        result.value());
}

Response sign_out(Services& services, const Call& call) {
    if (const auto token = call.request.cookie(session_cookie)) {
        services.authentication.sign_out(*token);
    }
    auto response = empty_response(204);
    response.set_header("Set-Cookie", cookie_header(call.request, "", 0));
    return response;
}

Response change_password(Services& services, const Call& call) {
    BodyReader body(call.request);
    const auto current = body.text("old_password", max_password);
    const auto replacement = body.text("new_password", max_password);
    body.finish();

    const auto result = services.authentication.change_password(call.who(), current, replacement,
                                                                call.request.remote_address);
    if (!result) {
        Problem problem{422, "password_refused", "新密码没有保存", "请按提示修改后重试。"};
        for (const auto& issue : result.refusal()) {
            problem.errors.push_back({issue.field == "current" ? "/old_password" : "/new_password",
                                      issue.code, issue.detail});
        }
        throw Refused(std::move(problem));
    }
    return with_session(empty_response(204), call.request, result.value());
}

Response issue_captcha(Services& services) {
    const auto challenge = services.authentication.captchas().issue();
    constexpr std::int64_t lifetime_us = std::int64_t{180} * 1'000'000;
    return json_response(200, json{{"captcha_id", challenge.id},
                                   {"svg", challenge.svg},
                                   {"expires_at", utc_text(store::now_us() + lifetime_us)}}
                                  .dump());
}

} // namespace

Endpoints session_endpoints(Services& services) {
    return {
        {{Method::post, "/api/v1/session", Access::open, Lane::pool, "Sign in", "SignIn", "Me", {}},
         [&](const Call& call) { return sign_in(services, call.request); }},
        {{Method::del,
          "/api/v1/session",
          Access::fresh_account,
          Lane::pool,
          "Sign out",
          "",
          "",
          {}},
         [&](const Call& call) { return sign_out(services, call); }},
        {{Method::get,
          "/api/v1/captcha",
          Access::open,
          Lane::memory,
          "A picture captcha",
          "",
          "Captcha",
          {}},
         [&](const Call&) { return issue_captcha(services); }},
        {{Method::get,
          "/api/v1/me",
          Access::fresh_account,
          Lane::pool,
          "Who is signed in",
          "",
          "Me",
          {}},
         [&](const Call& call) {
             return json_response(200, describe(services, call.who().account).dump());
         }},
        {{Method::post,
          "/api/v1/me/password",
          Access::fresh_account,
          Lane::pool,
          "Set an own password",
          "PasswordChange",
          "",
          {}},
         [&](const Call& call) { return change_password(services, call); }},
    };
}

} // namespace tuban::http::api
