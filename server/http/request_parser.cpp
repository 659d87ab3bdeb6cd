#include "server/http/request_parser.hpp"

#include "server/http/field_text.hpp"
#include "server/http/uri.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace tuban::http {
namespace {

constexpr std::size_t max_headers = 100;
constexpr std::size_t max_target_bytes = std::size_t{8} * 1024;
constexpr std::size_t kept_buffer_bytes = std::size_t{64} * 1024;

bool is_host(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '.' || c == '-' || c == '_' || c == ':' || c == '[' || c == ']';
    });
}

Problem malformed(std::string detail) {
    return {400, "message_malformed", "请求格式有误", std::move(detail)};
}

} // namespace

RequestParser::RequestParser(std::size_t max_header_bytes, std::size_t max_body_bytes)
    : m_max_header_bytes(max_header_bytes), m_max_body_bytes(max_body_bytes) {}

RequestParser::State RequestParser::feed(std::string_view bytes) {
    if (m_state == State::refused) {
        return m_state;
    }
    m_buffer.append(bytes);
    return m_state == State::complete ? m_state : parse();
}

Request RequestParser::take() {
    m_request.body = m_buffer.substr(m_body_begin, m_body_length);
    m_buffer.erase(0, m_body_begin + m_body_length);
    if (m_body_length > kept_buffer_bytes) {
        m_buffer.shrink_to_fit(); // an idle connection keeps no room for the last upload
    }
    Request taken = std::move(m_request);
    m_request = {};
    m_scanned = 0;
    m_body_begin = 0;
    m_body_length = 0;
    m_has_head = false;
    m_is_http_1_0 = false;
    m_wants_continue = false;
    m_state = State::need_more;
    if (!m_buffer.empty() && m_keep_alive) {
        parse();
    }
    return taken;
}

bool RequestParser::take_continue() {
    return m_state == State::need_more && std::exchange(m_wants_continue, false);
}

RequestParser::State RequestParser::parse() {
    try {
        if (!m_has_head) {
            if (!find_head_end()) {
                return m_state = State::need_more;
            }
            m_keep_alive = true;
            read_head(std::string_view(m_buffer).substr(0, m_body_begin - 4));
            m_has_head = true;
        }
        if (m_buffer.size() - m_body_begin < m_body_length) {
            return m_state = State::need_more;
        }
        return m_state = State::complete;
    } catch (RefusedMessage& refused) {
        m_refusal = std::move(refused.problem);
        m_buffer.clear();
        return m_state = State::refused;
    }
}

bool RequestParser::find_head_end() {
    // RFC 9112, section 2.2: an empty line before the request line is ignored.
    while (m_scanned == 0 && m_buffer.compare(0, 2, "\r\n") == 0) {
        m_buffer.erase(0, 2);
    }
    if (m_scanned == 0 && m_buffer == "\r") {
        return false;
    }
    while (m_scanned < m_buffer.size() && m_scanned < m_max_header_bytes) {
        const char c = m_buffer[m_scanned++];
        if (c != '\n') {
            continue;
        }
        if (m_scanned < 2 || m_buffer[m_scanned - 2] != '\r') {
            throw RefusedMessage{malformed("行尾必须是 CR LF。")};
        }
        if (m_scanned >= 4 && m_buffer.compare(m_scanned - 4, 4, "\r\n\r\n") == 0) {
            m_body_begin = m_scanned;
            return true;
        }
    }
    if (m_scanned < m_max_header_bytes) {
        return false;
    }
    if (m_buffer.find('\n') >= m_max_header_bytes) {
        throw RefusedMessage{{414, "target_too_long", "网址过长",
                              "网址超过了服务器的上限。请缩短查询条件，或改用 POST 查询。"}};
    }
    throw RefusedMessage{{431, "header_too_large", "请求头过大",
                          "请求头超过了服务器的上限。请清除本站的 Cookie 后重试。"}};
}

void RequestParser::read_head(std::string_view head) {
    const auto first_end = std::min(head.find("\r\n"), head.size());
    read_request_line(head.substr(0, first_end));
    head.remove_prefix(std::min(first_end + 2, head.size()));
    while (!head.empty()) {
        const auto end = std::min(head.find("\r\n"), head.size());
        read_header_line(head.substr(0, end));
        head.remove_prefix(std::min(end + 2, head.size()));
    }
    apply_headers();
}

