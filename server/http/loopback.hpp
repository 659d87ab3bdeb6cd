#pragma once

#include <string_view>

namespace tuban::http {

/// 127.0.0.0/8, ::1, ::ffff:127.0.0.0/104 or the name localhost.
bool is_loopback(std::string_view host);
/// IPv4 in four decimal numbers, or IPv6.
bool is_ip_address(std::string_view text);

} // namespace tuban::http
