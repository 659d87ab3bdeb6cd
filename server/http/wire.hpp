#pragma once

#include "server/http/message.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace tuban::http {

/// One answer as it goes over the wire. The body is shared with whoever cached it.
struct WireResponse {
    std::string head;
    std::shared_ptr<const std::string> body; ///< null: none is sent
    bool closes = false;                     ///< the connection ends after it
    std::optional<FilePart> file{};          ///< sent in place of a body

    std::uint64_t body_size() const { return file ? file->length : body ? body->size() : 0; }
};

/// Status line and headers of RFC 9112; the answer to HEAD has the body's length and no body.
/// Precondition: `response` came from finish_response(), which has checked the headers.
WireResponse to_wire(const Response& response, bool is_head, bool closes);

} // namespace tuban::http
