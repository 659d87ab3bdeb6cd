#include "spatial/io/detail/layer_plan.hpp"

#include "base/error.hpp"
#include "spatial/io/detail/field_values.hpp"
#include "spatial/io/detail/gdal_session.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <unordered_set>
#include <utility>
#include <vector>

namespace tuban::io {
namespace {

/// Digits only and fewer than this: a serial number of one file, not the number of a patch.
constexpr std::size_t least_digits_of_number = 6;

/// What reading a column through says about it.
struct ColumnFacts {
    std::uint64_t filled = 0;
    std::unordered_set<std::size_t> distinct; ///< hashes
    bool is_serial = true;
    bool has_division_code = false;

    void add(const std::string& text) {
        ++filled;
        distinct.insert(std::hash<std::string>{}(text));
        is_serial = is_serial && text.size() < least_digits_of_number &&
                    std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
        has_division_code = has_division_code || parse_division_code(text).has_value();
    }
    bool is_unique() const { return filled > 0 && distinct.size() == filled; }
};
using Facts = std::map<int, ColumnFacts>;

bool writes_bytes(const Source& source) {
    return source.driver == "ESRI Shapefile" || source.driver == "CSV";
}

std::vector<std::string> raw_field_names(OGRLayer& layer) {
    std::vector<std::string> names;
    for (int i = 0; i < layer.GetLayerDefn()->GetFieldCount(); ++i) {
        names.emplace_back(layer.GetLayerDefn()->GetFieldDefn(i)->GetNameRef());
    }
    return names;
}

/// Restores the layer for reading it again.
class AttributesOnly {
  public:
    explicit AttributesOnly(OGRLayer& layer) : m_layer(layer) {
        const char* ignored[] = {"OGR_GEOMETRY", nullptr};
        m_layer.SetIgnoredFields(ignored);
        m_layer.ResetReading();
    }
    ~AttributesOnly() {
        m_layer.SetIgnoredFields(static_cast<const char**>(nullptr));
        m_layer.ResetReading();
    }
    AttributesOnly(const AttributesOnly&) = delete;
    AttributesOnly& operator=(const AttributesOnly&) = delete;

