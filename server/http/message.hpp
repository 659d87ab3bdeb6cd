#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tuban::http {

class OpenFile;

enum class Method { get, head, post, put, patch, del, options };

/// The four methods that may not change anything need no Idempotency-Key.
bool is_unsafe(Method method);
/// "GET", "DELETE", …; case matters in HTTP.
std::string_view to_string(Method method);
std::optional<Method> find_method(std::string_view name);

/// Header or query fields in the order received; names of headers compare without case.
using Fields = std::vector<std::pair<std::string, std::string>>;

/// One request, decoded and checked: path and query are percent-decoded valid UTF-8 without NUL,
/// the path has no `.`, `..` or empty segments. Plain data: a handler knows nothing of sockets.
struct Request {
    Method method = Method::get;
    std::string path;
    Fields query;
    Fields headers;
    std::string body;
    std::string remote_address; ///< of the client, as the trusted proxy says or the socket
    std::string id;             ///< unique; in the log, in X-Request-Id and in every error body
    Fields path_parameters;     ///< filled by the router: {name} → segment

    std::optional<std::string_view> header(std::string_view name) const;
    /// First value of that key.
    std::optional<std::string_view> query_value(std::string_view key) const;
    std::optional<std::string_view> cookie(std::string_view name) const;
    /// Precondition: the route's pattern has {name}.
    std::string_view path_value(std::string_view name) const;
};

/// A part of a file that is sent from the disk, however long it is.
struct FilePart {
    std::shared_ptr<const OpenFile> file;
    std::uint64_t offset = 0;
    std::uint64_t length = 0;
};

/// One answer. The body is shared so that a cached tile is sent without a copy.
struct Response {
    int status = 200;
    Fields headers;
    std::shared_ptr<const std::string> body;
    std::optional<FilePart> file{}; ///< in place of a body

    /// Replaces a header of that name; Set-Cookie alone is added. Content-Length, Connection,
    /// Transfer-Encoding and Date are the server's and ignored here.
    Response& set_header(std::string name, std::string value);
    std::optional<std::string_view> header(std::string_view name) const;
};

Response json_response(int status, std::string body);
Response empty_response(int status);

/// RFC 9457 problem+json: what, where, why and what to do, in Chinese.
struct FieldError {
    std::string field; ///< JSON pointer into the request body, or a parameter's name
    std::string code;
    std::string message;
};

struct Problem {
    int status = 500;
    std::string code;  ///< stable identifier, the last part of `type`
    std::string title; ///< Chinese, short
    std::string detail{};
    std::vector<FieldError> errors{};
    /// Further members, already JSON: {"remaining_attempts", "3"}.
    std::vector<std::pair<std::string, std::string>> members{};
};

Response problem_response(const Problem& problem, std::string_view request_id);

} // namespace tuban::http
