#include "spatial/io/detail/layer_plan.hpp"

#include "base/error.hpp"
#include "base/fingerprint_table.hpp"
#include "spatial/io/detail/field_values.hpp"
#include "spatial/io/detail/gdal_session.hpp"
#include "spatial/io/detail/vsi.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <span>
#include <utility>
#include <vector>

namespace tuban::io {
namespace {

/// A certain name of a column of numbers is believed after so many of them.
constexpr std::uint64_t enough_numbers = 4000;

/// Digits only and fewer than this: a serial number of one file, not the number of a patch.
constexpr std::size_t least_digits_of_number = 6;

/// What reading a column through says about it.
struct ColumnFacts {
    std::uint64_t filled = 0;
    bool may_be_id = false;      ///< then the next three are found out
    bool must_be_unique = false; ///< else that most differ will do
    FingerprintTable distinct;
    bool is_serial = true;
    bool may_be_division = false; ///< then the next is found out
    bool has_division_code = false;

    void add(const std::string& text) {
        ++filled;
        if (may_be_id) {
            distinct.insert(text);
            is_serial = is_serial && text.size() < least_digits_of_number &&
                        std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
        }
        has_division_code =
            has_division_code || (may_be_division && parse_division_code(text).has_value());
    }
    void restart() {
        filled = 0;
        distinct = {};
        is_serial = true;
    }
    /// Reading on would say nothing new.
    bool is_settled() const {
        const bool is_known = !may_be_id || (!must_be_unique && filled >= enough_numbers);
        return filled > 0 && is_known && may_be_division == has_division_code;
    }
    bool is_unique() const { return filled > 0 && distinct.size() == filled; }
};
using Facts = std::map<int, ColumnFacts>;

bool writes_bytes(const Source& source) {
    return source.driver == "ESRI Shapefile" || source.driver == "CSV";
}

std::vector<std::string> raw_field_names(OGRLayer& layer) {
    std::vector<std::string> names;
    names.reserve(static_cast<std::size_t>(layer.GetLayerDefn()->GetFieldCount()));
    for (int i = 0; i < layer.GetLayerDefn()->GetFieldCount(); ++i) {
        names.emplace_back(layer.GetLayerDefn()->GetFieldDefn(i)->GetNameRef());
    }
    return names;
}

/// `ignored`: what else than fields.
void read_only(OGRLayer& layer, std::span<const int> fields, std::vector<const char*> ignored) {
    for (int i = 0; i < layer.GetLayerDefn()->GetFieldCount(); ++i) {
        if (std::ranges::find(fields, i) == fields.end()) {
            ignored.push_back(layer.GetLayerDefn()->GetFieldDefn(i)->GetNameRef());
        }
    }
    ignored.push_back(nullptr);
    layer.SetIgnoredFields(ignored.data());
    layer.ResetReading();
}

/// GDAL makes a string of every value else.
void ignore_unused(OGRLayer& layer, const LayerPlan& plan) {
    std::vector<int> used(plan.fields.begin(), plan.fields.end());
    used.push_back(plan.source_id_field);
    read_only(layer, used, {});
}

/// Of all the layer holds only these fields are read; restores it for reading all.
class AttributesOnly {
  public:
    AttributesOnly(OGRLayer& layer, const std::vector<int>& fields) : m_layer(layer) {
        read_only(layer, fields, {"OGR_GEOMETRY"});
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

/// A CSV's text is looked at as it stands, which takes a tenth of the time of reading its features.
/// False when the file can't be opened that way.
bool examine_file(const std::string& path, TextDecoder& decoder) {
    return visit_lines(path, [&decoder](std::string_view lines) { decoder.examine(lines); });
}

/// Errors in this first pass are met again in the second, which reports them.
void examine_texts(OGRLayer& layer, TextDecoder& decoder) {
    std::vector<int> text_fields;
    for (int i = 0; i < layer.GetLayerDefn()->GetFieldCount(); ++i) {
        if (layer.GetLayerDefn()->GetFieldDefn(i)->GetType() == OFTString) {
            text_fields.push_back(i);
        }
    }
    const AttributesOnly attributes_only(layer, text_fields);
    GdalErrors errors;
    while (const OGRFeatureUniquePtr feature{layer.GetNextFeature()}) {
        for (const int field : text_fields) {
            if (feature->IsFieldSetAndNotNull(field)) {
                decoder.examine(feature->GetFieldAsString(field));
            }
        }
    }
}

/// Reads the open columns, from the first feature until they are settled; those that are, leave.
void examine_columns(OGRLayer& layer, const LayerPlan& plan, std::vector<int>& open, Facts& facts,
                     std::uint64_t most_features) {
    const AttributesOnly attributes_only(layer, open);
    GdalErrors errors;
    for (const int field : open) {
        facts.at(field).restart();
    }
    for (std::uint64_t read = 0; read < most_features && !open.empty(); ++read) {
        const OGRFeatureUniquePtr feature{layer.GetNextFeature()};
        if (!feature) {
            return;
        }
        for (const int field : open) {
            if (const std::string text = plan.text(*feature, field); !text.empty()) {
                facts.at(field).add(text);
            }
        }
        std::erase_if(open, [&](int field) { return facts.at(field).is_settled(); });
    }
}

/// Most columns are settled by a few features; then only the others are read through.
void examine_columns(OGRLayer& layer, const LayerPlan& plan, Facts& facts) {
    std::vector<int> open;
    for (const auto& [field, found] : facts) {
        open.push_back(field);
    }
    for (const std::uint64_t most_features :
         {std::uint64_t{200}, std::numeric_limits<std::uint64_t>::max()}) {
        examine_columns(layer, plan, open, facts, most_features);
    }
}

Facts columns_to_examine(const std::vector<int>& id_fields,
                         const std::array<std::vector<FieldGuess>, attribute_count>& guesses) {
    Facts facts;
    for (const int field : id_fields) {
        facts[field].may_be_id = facts[field].must_be_unique = true;
    }
    for (std::size_t i = 0; i < attribute_count; ++i) {
        const auto attribute = static_cast<Attribute>(i);
        for (const auto& guess : guesses[i]) {
            ColumnFacts& column = facts[guess.field];
            column.may_be_id = column.may_be_id || attribute == Attribute::number;
            column.must_be_unique =
                column.must_be_unique || (attribute == Attribute::number && guess.is_weak);
            column.may_be_division =
                column.may_be_division || attribute == Attribute::division_code;
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
        if (source.driver != "CSV" ||
            !examine_file(source.dataset->GetDescription(), plan.decoder)) {
            examine_texts(layer, plan.decoder);
        }
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
    Facts facts = columns_to_examine(id_fields, guesses);
    examine_columns(layer, plan, facts);
    const auto& number_guesses = guesses[static_cast<std::size_t>(Attribute::number)];
    choose_fields(plan, given, facts, guesses, names, report);
    plan.source_id_field = choose_source_id(plan, id_fields, facts, number_guesses);
    if (options.skips_texts) {
        for (const Attribute text : {Attribute::address, Attribute::building_name,
                                     Attribute::owner_name, Attribute::owner_id}) {
            plan.fields[static_cast<std::size_t>(text)] = -1;
        }
    }
    ignore_unused(layer, plan);
    return plan;
}

} // namespace tuban::io
