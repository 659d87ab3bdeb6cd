#pragma once

#include "server/http/message.hpp"

#include <cstddef>
#include <string_view>

namespace tuban::http {

/// Makes of a handler's answer what goes out, in one place for all endpoints: 304 by
/// If-None-Match (weak comparison) where a GET's answer has an ETag, gzip for text and JSON of
/// 1 kB and more, Vary, X-Request-Id, the security headers, and Cache-Control: no-store where the
/// handler said nothing. A dynamic answer keeps its ETag when it is compressed (docs/http.md).
/// Throws Error `response_invalid` (status or header that must not go out, CR or LF among them) and
/// `response_too_large` (body as the handler gave it above `max_response_bytes`).
Response finish_response(const Request& request, Response response, std::size_t max_response_bytes);

/// Does the value of If-None-Match name this entity tag? Weak comparison, RFC 9110, section 13.1.2.
bool is_etag_listed(std::string_view if_none_match, std::string_view etag);

/// Text, JSON, JavaScript, SVG, WebAssembly: worth compressing.
bool is_compressible(std::string_view content_type);

} // namespace tuban::http
