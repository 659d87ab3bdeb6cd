#pragma once

#include <string>
#include <string_view>

namespace tuban::auth {

/// As people type it → as it is stored and compared: outer blanks cut, full-width letters, digits
/// and signs made narrow, capitals small. Text that is not UTF-8 passes through unharmed.
std::string fold_typed(std::string_view typed);

/// 3 to 64 of a–z 0–9 . _ - @, beginning with a letter or digit. Precondition: folded.
bool is_login(std::string_view folded);

} // namespace tuban::auth
