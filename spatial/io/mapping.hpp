#pragma once

#include "base/report.hpp"
#include "base/result.hpp"

#include <map>
#include <string>
#include <string_view>

namespace tuban::io {

/// Reads a mapping for ReadOptions::mapping, a JSON object of our attribute → field of the source:
/// {"number": "TBBH", "floors": "CS"}. Refuses, in Chinese, anything else. Whether the attributes
/// and fields exist is seen when a file is read with it.
Result<std::map<std::string, std::string>, Issue> parse_mapping(std::string_view json);

} // namespace tuban::io
