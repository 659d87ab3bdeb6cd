#include "server/http/loopback.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <cstring>
#include <string>

namespace tuban::http {

bool is_loopback(std::string_view host) {
    const std::string text(host);
    in_addr v4{};
    if (inet_pton(AF_INET, text.c_str(), &v4) == 1) {
        return (ntohl(v4.s_addr) >> 24) == 127;
    }
    in6_addr v6{};
    if (inet_pton(AF_INET6, text.c_str(), &v6) == 1) {
        return IN6_IS_ADDR_LOOPBACK(&v6) || (IN6_IS_ADDR_V4MAPPED(&v6) && v6.s6_addr[12] == 127);
    }
    return text == "localhost";
}

bool is_ip_address(std::string_view text) {
    const std::string terminated(text);
    in6_addr address{};
    return inet_pton(AF_INET, terminated.c_str(), &address) == 1 ||
           inet_pton(AF_INET6, terminated.c_str(), &address) == 1;
}

} // namespace tuban::http
