#pragma once

#include "base/error.hpp"

#include <string>

namespace tuban {

/// What is said to people: the detail without the code, which what() begins with.
inline std::string detail_of(const Error& error) {
    return std::string(error.what()).substr(error.code().size() + 2);
}

} // namespace tuban
