#pragma once

#include "server/http/message.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tuban::http::api {

/// Reads the query parameters of a request one by one and collects what is wrong with them, so that
/// one answer names every fault. Ask `finish` before the values are used.
class QueryReader {
  public:
    explicit QueryReader(const Request& request) : m_request(request) {}

    std::optional<std::string> text(const char* name, std::size_t max_length = 200);
    std::int64_t integer(const char* name, std::int64_t fallback, std::int64_t low,
                         std::int64_t high);
    /// Values between commas, none when absent.
    std::vector<std::string> list(const char* name);
    /// Exactly `count` finite numbers between commas, empty when absent.
    std::vector<double> numbers(const char* name, std::size_t count);

    /// Throws Refused `parameters_invalid` (400) for wrong, repeated and unknown parameters.
    void finish();

  private:
    std::optional<std::string_view> find(const char* name);
    void fault(const char* name, std::string message);

    const Request& m_request;
    std::vector<std::string> m_known;
    std::vector<FieldError> m_errors;
};

} // namespace tuban::http::api
