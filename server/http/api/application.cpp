#include "server/http/api/application.hpp"

#include "base/log.hpp"
#include "data/store/store.hpp"
#include "server/auth/roles.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace tuban::http::api {
namespace {

constexpr std::string_view bearer_prefix = "Bearer ";

std::vector<Route> routes_of(const Endpoints& endpoints) {
    std::vector<Route> routes;
    routes.reserve(endpoints.size());
    for (const auto& endpoint : endpoints) {
        routes.push_back(endpoint.route);
    }
    return routes;
}

bool is_allowed(Access access, model::Role role) {
    switch (access) {
    case Access::open:
    case Access::fresh_account:
    case Access::signed_in:
        return true;
    case Access::reader:
        return auth::may_read(role);
    case Access::reviewer:
        return auth::may_review(role);
    case Access::record_editor:
        return auth::may_fill(role);
    case Access::administrator:
        return auth::may_administer(role);
    }
    return false;
}

/// A browser sends Origin with every unsafe request; one of another site is refused. Together
/// with SameSite=Strict and the Idempotency-Key header, which a foreign form can't set.
bool is_cross_site(const Request& request) {
    const auto origin = request.header("Origin");
    const auto host = request.header("Host");
    if (!origin) {
        return false;
    }
    const auto after_scheme = origin->find("://");
    return after_scheme == std::string_view::npos || !host ||
           origin->substr(after_scheme + 3) != *host;
}

Problem from(const store::StoreError& error) {
    switch (error.fault()) {
    case store::StoreFault::full:
        return {507, "disk_full", "服务器磁盘已满", "刚才的内容没有保存。请联系管理员清理磁盘。"};
    case store::StoreFault::busy:
    case store::StoreFault::serialization:
    case store::StoreFault::unavailable:
        return {503, "store_busy", "服务器正忙", "刚才的内容没有保存，请稍后重试。"};
    case store::StoreFault::unknown_outcome:
        return {503, "unknown_outcome", "保存结果未知",
                std::string(store::explain(error.fault())) + "。"};
    default:
        return {500, "internal", "服务器出错", "请把请求编号告诉管理员。"};
    }
}

} // namespace

ApiApplication::ApiApplication(Endpoints endpoints, auth::Authentication& authentication,
                               const StaticFiles* files)
    : m_router(routes_of(endpoints)), m_authentication(authentication), m_files(files) {
    m_answers.reserve(endpoints.size());
    for (auto& endpoint : endpoints) {
        m_answers.push_back(std::move(endpoint.answer));
    }
}

bool ApiApplication::is_waiting(const Request& request) const {
    const auto match = m_router.find(request.method, request.path);
    return match.route != nullptr && match.route->lane == Lane::pool;
}

Response ApiApplication::handle(const Request& request) {
    try {
        Request routed = request;
        return dispatch(routed);
    } catch (const Refused& refused) {
        return problem_response(refused.problem(), request.id);
    } catch (const store::StoreError& error) {
        log_error("{} {}: {}", request.id, request.path, error.what());
        return problem_response(from(error), request.id);
    }
}

std::optional<auth::Principal> ApiApplication::identify(const Request& request) const {
    if (const auto authorization = request.header("Authorization")) {
        if (authorization->substr(0, bearer_prefix.size()) != bearer_prefix) {
            return {};
        }
        return m_authentication.authenticate(authorization->substr(bearer_prefix.size()),
                                             store::SessionKind::bearer);
    }
    if (const auto cookie = request.cookie(session_cookie)) {
        return m_authentication.authenticate(*cookie, store::SessionKind::cookie);
    }
    return {};
}

Response ApiApplication::dispatch(Request& request) {
    auto match = m_router.find(request.method, request.path);
    if (match.route == nullptr) {
        if (!match.allowed.empty()) {
            auto response = problem_response(
                {405, "method_not_allowed", "不支持这种操作", "这个地址不接受该请求方法。"},
                request.id);
            response.set_header("Allow", allow_header(match.allowed));
            return response;
        }
        if (m_files != nullptr && !is_unsafe(request.method)) {
            if (auto file = m_files->find(request)) {
                return std::move(*file);
            }
        }
        throw not_found();
    }
    request.path_parameters = std::move(match.path_parameters);

    const Route& route = *match.route;
    const auto& answer = m_answers[static_cast<std::size_t>(&route - m_router.routes().data())];
    if (is_unsafe(request.method) && is_cross_site(request)) {
        throw Refused({403, "cross_site", "请求来自其他网站", "请在本系统的页面中操作。"});
    }
    if (route.access == Access::open) {
        return answer({request, nullptr});
    }
    const auto principal = identify(request);
    if (!principal) {
        throw Refused({401, "not_signed_in", "尚未登录", "登录已超时或尚未登录，请重新登录。"});
    }
    if (principal->account.must_change_password && route.access != Access::fresh_account) {
        throw Refused({403, "must_change_password", "请先修改初始密码",
                       "首次登录或密码重置后，需要先设置自己的密码。"});
    }
    if (!is_allowed(route.access, principal->account.role)) {
        throw Refused({403, "not_allowed", "没有这项权限", "您的角色不能进行这项操作。"});
    }
    return answer({request, &*principal});
}

} // namespace tuban::http::api
