#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tuban::codelists {

/// One form for what means the same: ASCII for full width, lower case, no blanks, brackets, dashes
/// or tildes.
std::string fold_spelling(std::string_view text);

/// The year of "1995", "1995年", "1995.6", "1995-06-01", "19950601", "１９９５年"; nothing for a
/// range and for years outside 1500–2100.
std::optional<int> find_year(std::string_view text);

} // namespace tuban::codelists
