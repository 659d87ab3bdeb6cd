#include "spatial/io/detail/feature_attributes.hpp"

#include "spatial/io/detail/field_values.hpp"
#include "spatial/io/detail/osm_tags.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace tuban::io {
namespace {

constexpr std::size_t max_text_bytes = 2000;
constexpr std::size_t max_kept_values = 1000; ///< distinct ones, for each attribute
constexpr double max_height_m = 1000;
constexpr double max_area_m2 = 1e7;

bool is_personal(Attribute attribute) {
    return attribute == Attribute::owner_id || attribute == Attribute::owner_name ||
           attribute == Attribute::address;
}

/// What `use` says beyond residential or not (辅助用房, 独立住宅); a bare number belongs to its own
/// list only.
std::string dwelling_kind_in_use(const std::string& use, const CodeNormalizer& normalize) {
    const bool is_number = std::ranges::all_of(use, [](char c) { return c >= '0' && c <= '9'; });
    return is_number ? std::string() : normalize("dwelling_kind", use).value_or("");
}

class AttributeReader {
  public:
    AttributeReader(const SourceFeature& feature, const LayerPlan& plan, const ReadOptions& options,
                    std::vector<UnreadValue>& unread)
        : m_feature(feature), m_plan(plan), m_options(options), m_unread(unread),
          m_tags(parse_osm_tags(feature.text(plan.tags_field))) {}

    std::string text(Attribute attribute) const {
        if (m_plan.field(attribute) < 0) {
            return m_plan.tags_field >= 0 ? text_of_tags(m_tags, attribute) : std::string();
        }
        std::string value = m_feature.text(m_plan.field(attribute));
        // OSM's building=yes says that it is one, not of what use.
        return m_plan.tags_field >= 0 && value == "yes" ? std::string() : value;
    }

    std::string short_text(Attribute attribute) {
        std::string value = text(attribute);
        if (value.size() > max_text_bytes) {
            leave_unread(attribute, "（文字过长）");
            value.clear();
        }
        return value;
    }

    std::string code(Attribute attribute) {
        const std::string value = text(attribute);
        if (value.empty() || !m_options.normalize_code) {
            return {};
        }
        auto id = m_options.normalize_code(name_of(attribute), value);
        if (!id) {
            leave_unread(attribute, value);
        }
        return id.value_or("");
    }

    template <typename Parse>
    auto number(Attribute attribute, Parse parse) -> decltype(parse(std::string())) {
        const std::string value = text(attribute);
        if (value.empty()) {
            return std::nullopt;
        }
        const auto parsed = parse(value);
        if (!parsed) {
            leave_unread(attribute, value);
        }
        return parsed;
    }

    std::string owner_id() {
        const int field = m_plan.field(Attribute::owner_id);
        const std::string value = parse_owner_id(text(Attribute::owner_id));
        if (value.empty() || !m_options.seal_owner_id) {
            return {};
        }
        // A double keeps 15 digits of the 18.
        const bool was_ruined = field >= 0 && m_feature.is_real(field) && value.size() > 15;
        if (was_ruined || value.size() > 64) {
            leave_unread(Attribute::owner_id, "");
            return {};
        }
        return m_options.seal_owner_id(value);
    }

  private:
    void leave_unread(Attribute attribute, const std::string& value) {
        m_unread.push_back({attribute, is_personal(attribute) ? "" : value.substr(0, 60)});
    }

    const SourceFeature& m_feature;
    const LayerPlan& m_plan;
    const ReadOptions& m_options;
    std::vector<UnreadValue>& m_unread;
    OsmTags m_tags;
};

} // namespace

void UnreadValues::add(const UnreadValue& unread) {
    auto& counts = m_counts[unread.attribute];
    const bool is_kept = counts.size() < max_kept_values || counts.contains(unread.value);
    ++counts[is_kept ? unread.value : "…"];
}

void UnreadValues::report_to(ImportReport& report) const {
    constexpr std::size_t shown_values = 5;
    for (const auto& [attribute, counts] : m_counts) {
        std::vector<std::pair<std::uint64_t, std::string>> sorted;
        std::uint64_t total = 0;
        for (const auto& [value, count] : counts) {
            sorted.emplace_back(count, value);
            total += count;
        }
        std::ranges::sort(sorted, std::greater());
        std::string examples;
        for (std::size_t i = 0; i < std::min(shown_values, sorted.size()); ++i) {
            if (!sorted[i].second.empty()) {
                examples += fmt::format("{}“{}”{} 处", examples.empty() ? "：" : "，",
                                        sorted[i].second, sorted[i].first);
            }
        }
        report.warn(
            {"value_unknown", std::string(label_of(attribute)), std::string(name_of(attribute)),
             fmt::format("{}有 {} 个值无法识别，已留空{}", label_of(attribute), total, examples)});
    }
}

std::optional<Issue> read_attributes(const SourceFeature& feature, const LayerPlan& plan,
                                     const ReadOptions& options, std::vector<UnreadValue>& unread,
                                     Patch& patch) {
    AttributeReader reader(feature, plan, options, unread);
    const std::string division = reader.text(Attribute::division_code);
    if (!division.empty()) {
        const auto code = parse_division_code(division);
        if (!code) {
            return Issue{
                "division_invalid", "", "division_code",
                fmt::format("行政区划代码“{}”不是 2 至 12 位数字", division.substr(0, 60))};
        }
        patch.division_code = *code;
    } else if (options.division_code) {
        patch.division_code = *options.division_code;
    }
    patch.address = reader.short_text(Attribute::address);
    patch.building_name = reader.short_text(Attribute::building_name);
    patch.owner_name = reader.short_text(Attribute::owner_name);
    patch.owner_id_sealed = reader.owner_id();
    patch.use = reader.code(Attribute::use);
    patch.dwelling_kind = reader.code(Attribute::dwelling_kind);
    if (patch.dwelling_kind.empty() && !patch.use.empty()) {
        patch.dwelling_kind =
            dwelling_kind_in_use(reader.text(Attribute::use), options.normalize_code);
    }
    patch.structure = reader.code(Attribute::structure);
    patch.built_period = reader.code(Attribute::built_period);
    patch.built_by = reader.code(Attribute::built_by);
    patch.land_tenure = reader.code(Attribute::land_tenure);
    patch.grade = reader.code(Attribute::grade);
    patch.floors = reader.number(Attribute::floors, parse_floors);
    const auto area = [](std::string_view value) { return parse_measure(value, max_area_m2); };
    patch.height_m = reader.number(Attribute::height_m, [](std::string_view value) {
        return parse_measure(value, max_height_m);
    });
    patch.ground_area_m2 = reader.number(Attribute::ground_area_m2, area);
    patch.floor_area_m2 = reader.number(Attribute::floor_area_m2, area);
    return std::nullopt;
}

} // namespace tuban::io
