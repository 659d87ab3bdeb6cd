#include "spatial/io/detail/layer_reader.hpp"

#include "base/error.hpp"
#include "spatial/io/detail/csv_stream.hpp"
#include "spatial/io/detail/feature_stream.hpp"
#include "spatial/io/detail/layer_crs.hpp"
#include "spatial/io/detail/ogr_feature.hpp"
#include "spatial/io/read_journal.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace tuban::io {

LayerReader::LayerReader(ReadState& state, const Source& source, OGRLayer& layer,
                         std::uint32_t index, std::string id_prefix)
    : m_state(state), m_source(source), m_layer(layer), m_index(index) {
    LayerFacts facts;
    facts.plan = plan_layer(layer, source, state.options, state.report);
    facts.batch_name = state.batch_name;
    facts.id_prefix = std::move(id_prefix);
    if (source.driver == "OSM") {
        facts.osm_id_field = layer.GetLayerDefn()->GetFieldIndex("osm_id");
        facts.osm_way_id_field = layer.GetLayerDefn()->GetFieldIndex("osm_way_id");
    }
    m_facts = std::make_shared<const LayerFacts>(std::move(facts));
}

FeatureReader LayerReader::new_reader(ImportReport& report) const {
    return {m_facts, m_state.options, transform_of(m_layer, m_source, m_state.options.crs, report)};
}

void LayerReader::take_kept() {
    if (m_state.options.journal == nullptr) {
        return;
    }
    while (auto kept = m_state.options.journal->next(m_index)) {
        m_state.take(std::move(*kept));
        ++m_kept;
    }
}

void LayerReader::read() {
    take_kept();
    const std::string path = m_source.dataset->GetDescription();
    const auto columns =
        m_source.driver == "CSV" ? find_plain_columns(m_layer, path) : std::optional<CsvColumns>();
    if (columns) {
        read_records(*columns);
    } else {
        read_features();
    }
}

void LayerReader::read_records(const CsvColumns& columns) {
    std::vector<FeatureReader> readers;
    readers.push_back(new_reader(m_state.report));
    ImportReport said_already;
    while (readers.size() < m_state.options.threads) {
        readers.push_back(new_reader(said_already));
    }
    CsvStream stream(m_source.dataset->GetDescription(), columns, std::move(readers));
    for (std::uint64_t at = 0; PatchReading* const reading = stream.next(); ++at) {
        if (at >= m_kept) {
            take_new(std::move(*reading));
        }
    }
}

void LayerReader::read_features() {
    const FeatureReader reader = new_reader(m_state.report);
    FeatureStream stream(m_layer);
    std::uint64_t count = 0;
    for (; const auto read = stream.next(); ++count) {
        if (count >= m_kept) {
            take_new(reader.read(OgrFeature(*read, m_facts->plan)));
        }
    }
    // FlatGeobuf ends silently where its bytes do; its header knows how many there should be.
    const bool ended_early = m_source.driver == "FlatGeobuf" &&
                             m_layer.GetFeatureCount(FALSE) > static_cast<GIntBig>(count);
    if (!stream.failure_at_end().empty() || ended_early) {
        throw Error(
            "file_unreadable",
            fmt::format("{}：读到第 {} 个要素后出错，文件可能被截断或损坏，这个文件没有导入。"
                        "请重新导出或重新传输（GDAL：{}）",
                        m_source.label, m_state.report.read, stream.failure_at_end()));
    }
}

void LayerReader::take_new(PatchReading&& reading) {
    if (m_state.options.journal != nullptr) {
        m_state.options.journal->append(m_index, reading);
    }
    m_state.take(std::move(reading));
}

void ReadState::take(PatchReading&& reading) {
    ++report.read;
    for (const UnreadValue& value : reading.unread) {
        unread.add(value);
    }
    const std::string number = reading.patch.number;
    const std::string division_code = reading.patch.division_code;
    auto issue = reading.issue ? std::move(reading.issue) : accept(std::move(reading.patch));
    if (issue && options.refused) {
        options.refused(number, division_code);
    }
    if (issue && report.refusals.size() < max_listed_refusals) {
        const std::string own_number = reading.own_number.substr(0, 100);
        if (!own_number.empty()) {
            issue->detail +=
                fmt::format("。图斑编号 {}，来源要素 {}", own_number, reading.source_id);
        }
        issue->subject = own_number.empty() ? reading.source_id : own_number;
        report.refuse(std::move(*issue));
    } else if (issue) {
        ++report.refused;
    }
    if (options.progress && !options.progress(report.read, total)) {
        throw Error("cancelled", "已取消");
    }
}

std::optional<Issue> ReadState::accept(Patch&& patch) {
    if (options.refuses_repeated_numbers && !numbers.insert(patch.number)) {
        return Issue{"number_duplicate", "", "number",
                     "图斑编号在这个文件里出现了不止一次，只取第一次出现的。请改正编号"};
    }
    const bool is_in_china = geometry::china.contains(patch.shape.front().front().front());
    const bool was_repaired = patch.was_repaired;
    if (auto issue = give(std::move(patch))) {
        return issue;
    }
    outside_china += is_in_china ? 0U : 1U;
    report.repaired += was_repaired ? 1U : 0U;
    ++report.taken;
    return std::nullopt;
}

} // namespace tuban::io
