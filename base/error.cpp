#include "base/error.hpp"

#include <utility>

namespace tuban {

Error::Error(std::string code, const std::string& detail)
    : std::runtime_error(code + ": " + detail), m_code(std::move(code)) {}

} // namespace tuban
