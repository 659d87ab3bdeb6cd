#include "spatial/io/border_reader.hpp"

#include "base/error.hpp"
#include "spatial/geometry/validity.hpp"
#include "spatial/io/detail/feature_shape.hpp"
#include "spatial/io/detail/feature_stream.hpp"
#include "spatial/io/detail/field_values.hpp"
#include "spatial/io/detail/layer_crs.hpp"
#include "spatial/io/detail/layer_plan.hpp"
#include "spatial/io/detail/ogr_feature.hpp"
#include "spatial/io/detail/source.hpp"

#include <fmt/format.h>
#include <ogrsf_frmts.h>

#include <algorithm>
#include <span>
#include <string_view>
#include <utility>

namespace tuban::io {
namespace {

constexpr std::string_view code_names[]{
    "code",   "xzqdm",  "xzqhdm",       "adcode",   "pac",        "gb",           "dm",
    "zldwdm", "qsdwdm", "divisioncode", "区划代码", "行政区代码", "行政区划代码", "代码"};
constexpr std::string_view name_names[]{"name", "xzqmc",    "xzqhmc",     "zldwmc",       "qsdwmc",
                                        "mc",   "区划名称", "行政区名称", "行政区划名称", "名称"};

std::string folded(std::string_view name) {
    std::string text;
    for (const char c : name) {
        if (c != '_' && c != '-' && c != ' ') {
            text += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        }
    }
    return text;
}

int find_field(const std::vector<std::string>& names, std::span<const std::string_view> wanted) {
    for (const auto one : wanted) {
        const auto found =
            std::ranges::find_if(names, [&](const auto& name) { return folded(name) == one; });
        if (found != names.end()) {
            return static_cast<int>(found - names.begin());
        }
    }
    return -1;
}

/// The mapping's field, else the one whose name is known; -1 where there is none.
int choose_field(const BorderReadOptions& options, const std::string& attribute,
                 const std::vector<std::string>& names, std::span<const std::string_view> known) {
    const auto given = options.mapping.find(attribute);
    if (given == options.mapping.end()) {
        return find_field(names, known);
    }
    const auto found = std::ranges::find(names, given->second);
    if (found == names.end()) {
        throw Error(
            "mapping_field_missing",
            fmt::format("映射文件里 {} 对应的字段“{}”在数据中不存在", attribute, given->second));
    }
    return static_cast<int>(found - names.begin());
}

void check_mapping(const BorderReadOptions& options) {
    for (const auto& [attribute, field] : options.mapping) {
        if (attribute != "code" && attribute != "name") {
            throw Error(
                "mapping_unknown",
                fmt::format("映射文件里的“{}”不是边界的属性，只有 code 与 name", attribute));
        }
    }
}

/// How the layer's texts are written; its warnings about what patches need don't concern borders.
LayerPlan plan_texts(OGRLayer& layer, const Source& source, ImportReport& report) {
    ImportReport of_patches;
    LayerPlan plan = plan_layer(layer, source, {}, of_patches);
    for (auto& warning : of_patches.warnings) {
        if (warning.code == "encoding_guessed") {
            report.warn(std::move(warning));
        }
    }
    return plan;
}

void read_layer(const Source& source, OGRLayer& layer, const BorderReadOptions& options,
                ImportReport& report, const std::function<void(Border&&)>& take) {
    const LayerPlan plan = plan_texts(layer, source, report);
    const auto names = field_names_of(layer, source);
    const int code_field = choose_field(options, "code", names, code_names);
    const int name_field = choose_field(options, "name", names, name_names);
    const auto transform = transform_of(layer, source, options.crs, report);
    const geometry::ShapeRepairer repairer;
    FeatureStream stream(layer);
    while (const auto read = stream.next()) {
        ++report.read;
        const OGRFeature& feature = *read->feature;
        Border border;
        const std::string code = plan.text(feature, code_field);
        border.code = parse_division_code(code).value_or("");
        border.name = plan.text(feature, name_field);
        border.subject = !code.empty()          ? code
                         : !border.name.empty() ? border.name
                                                : std::to_string(feature.GetFID());
        auto shape = read_shape(OgrFeature(*read, plan), transform, repairer);
        if (!code.empty() && border.code.empty()) {
            report.refuse({"code_invalid", border.subject, "code",
                           fmt::format("区划代码“{}”应为 2 至 12 位数字", code)});
        } else if (!shape) {
            Issue issue = shape.refusal();
            issue.subject = border.subject;
            report.refuse(std::move(issue));
        } else {
            border.shape = std::move(shape->shape);
            border.was_repaired = shape->was_repaired;
            take(std::move(border));
        }
    }
    if (!stream.failure_at_end().empty()) {
        throw Error("file_unreadable",
                    fmt::format("{}：读到第 {} 个要素后出错，文件可能被截断或损坏（GDAL：{}）",
                                source.label, report.read, stream.failure_at_end()));
    }
}

} // namespace

void read_borders(const std::filesystem::path& file, const BorderReadOptions& options,
                  ImportReport& report, const std::function<void(Border&&)>& take) {
    check_mapping(options);
    const std::vector<Source> sources = open_sources(file, report);
    for (const auto& source : sources) {
        for (OGRLayer* layer : source.dataset->GetLayers()) {
            read_layer(source, *layer, options, report, take);
        }
    }
    if (report.read == 0) {
        report.warn({"file_without_features", file.filename().string(), "", "文件里没有任何要素"});
    }
}

} // namespace tuban::io
