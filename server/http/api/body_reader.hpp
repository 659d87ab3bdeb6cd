#pragma once

#include "server/http/message.hpp"

#include <nlohmann/json.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tuban::http::api {

/// Reads a JSON object of a request field by field and collects what is wrong with it, so that
/// one answer names every fault. Ask `finish` before the values are used.
class BodyReader {
  public:
    /// Throws Refused `body_invalid` (400) when the body is not a JSON object.
    explicit BodyReader(const Request& request);

    std::string text(const char* name, std::size_t max_length = 200);
    /// More than blanks.
    std::string filled_text(const char* name, std::size_t max_length = 200);
    std::optional<std::string> optional_text(const char* name, std::size_t max_length = 200);
    std::optional<std::int64_t> optional_integer(const char* name, std::int64_t low,
                                                 std::int64_t high);
    double number(const char* name, double low, double high);
    std::optional<double> optional_number(const char* name, double low, double high);
    bool flag(const char* name);
    std::vector<std::string> optional_texts(const char* name, std::size_t max_count = 20);
    nlohmann::json object(const char* name);
    nlohmann::json optional_object(const char* name);

    /// Throws Refused `fields_invalid` (422) for wrong and for unknown fields.
    void finish();

  private:
    const nlohmann::json* find(const char* name);
    void fault(const char* name, std::string code, std::string message);

    nlohmann::json m_body;
    std::vector<std::string> m_known;
    std::vector<FieldError> m_errors;
};

} // namespace tuban::http::api
