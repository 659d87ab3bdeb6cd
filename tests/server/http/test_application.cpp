#include "tests/server/http/test_application.hpp"

#include "server/http/file_answer.hpp"

#include <nlohmann/json.hpp>

#include <stdexcept>

namespace tuban::http {
namespace {

Response text_response(std::string text) {
    Response response;
    response.set_header("Content-Type", "text/plain");
    response.body = std::make_shared<const std::string>(std::move(text));
    return response;
}

std::string pattern(std::string_view id, std::size_t size) {
    std::string text(id);
    text.reserve(size);
    while (text.size() < size) {
        text += static_cast<char>('a' + text.size() % 23);
    }
    text.resize(size);
    return text;
}

Response request_as_json(const Request& request) {
    nlohmann::json json;
    json["method"] = to_string(request.method);
    json["path"] = request.path;
    json["query"] = request.query;
    json["headers"] = request.headers;
    json["body"] = request.body;
    json["address"] = request.remote_address;
    json["id"] = request.id;
    return json_response(200, json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

} // namespace

void Gate::pass() {
    std::unique_lock lock(m_mutex);
    ++m_arrivals;
    m_changed.notify_all();
    m_changed.wait(lock, [this] { return m_is_open; });
}

void Gate::open() {
    const std::lock_guard lock(m_mutex);
    m_is_open = true;
    m_changed.notify_all();
}

void Gate::wait_for_arrivals(int count) {
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, [&] { return m_arrivals >= count; });
}

bool TestApplication::is_waiting(const Request& request) const {
    return request.path.substr(0, 6) == "/pool/";
}

Response TestApplication::handle(const Request& request) {
    last_method = request.method;
    const auto action = request.path.substr(request.path.rfind('/') + 1);
    const std::string id(request.query_value("id").value_or(""));
    if (action == "echo") {
        return text_response(id);
    }
    if (action == "text") {
        return text_response(
            pattern(id, std::stoul(std::string(request.query_value("bytes").value_or("0")))));
    }
    if (action == "file" && !id.empty()) {
        return file_response(request, OpenFile::find(id), "application/octet-stream", "\"file\"");
    }
    if (action == "gate") {
        gate.pass();
        return text_response(id);
    }
    if (action == "throw") {
        throw std::runtime_error("secret of the handler");
    }
    if (action == "throw_int") {
        throw 42;
    }
    if (action == "break_header") {
        auto response = text_response(id);
        response.set_header("X-Name", "a\r\nSet-Cookie: stolen=1");
        return response;
    }
    if (action == "request") {
        return request_as_json(request);
    }
    if (action == "me") { // signed in: whoever has a cookie
        return request.header("Cookie")
                   ? text_response("me")
                   : problem_response({401, "signed_out", "请登录"}, request.id);
    }
    if (action == "tag") {
        auto response = text_response("tagged");
        response.set_header("ETag", "\"v1\"");
        return response;
    }
    if (action == "file") {
        auto response = text_response("");
        response.set_header("Content-Type", "image/jpeg");
        response.set_header("X-Accel-Redirect", "/protected/photo.bin");
        return response;
    }
    return problem_response({404, "not_found", "没有这个地址"}, request.id);
}

} // namespace tuban::http
