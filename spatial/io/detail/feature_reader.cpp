#include "spatial/io/detail/feature_reader.hpp"

#include "spatial/io/detail/feature_shape.hpp"
#include "spatial/io/detail/osm_tags.hpp"
#include "spatial/io/detail/patch_number.hpp"

#include <fmt/format.h>

#include <utility>

namespace tuban::io {

FeatureReader::FeatureReader(std::shared_ptr<const LayerFacts> layer, const ReadOptions& options,
                             Result<geometry::CrsTransform, Issue> transform)
    : m_layer(std::move(layer)), m_options(options), m_transform(std::move(transform)) {}

PatchReading FeatureReader::read(const SourceFeature& feature) const {
    PatchReading reading;
    reading.source_id = source_id_of(feature);
    reading.issue = read(feature, reading);
    return reading;
}

std::string FeatureReader::source_id_of(const SourceFeature& feature) const {
    std::string id;
    if (m_layer->osm_id_field >= 0) {
        id = osm_source_id(feature.text(m_layer->osm_way_id_field),
                           feature.text(m_layer->osm_id_field));
    } else {
        id = feature.text(m_layer->plan.source_id_field);
    }
    return m_layer->id_prefix + (id.empty() ? std::to_string(feature.id()) : id);
}

std::optional<Issue> FeatureReader::read(const SourceFeature& feature,
                                         PatchReading& reading) const {
    Patch& patch = reading.patch;
    reading.own_number = feature.text(m_layer->plan.field(Attribute::number));
    patch.number = reading.own_number.empty() ? make_number(m_layer->batch_name, reading.source_id)
                                              : reading.own_number;
    if (length_in_characters(patch.number) > max_number_length) {
        return Issue{"number_too_long", "", "number",
                     fmt::format("图斑编号超过 {} 个字符", max_number_length)};
    }
    if (auto issue = read_attributes(feature, m_layer->plan, m_options, reading.unread, patch)) {
        return issue;
    }
    auto shape = read_shape(feature, m_transform, m_repairer);
    if (!shape) {
        return shape.refusal();
    }
    patch.shape = std::move(shape->shape);
    patch.was_repaired = shape->was_repaired;
    return std::nullopt;
}

} // namespace tuban::io
