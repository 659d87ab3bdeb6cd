#include "server/http/wire.hpp"

#include "server/http/field_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <string_view>

namespace tuban::http {
namespace {

std::string_view reason_phrase(int status) {
    switch (status) {
    case 200:
        return "OK";
    case 201:
        return "Created";
    case 202:
        return "Accepted";
    case 204:
        return "No Content";
    case 206:
        return "Partial Content";
    case 303:
        return "See Other";
    case 304:
        return "Not Modified";
    case 400:
        return "Bad Request";
    case 401:
        return "Unauthorized";
    case 403:
        return "Forbidden";
    case 404:
        return "Not Found";
    case 405:
        return "Method Not Allowed";
    case 406:
        return "Not Acceptable";
    case 408:
        return "Request Timeout";
    case 409:
        return "Conflict";
    case 410:
        return "Gone";
    case 411:
        return "Length Required";
    case 412:
        return "Precondition Failed";
    case 413:
        return "Content Too Large";
    case 414:
        return "URI Too Long";
    case 415:
        return "Unsupported Media Type";
    case 416:
        return "Range Not Satisfiable";
    case 417:
        return "Expectation Failed";
    case 422:
        return "Unprocessable Content";
    case 428:
        return "Precondition Required";
    case 429:
        return "Too Many Requests";
    case 431:
        return "Request Header Fields Too Large";
    case 500:
        return "Internal Server Error";
    case 501:
        return "Not Implemented";
    case 503:
        return "Service Unavailable";
    case 504:
        return "Gateway Timeout";
    case 505:
        return "HTTP Version Not Supported";
    case 507:
        return "Insufficient Storage";
    default:
        return "Status";
    }
}

/// RFC 9110, section 5.6.7, free of the process's locale.
std::string http_date(std::time_t time) {
    static constexpr std::array<std::string_view, 7> days = {"Sun", "Mon", "Tue", "Wed",
                                                             "Thu", "Fri", "Sat"};
    static constexpr std::array<std::string_view, 12> months = {
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    std::tm utc{};
    gmtime_r(&time, &utc);
    return fmt::format("{}, {:02} {} {} {:02}:{:02}:{:02} GMT",
                       days.at(static_cast<std::size_t>(utc.tm_wday)), utc.tm_mday,
                       months.at(static_cast<std::size_t>(utc.tm_mon)), utc.tm_year + 1900,
                       utc.tm_hour, utc.tm_min, utc.tm_sec);
}

bool belongs_to_server(std::string_view name) {
    static constexpr std::array<std::string_view, 4> names = {"content-length", "connection",
                                                              "transfer-encoding", "date"};
    return std::any_of(names.begin(), names.end(), [&](std::string_view reserved) {
        return equals_ignoring_case(name, reserved);
    });
}

} // namespace

WireResponse to_wire(const Response& response, bool is_head, bool closes) {
    WireResponse wire;
    wire.closes = closes;
    const bool has_body = response.status != 204 && response.status != 304;
    fmt::memory_buffer head;
    const auto out = fmt::appender(head);
    fmt::format_to(out, "HTTP/1.1 {} {}\r\nDate: {}\r\n", response.status,
                   reason_phrase(response.status), http_date(std::time(nullptr)));
    for (const auto& [name, value] : response.headers) {
        if (!belongs_to_server(name)) {
            fmt::format_to(out, "{}: {}\r\n", name, value);
        }
    }
    if (has_body) {
        fmt::format_to(out, "Content-Length: {}\r\n",
                       response.file   ? response.file->length
                       : response.body ? response.body->size()
                                       : 0);
    }
    fmt::format_to(out, "Connection: {}\r\n\r\n", closes ? "close" : "keep-alive");
    wire.head.assign(head.data(), head.size());
    if (has_body && !is_head && response.file) {
        wire.file = response.file;
    } else if (has_body && !is_head && response.body && !response.body->empty()) {
        wire.body = response.body;
    }
    return wire;
}

} // namespace tuban::http
