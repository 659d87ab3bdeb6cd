#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tuban::matching {

/// Normal form NFKC with CJK radicals and the traditional characters of addresses folded, without
/// spaces and punctuation other than - and #, letters small. Ill-formed UTF-8 becomes U+FFFD.
std::u32string fold(std::string_view text);

/// The persons that an owner field names: joint owners apart, `（已故）`, `(户主)`, `家` and spaces
/// taken off. Empty for blanks and placeholders (不详, 无, 户主, 村集体, …): no evidence.
std::vector<std::u32string> split_owners(std::string_view owner_name);

/// Whether an owner field says that the owner has died: `李某（已故）`, `(故)`, `（亡）`.
bool names_deceased(std::string_view owner_name);

/// One name, cleaned the same way.
std::u32string clean_name(std::string_view name);

} // namespace tuban::matching
