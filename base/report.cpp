#include "base/report.hpp"

#include <nlohmann/json.hpp>

#include <utility>

namespace tuban {
namespace {

nlohmann::ordered_json to_json_array(const std::vector<Issue>& issues) {
    auto array = nlohmann::ordered_json::array();
    for (const auto& issue : issues) {
        nlohmann::ordered_json entry{
            {"source_id", issue.subject}, {"reason", issue.code}, {"detail", issue.detail}};
        if (!issue.field.empty()) {
            entry["field"] = issue.field;
        }
        array.push_back(std::move(entry));
    }
    return array;
}

} // namespace

void ImportReport::refuse(Issue issue) {
    ++refused;
    refusals.push_back(std::move(issue));
}

void ImportReport::warn(Issue issue) {
    warnings.push_back(std::move(issue));
}

std::string to_json(const ImportReport& report) {
    const nlohmann::ordered_json document{
        {"read", report.read},
        {"taken", report.taken},
        {"repaired", report.repaired},
        {"unchanged", report.unchanged},
        {"refused", report.refused},
        {"refusals", to_json_array(report.refusals)},
        {"warnings", to_json_array(report.warnings)},
    };
    return document.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

} // namespace tuban
