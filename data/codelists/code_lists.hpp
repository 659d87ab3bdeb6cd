#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tuban::codelists {

struct CodeEntry {
    std::string id;    ///< what is stored and sent: `residential`
    std::string label; ///< Chinese, for people
    std::string code;  ///< number of the standard or the survey form; empty where there is none
    std::vector<std::string> aliases; ///< other spellings that sources use
    /// Years that a period covers; both empty for entries that are no periods.
    std::optional<int> first_year;
    std::optional<int> last_year;
};

struct CodeList {
    std::string label;
    bool is_multiple = false;       ///< several entries may be chosen
    std::vector<CodeEntry> entries; ///< in the order of pickers
};

/// Every list of closed values, read from one versioned JSON file. Immutable, shared by all
/// threads.
class CodeLists {
  public:
    /// The lists built into the program.
    static const CodeLists& embedded();
    /// Throws Error `codelists_damaged` for a file of another shape.
    explicit CodeLists(std::string_view json);

    /// nullptr for an unknown name.
    const CodeList* find_list(std::string_view list) const noexcept;
    /// Empty for an unknown list.
    std::span<const CodeEntry> entries(std::string_view list) const noexcept;
    const CodeEntry* find_entry(std::string_view list, std::string_view id) const noexcept;
    bool has(std::string_view list, std::string_view id) const noexcept {
        return find_entry(list, id) != nullptr;
    }
    std::optional<std::string> find_label(std::string_view list, std::string_view id) const;

    /// The identifier for what a source wrote: label, alias, number or identifier; blanks,
    /// brackets, dashes and full width do not matter. In a list of periods a year ("1995",
    /// "1995年6月", "1995-06-01") gives its period.
    std::optional<std::string> normalize(std::string_view list, std::string_view text) const;

    /// Version and lists as the API serves them; lives as long as this.
    std::string_view json() const noexcept { return m_json; }
    const std::string& version() const noexcept { return m_version; }

  private:
    struct Indexed {
        CodeList list;
        std::map<std::string, std::size_t> by_spelling; ///< folded → place in entries
        bool has_periods = false;
    };

    std::string m_json;
    std::string m_version;
    std::map<std::string, Indexed, std::less<>> m_lists;
};

/// normalize for the attributes of a patch: `use` is of the list use_class, the others of the lists
/// of their names. Nothing for an attribute that is not coded.
std::optional<std::string> normalize_patch_code(std::string_view attribute, std::string_view text);

} // namespace tuban::codelists
