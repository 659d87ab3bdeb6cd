#include "spatial/io/patch_writer.hpp"

#include "base/error.hpp"
#include "spatial/io/detail/gdal_session.hpp"

#include <cpl_string.h>
#include <fmt/format.h>
#include <gdal_priv.h>
#include <ogrsf_frmts.h>
#include <unicode/ucnv.h>
#include <unicode/uniset.h>
#include <unicode/unistr.h>

#include <array>
#include <cstdlib>
#include <optional>
#include <utility>

namespace tuban::io {
namespace {

constexpr std::uint64_t max_indexed_patches = 2'000'000;
constexpr std::uint64_t rows_a_transaction = 50'000;
constexpr int max_dbf_text = 254;
constexpr UChar32 not_in_encoding = 0x3013; // 〓

struct CloseDataset {
    void operator()(GDALDataset* dataset) const noexcept { GDALClose(dataset); }
};

struct TextField {
    const char* name;
    int width; ///< bytes, of a shapefile
    std::string Patch::*value;
};

constexpr std::array<TextField, 11> text_fields{{
    {"patch_no", 64, &Patch::number},
    {"division_code", 12, &Patch::division_code},
    {"address", max_dbf_text, &Patch::address},
    {"building_name", max_dbf_text, &Patch::building_name},
    {"use", 24, &Patch::use},
    {"dwelling_kind", 24, &Patch::dwelling_kind},
    {"structure", 32, &Patch::structure},
    {"built_period", 24, &Patch::built_period},
    {"built_by", 32, &Patch::built_by},
    {"land_tenure", 24, &Patch::land_tenure},
    {"grade", 8, &Patch::grade},
}};
constexpr int division_name_width = 160;

struct AreaField {
    const char* name;
    std::optional<float> Patch::*value;
};
constexpr std::array<AreaField, 3> number_fields{{
    {"height_m", &Patch::height_m},
    {"ground_area_m2", &Patch::ground_area_m2},
    {"floor_area_m2", &Patch::floor_area_m2},
}};

const char* driver_of(PatchFormat format) noexcept {
    switch (format) {
    case PatchFormat::geopackage:
        return "GPKG";
    case PatchFormat::shapefile:
        return "ESRI Shapefile";
    case PatchFormat::flatgeobuf:
        return "FlatGeobuf";
    case PatchFormat::geojson:
        return "GeoJSON";
    }
    return "";
}

CPLStringList layer_options(const PatchWriteOptions& options) {
    CPLStringList list;
    switch (options.format) {
    case PatchFormat::geopackage:
        list.SetNameValue("DESCRIPTION", options.description.c_str());
        break;
    case PatchFormat::shapefile:
        list.SetNameValue("ENCODING", options.encoding == TextEncoding::gbk ? "GBK" : "UTF-8");
        break;
    case PatchFormat::flatgeobuf:
        list.SetNameValue("SPATIAL_INDEX", options.expected <= max_indexed_patches ? "YES" : "NO");
        break;
    case PatchFormat::geojson:
        list.SetNameValue("RFC7946", "YES");
        list.SetNameValue("COORDINATE_PRECISION", "10"); // 0.01 mm
        list.SetNameValue("DESCRIPTION", options.description.c_str());
        break;
    }
    return list;
}

OGRLinearRing ring_of(const geometry::Ring& points) {
    OGRLinearRing ring;
    ring.setNumPoints(static_cast<int>(points.size()));
    for (std::size_t i = 0; i < points.size(); ++i) {
        ring.setPoint(static_cast<int>(i), points[i].lon, points[i].lat);
    }
    return ring;
}

OGRMultiPolygon shape_of(const geometry::MultiPolygon& polygons) {
    OGRMultiPolygon shape;
    for (const auto& rings : polygons) {
        OGRPolygon polygon;
        for (const auto& points : rings) {
            auto ring = ring_of(points);
            polygon.addRing(&ring);
        }
        shape.addGeometry(&polygon);
    }
    return shape;
}

/// The decimal number that people wrote: 3.2 and not 3.2000000476837.
double as_written(float value) {
    return std::strtod(fmt::format("{}", value).c_str(), nullptr);
}

icu::UnicodeSet characters_of_gbk() {
    UErrorCode status = U_ZERO_ERROR;
    icu::UnicodeSet characters;
    UConverter* converter = ucnv_open("GBK", &status);
    ucnv_getUnicodeSet(converter, characters.toUSet(), UCNV_ROUNDTRIP_SET, &status);
    ucnv_close(converter);
    if (U_FAILURE(status)) {
        throw Error("write_failed", "ICU: GBK");
    }
    return characters;
}

std::uint64_t count_rows(const std::filesystem::path& file) {
    const std::unique_ptr<GDALDataset, CloseDataset> dataset(
        GDALDataset::Open(file.c_str(), GDAL_OF_VECTOR | GDAL_OF_READONLY));
    return dataset && dataset->GetLayerCount() > 0
               ? static_cast<std::uint64_t>(dataset->GetLayer(0)->GetFeatureCount())
               : 0;
}

} // namespace

std::string_view extension_of(PatchFormat format) noexcept {
    switch (format) {
    case PatchFormat::geopackage:
        return ".gpkg";
    case PatchFormat::shapefile:
        return ".shp.zip";
    case PatchFormat::flatgeobuf:
        return ".fgb";
    case PatchFormat::geojson:
        return ".geojson";
    }
    return "";
}

struct PatchWriter::State {
    State(std::filesystem::path target, const PatchWriteOptions& options)
        : file(std::move(target)), format(options.format) {
        if (format == PatchFormat::shapefile && options.encoding == TextEncoding::gbk) {
            encodable = characters_of_gbk();
        }
        prepare_gdal();
        const GdalErrors errors;
        auto* const driver = GetGDALDriverManager()->GetDriverByName(driver_of(format));
        dataset.reset(driver == nullptr
                          ? nullptr
                          : driver->Create(file.c_str(), 0, 0, 0, GDT_Unknown, nullptr));
        OGRSpatialReference crs;
        crs.importFromEPSG(format == PatchFormat::geojson ? 4326 : 4490);
        crs.SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
        layer = dataset ? dataset->CreateLayer(options.layer.c_str(), &crs, wkbMultiPolygon,
                                               layer_options(options).List())
                        : nullptr;
        if (layer == nullptr) {
            refuse(errors);
        }
        // In the order in which add() fills them: a shapefile cuts names to ten bytes.
        for (const auto& field : text_fields) {
            add_field(field.name, OFTString, field.width);
        }
        add_field("division_name", OFTString, division_name_width);
        add_field("floors", OFTInteger, 0);
        for (const auto& field : number_fields) {
            add_field(field.name, OFTReal, 0);
        }
        begin();
    }

