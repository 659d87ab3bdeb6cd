#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace tuban {

/// One piece of bad input: what, where, why. Collected and counted, it never stops an import.
struct Issue {
    std::string code;    ///< stable identifier, e.g. `crs_missing`; docs/messages lists them
    std::string subject; ///< source id, row number or field that it is about
    std::string field;   ///< empty when the whole subject is meant
    std::string detail;  ///< what was found and what to do, in Chinese; holds no personal data
};

/// What became of the features or rows of one import. read = taken + unchanged + refused.
struct ImportReport {
    std::uint64_t read = 0;
    std::uint64_t taken = 0;     ///< new or changed, now in force; includes the repaired ones
    std::uint64_t repaired = 0;  ///< of the taken: geometry was made valid
    std::uint64_t unchanged = 0; ///< already there in the same form
    std::uint64_t refused = 0;
    std::vector<Issue> refusals; ///< one for each refused feature or row
    std::vector<Issue> warnings; ///< about the whole file or about taken rows

    void refuse(Issue issue);
    void warn(Issue issue);
};

/// The JSON object that `tuban import … --json` ends with (docs/cli.md).
std::string to_json(const ImportReport& report);

} // namespace tuban
