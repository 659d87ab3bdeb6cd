#pragma once

#include <string_view>

namespace tuban::http {

/// ASCII only, as HTTP compares the names of headers and of codings.
bool equals_ignoring_case(std::string_view left, std::string_view right);

/// Without the spaces and tabs around it (RFC 9110, section 5.6.3).
std::string_view trim_blanks(std::string_view text);

/// Is `item` one of the comma-separated elements? Compares without case.
bool has_list_item(std::string_view list, std::string_view item);

/// RFC 9110, section 5.6.2.
bool is_token(std::string_view text);

/// No control characters but the tab: nothing that could end the line (RFC 9110, section 5.5).
bool is_field_value(std::string_view text);

} // namespace tuban::http
