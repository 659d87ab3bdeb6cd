#include "server/http/api/shapes.hpp"

#include "data/seal/sealer.hpp"
#include "server/workflow/calendar.hpp"

#include <fmt/format.h>

#include <charconv>

namespace tuban::http::api {

json division_ref(const model::Division& division) {
    return {{"code", division.code},
            {"name", division.name},
            {"level", static_cast<int>(division.level)}};
}

json division_refs(const std::vector<model::Division>& divisions) {
    auto refs = json::array();
    for (const auto& division : divisions) {
        refs.push_back(division_ref(division));
    }
    return refs;
}

std::optional<std::int64_t> parse_id(std::string_view text) {
    std::int64_t id = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
    const bool is_id = error == std::errc() && end == text.data() + text.size() && id >= 0;
    return is_id ? std::optional(id) : std::nullopt;
}

std::string utc_text(std::int64_t time_us) {
    return workflow::time_text(time_us);
}

std::string etag_of(std::string_view content) {
    constexpr std::size_t digits = 32;
    return fmt::format("\"{}\"", seal::content_hash(content).substr(0, digits));
}

} // namespace tuban::http::api
