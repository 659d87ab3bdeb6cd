#include "data/sample/people.hpp"

#include "data/sample/names.hpp"

#include <fmt/format.h>

#include <array>

namespace tuban::sample {
namespace {

/// Check character of a citizen id (GB 11643, ISO 7064 MOD 11-2).
char check_character(std::string_view seventeen) {
    constexpr std::array<int, 17> weights{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    int sum = 0;
    for (std::size_t i = 0; i < weights.size(); ++i) {
        sum += weights[i] * (seventeen[i] - '0');
    }
    return "10X98765432"[sum % 11];
}

} // namespace

std::string People::name(std::string_view surname) {
    std::string name{surname};
    name += m_random.of(given_characters);
    if (m_random.chance(0.75)) {
        name += m_random.of(given_characters);
    }
    return name;
}

std::string People::id_number(int first_year, int years) {
    const std::string head =
        fmt::format("{}{:04}{:02}{:02}",
                    m_area.empty() ? fmt::format("99010{}", 1 + m_random.below(4)) : m_area,
                    first_year + static_cast<int>(m_random.below(static_cast<std::size_t>(years))),
                    1 + m_random.below(12), 1 + m_random.below(28));
    for (;;) {
        const std::string body = fmt::format("{}{:03}", head, m_serial++ % 1000);
        std::string id = body + check_character(body);
        if (m_ids.emplace(id).second) {
            return id;
        }
    }
}

} // namespace tuban::sample
