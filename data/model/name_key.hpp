#pragma once

#include <string>
#include <string_view>

namespace tuban::model {

/// Pinyin initials of a name, lower case: 张望禾 → zwh. Surnames that are read otherwise than as
/// words (单 仇 区 查 曾 …) by a small table, the rest by ICU. Letters and digits stand for
/// themselves, other characters are left out. Thread-safe.
std::string name_key(std::string_view name);

} // namespace tuban::model
