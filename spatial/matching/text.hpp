#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tuban::matching {

/// Stands in a cleaned name for a character that the list doesn't show: 张*明, 张某某, 张××.
inline constexpr char32_t masked_character = U'*';

/// The persons, in the spelling of address::fold, that an owner field names: joint owners apart,
/// `（已故）`, `(户主)`, `家` and spaces taken off. Empty for blanks and placeholders (不详, 无,
/// 户主, 村集体, …): no evidence.
std::vector<std::u32string> split_owners(std::string_view owner_name);

/// Whether an owner field says that the owner has died: `李某（已故）`, `(故)`, `（亡）`.
bool names_deceased(std::string_view owner_name);

/// One name, cleaned the same way.
std::u32string clean_name(std::string_view name);

/// Loads the tables of folded characters and of sounds, for which the first use waits otherwise
/// (some 50 ms). Thread-safe.
void load_tables();

/// 3 → 三, 12 → 十二; from 100 on in digits.
std::string chinese_number(int value);

} // namespace tuban::matching
