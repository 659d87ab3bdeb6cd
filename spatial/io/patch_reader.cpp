#include "spatial/io/patch_reader.hpp"

#include "base/error.hpp"
#include "spatial/io/detail/field_mapping.hpp"
#include "spatial/io/detail/gdal_session.hpp"
#include "spatial/io/detail/layer_plan.hpp"
#include "spatial/io/detail/layer_reader.hpp"
#include "spatial/io/detail/source.hpp"
#include "spatial/io/read_journal.hpp"

#include <fmt/format.h>
#include <ogrsf_frmts.h>

#include <functional>
#include <map>
#include <set>
#include <utility>
#include <vector>

namespace tuban::io {
namespace {

/// A layer to read and what gives it back.
struct ChosenLayer {
    const Source* source;
    OGRLayer* layer;
    bool is_query = false;
};

bool may_hold_polygons(OGRLayer& layer) {
    switch (wkbFlatten(layer.GetGeomType())) {
    case wkbPolygon:
    case wkbMultiPolygon:
    case wkbCurvePolygon:
    case wkbMultiSurface:
    case wkbSurface:
    case wkbTriangle:
    case wkbGeometryCollection:
    case wkbUnknown:
        return true;
    default:
        return false;
    }
}

/// GDAL reads one OSM layer well only through a query, which tells it to drop the others.
constexpr const char* osm_buildings =
    "SELECT * FROM multipolygons WHERE building IS NOT NULL AND building <> 'no'";

std::vector<ChosenLayer> layers_of(const std::vector<Source>& sources) {
    std::vector<ChosenLayer> layers;
    for (const auto& source : sources) {
        if (source.driver == "OSM") {
            layers.push_back(
                {&source, source.dataset->ExecuteSQL(osm_buildings, nullptr, nullptr), true});
            continue;
        }
        for (OGRLayer* layer : source.dataset->GetLayers()) {
            layers.push_back({&source, layer});
        }
    }
    return layers;
}

/// Layers of points, lines and tables are passed over beside one of polygons; where there is none,
/// all are read, so that each feature gets its refusal.
std::vector<ChosenLayer> choose_layers(const std::vector<Source>& sources, ImportReport& report) {
    std::vector<ChosenLayer> all = layers_of(sources);
    std::vector<ChosenLayer> chosen;
    for (const auto& one : all) {
        if (one.layer != nullptr && (one.is_query || may_hold_polygons(*one.layer))) {
            chosen.push_back(one);
        }
    }
    if (chosen.empty()) {
        return all;
    }
    for (const auto& one : all) {
        if (one.layer != nullptr && !one.is_query && !may_hold_polygons(*one.layer)) {
            report.warn({"layer_skipped", one.layer->GetName(), "",
                         fmt::format("图层“{}”不是面图层，已跳过（{} 个要素）",
                                     one.layer->GetName(), one.layer->GetFeatureCount(TRUE))});
        }
    }
    return chosen;
}

std::optional<std::uint64_t> quick_total(const std::vector<ChosenLayer>& layers) {
    std::uint64_t total = 0;
    for (const auto& one : layers) {
        const auto count = one.layer == nullptr ? 0 : one.layer->GetFeatureCount(FALSE);
        if (count < 0) {
            return std::nullopt;
        }
        total += static_cast<std::uint64_t>(count);
    }
    return total;
}

/// A field must exist in one of the layers at least.
void check_mapping(const ReadOptions& options, const std::vector<ChosenLayer>& layers) {
    std::set<Attribute> found;
    for (const auto& one : layers) {
        if (one.layer == nullptr) {
            continue;
        }
        for (const auto& [attribute, field] :
             apply_mapping(options.mapping, field_names_of(*one.layer, *one.source))) {
            if (field >= 0) {
                found.insert(attribute);
            }
        }
    }
    for (const auto& [name, field] : options.mapping) {
        const auto attribute = find_attribute(name);
        if (!attribute || !found.contains(*attribute)) {
            throw Error("mapping_field_missing",
                        fmt::format("映射文件里 {} 对应的字段“{}”在数据中不存在", name, field));
        }
    }
}

/// Codes repeat from feature to feature; so many different values of an attribute are remembered.
constexpr std::size_t max_remembered_codes = 1000;

CodeNormalizer remembering(CodeNormalizer normalize) {
    if (!normalize) {
        return normalize;
    }
    using Known = std::map<std::string, std::optional<std::string>, std::less<>>;
    return [normalize = std::move(normalize), known = std::map<std::string, Known, std::less<>>()](
               std::string_view attribute,
               std::string_view value) mutable -> std::optional<std::string> {
        auto of_attribute = known.find(attribute);
        if (of_attribute == known.end()) {
            of_attribute = known.try_emplace(std::string(attribute)).first;
        }
        Known& values = of_attribute->second;
        if (const auto found = values.find(value); found != values.end()) {
            return found->second;
        }
        auto code = normalize(attribute, value);
        if (values.size() < max_remembered_codes) {
            values.emplace(value, code);
        }
        return code;
    };
}

void read_layers(const std::filesystem::path& file, ReadState& state) {
    const ReadOptions& options = state.options;
    ImportReport& report = state.report;
    const std::vector<Source> sources = open_sources(file, report);
    const GdalErrors errors;
    const auto layers = choose_layers(sources, report);
    if (layers.empty()) {
        throw Error("file_unreadable",
                    fmt::format("{}：文件里没有任何图层，可能损坏或不完整。请重新导出后再试",
                                file.filename().string()));
    }
    check_mapping(options, layers);
    state.total = options.progress ? quick_total(layers) : std::nullopt;
    for (std::size_t i = 0; i < layers.size(); ++i) {
        const auto& [source, layer, is_query] = layers[i];
        if (layer == nullptr) {
            throw Error("file_unreadable", fmt::format("{}：无法读取建筑物图层（GDAL：{}）",
                                                       source->label, errors.failure()));
        }
        LayerReader(state, *source, *layer, static_cast<std::uint32_t>(i),
                    layers.size() > 1 ? fmt::format("{}.", i + 1) : "")
            .read();
        if (is_query) {
            source->dataset->ReleaseResultSet(layer);
        }
    }
    if (options.journal != nullptr) {
        options.journal->finish(report.warnings);
    }
}

/// Without the file itself.
void take_all(ReadJournal& journal, ReadState& state) {
    state.total = journal.kept();
    while (auto reading = journal.next()) {
        state.take(std::move(*reading));
    }
    for (auto& warning : journal.warnings()) {
        state.report.warn(std::move(warning));
    }
}

} // namespace

void read_patches(const std::filesystem::path& file, const ReadOptions& given, ImportReport& report,
                  const std::function<std::optional<Issue>(Patch&&)>& take) {
    ReadOptions options = given;
    options.normalize_code = remembering(given.normalize_code);
    ReadState state{options, report, take,
                    options.batch_name.empty() ? default_batch_name(file) : options.batch_name,
                    std::nullopt};
    const std::uint64_t read_before = report.read;
    if (options.journal != nullptr && options.journal->is_whole()) {
        take_all(*options.journal, state);
    } else {
        read_layers(file, state);
    }
    if (report.read == read_before) {
        report.warn({"file_without_features", file.filename().string(), "", "文件里没有任何要素"});
    }
    if (report.refused > report.refusals.size()) {
        report.warn({"refusals_not_listed", file.filename().string(), "",
                     fmt::format("拒收的要素过多，只列出前 {} 条，另有 {} 条未逐条列出",
                                 report.refusals.size(), report.refused - report.refusals.size())});
    }
    state.unread.report_to(report);
    if (state.outside_china > 0) {
        report.warn({"outside_china", file.filename().string(), "",
                     fmt::format("{} 个图斑不在中国范围内（坐标系为全球坐标系，已照常读取）",
                                 state.outside_china)});
    }
}

} // namespace tuban::io
