#pragma once

#include "data/model/division.hpp"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tuban::http::api {

using json = nlohmann::ordered_json;

/// DivisionRef of schemas.json.
json division_ref(const model::Division& division);
json division_refs(const std::vector<model::Division>& divisions);

/// An id as answers write it, in digits; nothing for any other text.
std::optional<std::int64_t> parse_id(std::string_view text);

/// "2024-10-18T03:26:00Z" of UTC microseconds.
std::string utc_text(std::int64_t time_us);

/// A strong ETag by content, quoted.
std::string etag_of(std::string_view content);

} // namespace tuban::http::api