    void add_field(const char* name, OGRFieldType type, int width) {
        OGRFieldDefn field(name, type);
        if (format == PatchFormat::shapefile) {
            field.SetWidth(width);
        }
        const GdalErrors errors;
        if (layer->CreateField(&field) != OGRERR_NONE) {
            refuse(errors);
        }
    }

    void begin() const {
        if (dataset->TestCapability(ODsCTransactions) != 0) {
            dataset->StartTransaction();
        }
    }
    void commit(const GdalErrors& errors) const {
        if (dataset->TestCapability(ODsCTransactions) != 0 &&
            dataset->CommitTransaction() != OGRERR_NONE) {
            refuse(errors);
        }
    }

    [[noreturn]] void refuse(const GdalErrors& errors) const {
        throw Error("write_failed",
                    fmt::format("写不了文件“{}”，请核对目录、权限与剩余空间（GDAL：{}）。",
                                file.filename().string(), errors.failure()));
    }

    /// What a shapefile's field holds of a text; counts what it does not.
    std::string fitted(std::string_view text, int width) {
        const auto all = icu::UnicodeString::fromUTF8({text.data(), static_cast<int>(text.size())});
        icu::UnicodeString kept;
        int bytes = 0;
        bool is_replaced = false;
        for (std::int32_t i = 0; i < all.length(); i = all.moveIndex32(i, 1)) {
            UChar32 character = all.char32At(i);
            if (encodable && !encodable->contains(character)) {
                character = not_in_encoding;
                is_replaced = true;
            }
            bytes += character < 0x80 ? 1 : encodable ? 2 : U8_LENGTH(character);
            if (bytes > width) {
                ++report.texts_shortened;
                break;
            }
            kept.append(character);
        }
        report.texts_replaced += is_replaced ? 1U : 0U;
        std::string utf8;
        return kept.toUTF8String(utf8);
    }

    void set(OGRFeature& feature, int field, int width, std::string_view text) {
        if (!text.empty()) {
            feature.SetField(field, format == PatchFormat::shapefile ? fitted(text, width).c_str()
                                                                     : std::string(text).c_str());
        }
    }

    std::filesystem::path file;
    PatchFormat format;
    std::optional<icu::UnicodeSet> encodable; ///< in any encoding but Unicode's
    std::unique_ptr<GDALDataset, CloseDataset> dataset;
    OGRLayer* layer = nullptr;
    PatchWriteReport report;
};

PatchWriter::PatchWriter(const std::filesystem::path& file, const PatchWriteOptions& options)
    : m_state(std::make_unique<State>(file, options)) {}

PatchWriter::~PatchWriter() {
    const GdalErrors unheard;
    m_state->dataset.reset();
}

void PatchWriter::add(const Patch& patch, std::string_view division_name) {
    State& state = *m_state;
    const GdalErrors errors;
    OGRFeature feature(state.layer->GetLayerDefn());
    int at = 0;
    for (const auto& field : text_fields) {
        state.set(feature, at++, field.width, patch.*field.value);
    }
    state.set(feature, at++, division_name_width, division_name);
    if (patch.floors) {
        feature.SetField(at, static_cast<int>(*patch.floors));
    }
    for (const auto& field : number_fields) {
        ++at;
        if (const auto& value = patch.*field.value) {
            feature.SetField(at, as_written(*value));
        }
    }
    const auto shape = shape_of(patch.shape);
    feature.SetGeometry(&shape);
    if (state.layer->CreateFeature(&feature) != OGRERR_NONE || !errors.failure().empty()) {
        state.refuse(errors);
    }
    if (++state.report.written % rows_a_transaction == 0) {
        state.commit(errors);
        state.begin();
    }
}

PatchWriteReport PatchWriter::finish() {
    const GdalErrors errors;
    m_state->commit(errors);
    m_state->dataset.reset();
    // Not every driver tells of a write that failed; what is read back is there.
    if (!errors.failure().empty() || count_rows(m_state->file) != m_state->report.written) {
        m_state->refuse(errors);
    }
    return m_state->report;
}

} // namespace tuban::io
