#include "data/model/division_code.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace tuban::model {
namespace {

constexpr std::size_t code_size = 12;

/// Where the digit groups of a code end: province, city, county, town, village.
constexpr std::array<std::size_t, 5> group_ends{2, 4, 6, 9, 12};

std::size_t significant_groups(std::string_view code) {
    std::size_t groups = group_ends.size();
    while (groups > 1) {
        const auto begin = group_ends[groups - 2];
        const auto group = code.substr(begin, group_ends[groups - 1] - begin);
        if (group.find_first_not_of('0') != std::string_view::npos) {
            break;
        }
        --groups;
    }
    return groups;
}

struct LevelName {
    std::string_view text;
    Level level;
};

constexpr std::array level_names{
    LevelName{"province", Level::province},
    LevelName{"city", Level::city},
    LevelName{"county", Level::county},
    LevelName{"town", Level::town},
    LevelName{"village", Level::village},
    LevelName{"1", Level::province},
    LevelName{"2", Level::city},
    LevelName{"3", Level::county},
    LevelName{"4", Level::town},
    LevelName{"5", Level::village},
    LevelName{"省级", Level::province},
    LevelName{"市级", Level::city},
    LevelName{"县级", Level::county},
    LevelName{"乡镇级", Level::town},
    LevelName{"乡级", Level::town},
    LevelName{"村级", Level::village},
    LevelName{"省", Level::province},
    LevelName{"市", Level::city},
    LevelName{"县", Level::county},
    LevelName{"区县", Level::county},
    LevelName{"乡镇", Level::town},
    LevelName{"村", Level::village},
};

} // namespace

std::optional<std::string> padded_code(std::string_view code) {
    const bool is_digits = std::all_of(code.begin(), code.end(),
                                       [](char letter) { return letter >= '0' && letter <= '9'; });
    if (code.size() < 2 || code.size() > code_size || !is_digits ||
        code.find_first_not_of('0') == std::string_view::npos) {
        return std::nullopt;
    }
    std::string padded(code);
    padded.resize(code_size, '0');
    return padded;
}

std::vector<std::string> ancestor_codes(std::string_view code) {
    std::vector<std::string> codes;
    for (std::size_t groups = significant_groups(code); groups > 1; --groups) {
        std::string ancestor(code.substr(0, group_ends[groups - 2]));
        ancestor.resize(code_size, '0');
        // A group of zeros in the middle (a county right under its province) repeats the code.
        if (codes.empty() || codes.back() != ancestor) {
            codes.push_back(std::move(ancestor));
        }
    }
    return codes;
}

Level level_by_code(std::string_view code) {
    return static_cast<Level>(significant_groups(code));
}

std::optional<Level> level_from(std::string_view text) {
    for (const auto& name : level_names) {
        if (name.text == text) {
            return name.level;
        }
    }
    return std::nullopt;
}

const char* to_string(Level level) {
    switch (level) {
    case Level::province:
        return "province";
    case Level::city:
        return "city";
    case Level::county:
        return "county";
    case Level::town:
        return "town";
    case Level::village:
        return "village";
    }
    return "village";
}

} // namespace tuban::model
