#include "spatial/io/mapping.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace tuban::io {

Result<std::map<std::string, std::string>, Issue> parse_mapping(std::string_view json) {
    using Mapping = Result<std::map<std::string, std::string>, Issue>;
    const auto document = nlohmann::json::parse(json, nullptr, false);
    if (!document.is_object()) {
        return Mapping::refuse(
            {"mapping_invalid", "", "", R"(不是 JSON 对象，应为 {"属性": "字段名"})"});
    }
    std::map<std::string, std::string> mapping;
    for (const auto& [attribute, field] : document.items()) {
        if (!field.is_string()) {
            return Mapping::refuse({"mapping_invalid", "", attribute,
                                    fmt::format("{} 的值应为字段名（字符串）", attribute)});
        }
        mapping.emplace(attribute, field.get<std::string>());
    }
    return mapping;
}

} // namespace tuban::io
