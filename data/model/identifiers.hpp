#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tuban::model {

/// Full width to half width, `x` to `X`, spaces and separators dropped.
std::string normalize_id(std::string_view text);
/// Full width to half width, spaces and dashes dropped.
std::string normalize_phone(std::string_view text);
/// Spaces dropped, • ． ‧ to · (U+00B7).
std::string normalize_name(std::string_view text);

enum class IdFault {
    none,
    old_form,   ///< 15 digits
    malformed,  ///< not 17 digits and a check character
    birth_date, ///< no such day, or one in the future
    check,      ///< the check character does not fit
};

/// Citizen id, GB 11643-1999: weights and check of ISO 7064 MOD 11-2. The division code is not
/// looked up: it may be abolished. `number` is normalized; `today` is 20241118.
IdFault check_id_number(std::string_view number, int today);
/// The same but for a birth date to come.
bool is_citizen_id(std::string_view number);
/// `male` or `female`, as the forms say it. Precondition: is_citizen_id(number).
std::string_view sex_of_citizen(std::string_view number);
/// Chinese: what is wrong and what to do.
const char* explain(IdFault fault);

/// GB 32100 credit code: 18 characters with the check character of their weights (mod 31).
bool is_credit_code(std::string_view code);

/// A mobile number, or a landline with area code; normalized.
bool is_phone(std::string_view phone);

/// 1 to 50 code points, no control characters; normalized.
bool is_name(std::string_view name);

/// 990101********0014; 138****0000 and 099****1234.
std::string mask_id(std::string_view number);
std::string mask_phone(std::string_view phone);
/// 张三 → 张*, 欧阳三四 → 欧**四: the first character stays and, of three or more, the last.
std::string mask_name(std::string_view name);

} // namespace tuban::model
