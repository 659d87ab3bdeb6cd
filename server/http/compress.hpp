#pragma once

#include <string_view>

namespace tuban::http {

/// RFC 9110, section 12.5.3: gzip or * is named with a weight above 0.
bool accepts_gzip(std::string_view accept_encoding);

} // namespace tuban::http
