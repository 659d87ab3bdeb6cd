#include "data/codelists/code_lists.hpp"

#include "base/error.hpp"
#include "data/codelists/spelling.hpp"
#include "tuban_codelists_file_embedded.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cctype>
#include <utility>

namespace tuban::codelists {
namespace {

using Json = nlohmann::json;

std::optional<int> year_of(const Json& entry, const char* member) {
    const auto found = entry.find(member);
    return found == entry.end() ? std::nullopt : std::optional(found->get<int>());
}

CodeEntry read_entry(const Json& json) {
    CodeEntry entry;
    entry.id = json.at("id").get<std::string>();
    entry.label = json.at("label").get<std::string>();
    entry.code = json.value("code", "");
    entry.aliases = json.value("aliases", std::vector<std::string>());
    entry.first_year = year_of(json, "first_year");
    entry.last_year = year_of(json, "last_year");
    return entry;
}

} // namespace

const CodeLists& CodeLists::embedded() {
    static const CodeLists lists(embedded_file("codelists.json"));
    return lists;
}

CodeLists::CodeLists(std::string_view json) : m_json(json) {
    try {
        const Json document = Json::parse(json);
        m_version = document.at("version").get<std::string>();
        for (const auto& [name, list] : document.at("lists").items()) {
            Indexed indexed;
            indexed.list.label = list.at("label").get<std::string>();
            indexed.list.is_multiple = list.at("multiple").get<bool>();
            for (const auto& entry : list.at("entries")) {
                indexed.list.entries.push_back(read_entry(entry));
            }
            const auto& entries = indexed.list.entries;
            // Labels before aliases before numbers: what is certain is not shadowed.
            const auto add = [&](const std::string& spelling, std::size_t place) {
                if (!spelling.empty()) {
                    indexed.by_spelling.try_emplace(fold_spelling(spelling), place);
                }
            };
            for (std::size_t i = 0; i < entries.size(); ++i) {
                add(entries[i].id, i);
                add(entries[i].label, i);
                indexed.has_periods = indexed.has_periods || entries[i].last_year.has_value();
            }
            for (std::size_t i = 0; i < entries.size(); ++i) {
                std::ranges::for_each(entries[i].aliases,
                                      [&](const std::string& alias) { add(alias, i); });
            }
            for (std::size_t i = 0; i < entries.size(); ++i) {
                add(entries[i].code, i);
            }
            m_lists.emplace(name, std::move(indexed));
        }
    } catch (const Json::exception& error) {
        throw Error("codelists_damaged", error.what());
    }
}

const CodeList* CodeLists::find_list(std::string_view list) const noexcept {
    const auto found = m_lists.find(list);
    return found == m_lists.end() ? nullptr : &found->second.list;
}

std::span<const CodeEntry> CodeLists::entries(std::string_view list) const noexcept {
    const CodeList* found = find_list(list);
    return found == nullptr ? std::span<const CodeEntry>() : found->entries;
}

const CodeEntry* CodeLists::find_entry(std::string_view list, std::string_view id) const noexcept {
    const auto all = entries(list);
    const auto found = std::ranges::find(all, id, &CodeEntry::id);
    return found == all.end() ? nullptr : &*found;
}

std::optional<std::string> CodeLists::find_label(std::string_view list, std::string_view id) const {
    const CodeEntry* entry = find_entry(list, id);
    return entry == nullptr ? std::nullopt : std::optional(entry->label);
}

std::optional<std::string> CodeLists::normalize(std::string_view list,
                                                std::string_view text) const {
    const auto found = m_lists.find(list);
    if (found == m_lists.end()) {
        return std::nullopt;
    }
    const Indexed& indexed = found->second;
    const std::string folded = fold_spelling(text);
    if (const auto place = indexed.by_spelling.find(folded); place != indexed.by_spelling.end()) {
        return indexed.list.entries[place->second].id;
    }
    // "05" for the number 5 of a form.
    if (const auto first = folded.find_first_not_of('0');
        first != 0 && first != std::string::npos) {
        if (const auto place = indexed.by_spelling.find(folded.substr(first));
            place != indexed.by_spelling.end()) {
            return indexed.list.entries[place->second].id;
        }
    }
    if (indexed.has_periods) {
        if (const auto year = find_year(text)) {
            for (const auto& entry : indexed.list.entries) {
                if (*year >= entry.first_year.value_or(*year) &&
                    *year <= entry.last_year.value_or(*year)) {
                    return entry.id;
                }
            }
        }
    }
    return std::nullopt;
}

std::optional<std::string> normalize_patch_code(std::string_view attribute, std::string_view text) {
    return CodeLists::embedded().normalize(attribute == "use" ? "use_class" : attribute, text);
}

} // namespace tuban::codelists