  private:
    OGRLayer& m_layer;
};

/// Errors in this first pass are met again in the second, which reports them.
void examine_texts(OGRLayer& layer, TextDecoder& decoder) {
    const AttributesOnly attributes_only(layer);
    GdalErrors errors;
    std::vector<int> text_fields;
    for (int i = 0; i < layer.GetLayerDefn()->GetFieldCount(); ++i) {
        if (layer.GetLayerDefn()->GetFieldDefn(i)->GetType() == OFTString) {
            text_fields.push_back(i);
        }
    }
    while (const OGRFeatureUniquePtr feature{layer.GetNextFeature()}) {
        for (const int field : text_fields) {
            if (feature->IsFieldSetAndNotNull(field)) {
                decoder.examine(feature->GetFieldAsString(field));
            }
        }
    }
}

Facts examine_columns(OGRLayer& layer, const LayerPlan& plan, const std::vector<int>& fields) {
    Facts facts;
    for (const int field : fields) {
        facts.try_emplace(field);
    }
    const AttributesOnly attributes_only(layer);
    GdalErrors errors;
    while (const OGRFeatureUniquePtr feature{layer.GetNextFeature()}) {
        for (auto& [field, found] : facts) {
            if (const std::string text = plan.text(*feature, field); !text.empty()) {
                found.add(text);
            }
        }
    }
    return facts;
}

/// A certain name is believed even with a repeat here and there (those are refused as duplicates),
/// an uncertain one only without any.
bool is_number(const FieldGuess& guess, const ColumnFacts& facts) {
    if (guess.is_weak) {
        return facts.is_unique() && !facts.is_serial;
    }
    return facts.filled > 0 && facts.distinct.size() * 2 >= facts.filled;
}

bool is_chosen(Attribute attribute, const FieldGuess& guess, const ColumnFacts& facts) {
    switch (attribute) {
    case Attribute::number:
        return is_number(guess, facts);
    case Attribute::division_code:
        return facts.has_division_code;
    default:
        return facts.filled > 0;
    }
}

std::string name_at(const std::vector<std::string>& names, int field) {
    return names[static_cast<std::size_t>(field)];
}

void choose_fields(LayerPlan& plan, const std::map<Attribute, int>& given, const Facts& facts,
                   const std::array<std::vector<FieldGuess>, attribute_count>& guesses,
                   const std::vector<std::string>& names, ImportReport& report) {
    for (std::size_t i = 0; i < attribute_count; ++i) {
        const auto attribute = static_cast<Attribute>(i);
        if (const auto found = given.find(attribute); found != given.end()) {
            plan.fields[i] = found->second;
            continue;
        }
        for (const auto& guess : guesses[i]) {
            const auto& column = facts.at(guess.field);
            if (is_chosen(attribute, guess, column)) {
                plan.fields[i] = guess.field;
                break;
            }
            if (attribute == Attribute::number && column.filled > 0 && !column.is_unique()) {
                report.warn(
                    {"number_column_repeats", name_at(names, guess.field), "",
                     fmt::format("列“{}”的值有重复，没有当作图斑编号；确要使用请在映射文件中写明",
                                 name_at(names, guess.field))});
            }
        }
    }
}

/// A column that numbers the source's features: by its name, or one that was too weak for a number.
int choose_source_id(const LayerPlan& plan, const std::vector<int>& id_fields, const Facts& facts,
                     const std::vector<FieldGuess>& number_guesses) {
    std::vector<int> candidates = id_fields;
    for (const auto& guess : number_guesses) {
        candidates.push_back(guess.field);
    }
    const auto found = std::ranges::find_if(candidates, [&](int field) {
        return field != plan.field(Attribute::number) && facts.at(field).is_unique();
    });
    return found == candidates.end() ? -1 : *found;
}

std::string format_number(double value) {
    constexpr double exact_integers_below = 1e15;
    if (std::isfinite(value) && value == std::floor(value) &&
        std::abs(value) < exact_integers_below) {
        return fmt::format("{:.0f}", value);
    }
    return fmt::format("{}", value);
}

void plan_osm(LayerPlan& plan, const std::vector<std::string>& names) {
    const auto guesses = guess_fields(names, false);
    for (const auto attribute : {Attribute::use, Attribute::building_name}) {
        const auto& found = guesses[static_cast<std::size_t>(attribute)];
        plan.fields[static_cast<std::size_t>(attribute)] = found.empty() ? -1 : found.front().field;
    }
    const auto tags = std::ranges::find(names, "other_tags");
    plan.tags_field = tags == names.end() ? -1 : static_cast<int>(tags - names.begin());
}

} // namespace

std::string LayerPlan::text(const OGRFeature& feature, int field) const {
    if (field < 0 || !feature.IsFieldSetAndNotNull(field)) {
        return {};
    }
    switch (feature.GetFieldDefnRef(field)->GetType()) {
    case OFTReal:
        return format_number(feature.GetFieldAsDouble(field));
    case OFTBinary:
        return {};
    default:
        return clean_text(decoder.decode(feature.GetFieldAsString(field)));
    }
}

std::vector<std::string> field_names_of(OGRLayer& layer, const Source& source) {
    std::vector<std::string> names = raw_field_names(layer);
    TextDecoder decoder(source.declared_encoding);
    for (const auto& name : names) {
        decoder.examine(name);
    }
    for (auto& name : names) {
        name = decoder.decode(name);
    }
    return names;
}

LayerPlan plan_layer(OGRLayer& layer, const Source& source, const ReadOptions& options,
                     ImportReport& report) {
    LayerPlan plan{TextDecoder(source.declared_encoding), {}, -1, -1};
    plan.fields.fill(-1);
    std::vector<std::string> names = raw_field_names(layer);
    if (source.driver == "OSM") {
        plan_osm(plan, names);
        for (const auto& [attribute, field] : apply_mapping(options.mapping, names)) {
            plan.fields[static_cast<std::size_t>(attribute)] = field;
        }
        return plan;
    }
    if (writes_bytes(source)) {
        examine_texts(layer, plan.decoder);
        if (plan.decoder.encoding() != "UTF-8" && source.declared_encoding.empty()) {
            report.warn(
                {"encoding_guessed", source.label, "",
                 "文件没有注明文字编码，已按 GB18030（GBK）读取；如有乱码请改用 UTF-8 导出"});
        }
    }
    for (auto& name : names) {
        name = plan.decoder.decode(name);
    }
    const auto given = apply_mapping(options.mapping, names);
    const auto guesses = guess_fields(names, source.driver == "ESRI Shapefile");
    const auto id_fields = guess_source_ids(names);
    std::vector<int> candidates = id_fields;
    for (const auto& guess : guesses) {
        for (const auto& one : guess) {
            candidates.push_back(one.field);
        }
    }
    const Facts facts = examine_columns(layer, plan, candidates);
    const auto& number_guesses = guesses[static_cast<std::size_t>(Attribute::number)];
    choose_fields(plan, given, facts, guesses, names, report);
    plan.source_id_field = choose_source_id(plan, id_fields, facts, number_guesses);
    return plan;
}

} // namespace tuban::io
