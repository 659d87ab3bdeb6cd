#include "spatial/io/detail/layer_reader.hpp"

#include "base/error.hpp"
#include "spatial/io/detail/feature_shape.hpp"
#include "spatial/io/detail/layer_crs.hpp"
#include "spatial/io/detail/osm_tags.hpp"
#include "spatial/io/detail/patch_number.hpp"

#include <fmt/format.h>

#include <utility>

namespace tuban::io {

LayerReader::LayerReader(ReadState& state, const Source& source, OGRLayer& layer,
                         std::string id_prefix)
    : m_state(state), m_source(source), m_layer(layer), m_id_prefix(std::move(id_prefix)),
      m_plan(plan_layer(layer, source, state.options, state.report)),
      m_transform(transform_of(layer, source, state.options.crs, state.report)) {
    if (source.driver == "OSM") {
        m_osm_id_field = layer.GetLayerDefn()->GetFieldIndex("osm_id");
        m_osm_way_id_field = layer.GetLayerDefn()->GetFieldIndex("osm_way_id");
    }
}

void LayerReader::read() {
    ImportReport& report = m_state.report;
    const std::uint64_t read_before = report.read;
    FeatureStream stream(m_layer);
    while (const auto read = stream.next()) {
        ++report.read;
        const std::string source_id = source_id_of(*read->feature);
        Seen seen;
        if (auto issue = read_feature(*read, source_id, seen)) {
            if (m_state.options.refused) {
                m_state.options.refused(seen.number, seen.division_code);
            }
            if (report.refusals.size() < max_listed_refusals) {
                report.refuse(describe(std::move(*issue), source_id, seen.own_number));
            } else {
                ++report.refused;
            }
        }
        if (m_state.options.progress && !m_state.options.progress(report.read, m_state.total)) {
            throw Error("cancelled", "已取消");
        }
    }
    // FlatGeobuf ends silently where its bytes do; its header knows how many there should be.
    const bool ended_early =
        m_source.driver == "FlatGeobuf" &&
        m_layer.GetFeatureCount(FALSE) > static_cast<GIntBig>(report.read - read_before);
    if (!stream.failure_at_end().empty() || ended_early) {
        throw Error(
            "file_unreadable",
            fmt::format("{}：读到第 {} 个要素后出错，文件可能被截断或损坏，这个文件没有导入。"
                        "请重新导出或重新传输（GDAL：{}）",
                        m_source.label, report.read, stream.failure_at_end()));
    }
}

std::string LayerReader::source_id_of(const OGRFeature& feature) const {
    std::string id;
    if (m_osm_id_field >= 0) {
        id = osm_source_id(m_plan.text(feature, m_osm_way_id_field),
                           m_plan.text(feature, m_osm_id_field));
    } else {
        id = m_plan.text(feature, m_plan.source_id_field);
    }
    return m_id_prefix + (id.empty() ? std::to_string(feature.GetFID()) : id);
}

std::optional<Issue> LayerReader::read_feature(const ReadFeature& read,
                                               const std::string& source_id, Seen& seen) {
    const OGRFeature& feature = *read.feature;
    Patch patch;
    seen.own_number = m_plan.text(feature, m_plan.field(Attribute::number));
    patch.number =
        seen.own_number.empty() ? make_number(m_state.batch_name, source_id) : seen.own_number;
    seen.number = patch.number;
    if (length_in_characters(patch.number) > max_number_length) {
        return Issue{"number_too_long", "", "number",
                     fmt::format("图斑编号超过 {} 个字符", max_number_length)};
    }
    if (auto issue = read_attributes(feature, m_plan, m_state.options, m_state.unread, patch)) {
        return issue;
    }
    seen.division_code = patch.division_code;
    auto shape = read_shape(read, m_transform, m_state.repairer);
    if (!shape) {
        return shape.refusal();
    }
    patch.shape = std::move(shape->shape);
    patch.was_repaired = shape->was_repaired;
    if (m_state.options.refuses_repeated_numbers && !m_state.numbers.insert(patch.number)) {
        return Issue{"number_duplicate", "", "number",
                     "图斑编号在这个文件里出现了不止一次，只取第一次出现的。请改正编号"};
    }
    const bool is_in_china = geometry::china.contains(patch.shape.front().front().front());
    const bool was_repaired = patch.was_repaired;
    if (auto issue = m_state.take(std::move(patch))) {
        return issue;
    }
    m_state.outside_china += is_in_china ? 0U : 1U;
    m_state.report.repaired += was_repaired ? 1U : 0U;
    ++m_state.report.taken;
    return std::nullopt;
}

Issue LayerReader::describe(Issue issue, const std::string& source_id,
                            const std::string& number) const {
    if (!number.empty()) {
        issue.detail += fmt::format("。图斑编号 {}，来源要素 {}", number.substr(0, 100), source_id);
    }
    issue.subject = number.empty() ? source_id : number.substr(0, 100);
    return issue;
}

} // namespace tuban::io