void RequestParser::read_request_line(std::string_view line) {
    const auto first_space = line.find(' ');
    const auto last_space = line.rfind(' ');
    if (first_space == std::string_view::npos || first_space == last_space) {
        throw RefusedMessage{malformed("请求行应为“方法 网址 版本”。")};
    }
    const auto method_name = line.substr(0, first_space);
    const auto raw_target = line.substr(first_space + 1, last_space - first_space - 1);
    const auto version = line.substr(last_space + 1);
    if (version != "HTTP/1.1" && version != "HTTP/1.0") {
        if (version.substr(0, 5) == "HTTP/") {
            throw RefusedMessage{
                {505, "version_unsupported", "不支持的 HTTP 版本", "服务器只支持 HTTP/1.1。"}};
        }
        throw RefusedMessage{malformed("请求行应为“方法 网址 版本”。")};
    }
    m_is_http_1_0 = version == "HTTP/1.0";
    if (!is_token(method_name)) {
        throw RefusedMessage{malformed("请求方法含有不允许的字符。")};
    }
    const auto method = find_method(method_name);
    if (!method) {
        throw RefusedMessage{
            {501, "method_unknown", "不支持的请求方法", "服务器不认识这种请求方法。"}};
    }
    if (raw_target.size() > max_target_bytes) {
        throw RefusedMessage{{414, "target_too_long", "网址过长",
                              "网址超过了服务器的上限。请缩短查询条件，或改用 POST 查询。"}};
    }
    auto target = parse_target(raw_target);
    if (!target) {
        const auto& issue = target.refusal();
        throw RefusedMessage{{400, issue.code, "网址有误", issue.detail}};
    }
    m_request.method = *method;
    m_request.path = std::move(target->path);
    m_request.query = std::move(target->query);
}

void RequestParser::read_header_line(std::string_view line) {
    const auto colon = line.find(':');
    if (colon == std::string_view::npos || !is_token(line.substr(0, colon))) {
        throw RefusedMessage{malformed("有一行请求头不是“名称: 值”。")};
    }
    const auto value = trim_blanks(line.substr(colon + 1));
    if (!is_field_value(value)) {
        throw RefusedMessage{malformed("请求头的值含有控制字符。")};
    }
    if (m_request.headers.size() == max_headers) {
        throw RefusedMessage{{431, "header_too_large", "请求头过大", "请求头多于 100 行。"}};
    }
    m_request.headers.emplace_back(line.substr(0, colon), value);
}

void RequestParser::apply_headers() {
    std::size_t hosts = 0;
    std::size_t lengths = 0;
    bool is_encoded = false;
    m_keep_alive = !m_is_http_1_0;
    for (const auto& [name, value] : m_request.headers) {
        if (equals_ignoring_case(name, "host")) {
            ++hosts;
            if (!is_host(value)) {
                throw RefusedMessage{malformed("Host 请求头含有不允许的字符。")};
            }
        } else if (equals_ignoring_case(name, "content-length")) {
            ++lengths;
            apply_content_length(value);
        } else if (equals_ignoring_case(name, "transfer-encoding")) {
            is_encoded = true;
        } else if (equals_ignoring_case(name, "connection")) {
            m_keep_alive = m_keep_alive && !has_list_item(value, "close");
        } else if (equals_ignoring_case(name, "expect")) {
            if (!equals_ignoring_case(value, "100-continue")) {
                throw RefusedMessage{{417, "expectation_unknown", "不支持的 Expect 请求头",
                                      "服务器只支持 100-continue。"}};
            }
            m_wants_continue = !m_is_http_1_0;
        }
    }
    if (hosts > 1 || (hosts == 0 && !m_is_http_1_0)) {
        throw RefusedMessage{malformed("应有且只有一个 Host 请求头。")};
    }
    // Two statements of the length are how requests are smuggled past a proxy.
    if (lengths > 1 || (lengths == 1 && is_encoded)) {
        throw RefusedMessage{malformed("请求正文的长度说明不止一处。")};
    }
    if (is_encoded) {
        throw RefusedMessage{{411, "length_required", "请求正文缺少长度",
                              "服务器不接收分块传输的正文。请在 Content-Length 中写明长度。"}};
    }
}

void RequestParser::apply_content_length(std::string_view value) {
    const bool is_number = !value.empty() && std::all_of(value.begin(), value.end(), [](char c) {
        return c >= '0' && c <= '9';
    });
    if (!is_number) {
        throw RefusedMessage{malformed("Content-Length 不是数字。")};
    }
    const auto [end, error] =
        std::from_chars(value.data(), value.data() + value.size(), m_body_length);
    if (error != std::errc{} || m_body_length > m_max_body_bytes) {
        m_body_length = 0;
        throw RefusedMessage{{413, "body_too_large", "请求正文过大",
                              "请求正文超过了服务器的上限。请减小文件后重新上传。"}};
    }
}

} // namespace tuban::http
