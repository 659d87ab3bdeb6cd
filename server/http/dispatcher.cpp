#include "server/http/dispatcher.hpp"

#include "base/error.hpp"
#include "base/log.hpp"
#include "server/http/loopback.hpp"
#include "server/http/response_policy.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <random>

namespace tuban::http {
namespace {

bool is_request_id(std::string_view text) {
    return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '-' || c == '_';
    });
}

/// What is being handled by `catch (...)`, for the log.
std::string describe_current_exception() {
    try {
        throw;
    } catch (const Error& error) {
        return fmt::format("{}: {}", error.code(), error.what());
    } catch (const std::exception& error) {
        return error.what();
    } catch (...) {
        return "an exception that is not a std::exception";
    }
}

} // namespace

Dispatcher::Dispatcher(const ServerOptions& options, Application& application, Activity& activity)
    : m_options(options), m_application(application), m_activity(activity) {
    std::random_device random;
    m_id_prefix = fmt::format("{:08x}", random());
}

std::string Dispatcher::next_id() {
    return fmt::format("{}-{:x}", m_id_prefix, m_next_id.fetch_add(1));
}

void Dispatcher::identify(Request& request, std::string_view peer_address) {
    request.remote_address = peer_address;
    if (m_options.behind_proxy && is_loopback(peer_address)) {
        const auto address = request.header("x-real-ip");
        if (address && is_ip_address(*address)) {
            request.remote_address = *address;
        }
        const auto id = request.header("x-request-id");
        if (id && is_request_id(*id)) {
            request.id = *id;
        }
    }
    if (request.id.empty()) {
        request.id = next_id();
    }
}

bool Dispatcher::is_waiting(const Request& request) noexcept {
    try {
        return m_application.is_waiting(request);
    } catch (...) {
        // The pool then runs into the same fault and reports it.
        return true;
    }
}

WireResponse Dispatcher::answer(const Request& request, bool keep_alive) noexcept {
    try {
        return finish(request, m_application.handle(request), keep_alive);
    } catch (...) {
        return fail(request, keep_alive);
    }
}

WireResponse Dispatcher::refuse(const Request& request, const Problem& problem, bool keep_alive,
                                int retry_after_s) noexcept {
    try {
        auto response = problem_response(problem, request.id);
        if (retry_after_s > 0) {
            response.set_header("Retry-After", std::to_string(retry_after_s));
        }
        return finish(request, std::move(response), keep_alive);
    } catch (...) {
        return fail(request, keep_alive);
    }
}

WireResponse Dispatcher::finish(const Request& request, Response response, bool keep_alive) {
    return to_wire(finish_response(request, std::move(response), m_options.max_response_bytes),
                   request.method == Method::head, !keep_alive || m_activity.is_draining);
}

WireResponse Dispatcher::fail(const Request& request, bool keep_alive) noexcept {
    ++m_activity.failed;
    try {
        log_error("request {} failed: {}", request.id, describe_current_exception());
        const auto response =
            problem_response({500, "internal_error", "服务器内部错误",
                              "服务器处理这次请求时出错，请刷新页面确认数据后重试；"
                              "若仍出错，请把请求编号告诉管理员。"},
                             request.id);
        return to_wire(finish_response(request, response, response.body->size()),
                       request.method == Method::head, !keep_alive || m_activity.is_draining);
    } catch (...) {
        return {"HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n"
                "Connection: close\r\n\r\n",
                nullptr, true};
    }
}

} // namespace tuban::http
