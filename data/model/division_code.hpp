#pragma once

#include "data/model/division.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tuban::model {

/// 12 digits from a code of 2 to 12 digits, padded with zeros on the right; nothing for any other
/// text, and nothing for a code of zeros alone.
std::optional<std::string> padded_code(std::string_view code);

/// The codes of those that a 12-digit code may hang under by its digit groups 2/2/2/3/3, nearest
/// first. Only a guess: the tree goes by parent.
std::vector<std::string> ancestor_codes(std::string_view code);

/// The level that the digit groups of a 12-digit code suggest.
Level level_by_code(std::string_view code);

/// `village`, `5`, `村级` or `村`; nothing for other texts.
std::optional<Level> level_from(std::string_view text);
const char* to_string(Level level); ///< `province`, `city`, `county`, `town`, `village`

} // namespace tuban::model
