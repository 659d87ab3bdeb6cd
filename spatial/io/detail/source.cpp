#include "spatial/io/detail/source.hpp"

#include "base/error.hpp"
#include "spatial/io/detail/archive.hpp"
#include "spatial/io/detail/gdal_session.hpp"
#include "spatial/io/detail/shapefile_parts.hpp"
#include "spatial/io/detail/text_decoder.hpp"
#include "spatial/io/detail/vsi.hpp"
#include "spatial/io/patch_reader.hpp"

#include <cpl_conv.h>
#include <cpl_vsi.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <initializer_list>
#include <optional>

namespace tuban::io {
namespace {

constexpr std::array<const char*, 9> allowed_drivers{
    "ESRI Shapefile", "GPKG", "GeoJSON", "GeoJSONSeq", "FlatGeobuf",
    "OpenFileGDB",    "OSM",  "CSV",     nullptr};

constexpr const char* readable_formats =
    "可读取的格式：Shapefile、GeoPackage、GeoJSON、FileGDB、FlatGeobuf、OSM（.osm、.pbf）、"
    "带 WKT 列的 CSV，可用 .zip 或 .gz 压缩";

Error unreadable(const std::string& label, const std::string& why) {
    return {"file_unreadable", fmt::format("{}：{}", label, why)};
}

bool is_any(const std::string& extension, std::initializer_list<const char*> all) {
    return std::ranges::any_of(all, [&](const char* one) { return extension == one; });
}

/// Options that make GDAL hand out bytes and find the WKT column whatever its name.
std::vector<const char*> open_options(const std::string& extension) {
    if (is_any(extension, {"shp", "dbf"})) {
        return {"ENCODING=", nullptr};
    }
    if (is_any(extension, {"csv", "tsv"})) {
        return {"GEOM_POSSIBLE_NAMES=WKT,wkt,geom,geometry,the_geom,shape,wkt_geom,"
                "wkt_geometry,图形,坐标,几何,几何图形",
                "KEEP_GEOM_COLUMNS=NO", nullptr};
    }
    return {nullptr};
}

std::string advise(const std::string& failure) {
    std::string advice = "无法读取：文件损坏、不完整，或不是矢量数据。请重新导出后再试。";
    if (failure.find("FlatGeobuf version") != std::string::npos) {
        advice = "无法读取：FlatGeobuf 版本太旧，请用新版工具导出（第 3 版）。";
    }
    advice += readable_formats;
    return failure.empty() ? advice : fmt::format("{}（GDAL：{}）", advice, failure);
}

/// Whether the text begins with an object that ends on its line, and another follows: GDAL takes a
/// sequence whose features don't begin with "type" for a single one, and loses the rest silently.
bool is_object_a_line(std::string_view text) {
    int depth = 0;
    bool is_quoted = false;
    std::size_t at = 0;
    for (; at < text.size(); ++at) {
        const char c = text[at];
        if (is_quoted) {
            at += c == '\\' ? 1 : 0;
            is_quoted = c != '"';
        } else if (c == '"') {
            is_quoted = true;
        } else if (c == '{') {
            ++depth;
        } else if (c == '}' && --depth == 0) {
            break;
        }
    }
    const auto next = text.find_first_not_of(" \t\r\n\x1e", std::min(at + 1, text.size()));
    return next != std::string_view::npos && text[next] == '{';
}

/// GDAL takes no text for a CSV whose header has no separator.
bool has_one_column(const std::string& path) {
    constexpr std::size_t longest_header = 65536;
    const std::string start = read_start(path, longest_header);
    return start.substr(0, start.find('\n')).find_first_of(",;\t|") == std::string::npos;
}

/// The name under which GDAL opens it as what it is.
std::string dataset_name(const std::string& path) {
    constexpr std::size_t looked_at = std::size_t{1} << 20;
    const auto extension = extension_of(path);
    const bool is_sequence =
        is_any(extension, {"geojsonl", "geojsons", "ndjson", "jsonl"}) ||
        (is_any(extension, {"json", "geojson"}) && is_object_a_line(read_start(path, looked_at)));
    return is_sequence ? "GEOJSONSeq:" + path : path;
}

GDALDatasetUniquePtr open_dataset(const std::string& path, const std::string& label) {
    GdalErrors errors;
    const auto options = open_options(extension_of(path));
    GDALDatasetUniquePtr dataset(GDALDataset::Open(dataset_name(path).c_str(),
                                                   GDAL_OF_VECTOR | GDAL_OF_READONLY,
                                                   allowed_drivers.data(), options.data()));
    if (!dataset && is_any(extension_of(path), {"csv", "tsv"}) && has_one_column(path)) {
        throw unreadable(label, "只有一列，无法认作 CSV。请再加一列再试，例如图斑编号 patch_no，"
                                "其中可以留空");
    }
    if (!dataset) {
        throw unreadable(label, advise(errors.failure()));
    }
    return dataset;
}

Source open_shapefile(const std::string& path, const std::string& label, ImportReport& report) {
    const ShapefileParts parts = find_shapefile_parts(path);
    Source source;
    source.label = label;
    source.declared_encoding = declared_encoding(parts);
    if (parts.shx.empty() && !parts.shp.empty()) {
        report.warn({"shx_missing", label, "", "缺少 .shx 索引文件，已按 .shp 的内容重建"});
        const std::string copy = copy_to_memory(parts, source.scratch_files);
        CPLConfigOptionSetter restore("SHAPE_RESTORE_SHX", "YES", false);
        source.dataset = open_dataset(copy, label);
        source.scratch_files.push_back(copy.substr(0, copy.size() - 3) + "shx");
    } else {
        source.dataset = open_dataset(path, label);
    }
    if (!parts.shp.empty() && parts.dbf.empty()) {
        report.warn({"dbf_missing", label, "", "缺少 .dbf 属性文件，只有图形，没有属性"});
    }
    return source;
}

Source open_plain(const std::string& path, const std::string& label) {
    Source source;
    source.label = label;
    source.dataset = open_dataset(path, label);
    return source;
}

Source open_one(const std::string& path, const std::string& label, ImportReport& report) {
    Source source = is_any(extension_of(path), {"shp", "dbf"}) ? open_shapefile(path, label, report)
                                                               : open_plain(path, label);
    source.driver = source.dataset->GetDriver()->GetDescription();
    return source;
}

std::vector<Source> open_archive(const std::string& path, const std::string& label,
                                 ImportReport& report) {
    std::vector<Source> sources;
    for (const auto& member : readable_members(path, label)) {
        sources.push_back(open_one(member.path, label + "/" + member.name, report));
    }
    if (sources.empty()) {
        throw Error(
            "archive_refused",
            fmt::format("{}：压缩包里没有可读取的数据（压缩包里的压缩包不会打开，请先解压）。{}",
                        label, readable_formats));
    }
    return sources;
}

/// GDAL takes strings of many kinds as a "file name"; only real files and GDAL's memory are let in.
std::string gdal_path(const std::filesystem::path& file) {
    const std::string text = file.string();
    return text.starts_with("/vsimem/") ? text : std::filesystem::absolute(file).string();
}

} // namespace

Source::~Source() {
    dataset.reset();
    for (const auto& file : scratch_files) {
        VSIUnlink(file.c_str());
    }
}

std::vector<Source> open_sources(const std::filesystem::path& file, ImportReport& report) {
    prepare_gdal();
    GdalErrors errors;
    const std::string path = gdal_path(file);
    const std::string label = file.filename().string();
    const std::string lower = lower_case(label);
    const auto entry = path.starts_with("/vsi") && !path.starts_with("/vsimem/")
                           ? std::optional<FileEntry>()
                           : find_entry(path);
    if (!entry) {
        throw unreadable(label, "找不到这个文件。请核对路径和文件名");
    }
    if (entry->is_folder && !lower.ends_with(".gdb")) {
        throw unreadable(label, "这是文件夹。请给出其中的文件；文件夹只能是 .gdb");
    }
    if (!entry->is_folder && entry->size == 0) {
        throw unreadable(label, "文件是空的（0 字节）。请重新导出或重新传输");
    }
    if (is_any(extension_of(path), {"pmtiles", "mbtiles", "mvt"})) {
        throw unreadable(label,
                         "这是地图瓦片，其中的图形已按缩放级别裁切、取整，不能作为图斑或边界导入。"
                         "请给出原始的矢量数据");
    }
    std::vector<Source> sources;
    if (lower.ends_with(".zip")) {
        check_archive(path, label);
        if (lower.ends_with(".gdb.zip")) {
            sources.push_back(open_one(path, label, report));
            return sources;
        }
        return open_archive(path, label, report);
    }
    if (lower.ends_with(".gz")) {
        check_gzip(path, label);
        sources.push_back(open_one("/vsigzip/" + path, label, report));
        return sources;
    }
    if (is_any(extension_of(path), {"shx", "prj", "cpg", "sbn", "sbx", "qpj"})) {
        throw unreadable(label, "这是 Shapefile 的附属文件，请给出同名的 .shp 文件");
    }
    sources.push_back(open_one(path, label, report));
    return sources;
}

std::string default_batch_name(const std::filesystem::path& file) {
    std::string name = file.filename().string();
    for (bool was_cut = true; was_cut;) {
        was_cut = false;
        const std::string lower = lower_case(name);
        for (const char* ending : {".gz", ".zip", ".pbf", ".osm", ".gdb", ".shp", ".dbf",
                                   ".geojson", ".json", ".geojsonl", ".gpkg", ".fgb", ".csv"}) {
            const std::string_view end(ending);
            if (lower.size() > end.size() && lower.ends_with(end)) {
                name.resize(name.size() - end.size());
                was_cut = true;
                break;
            }
        }
    }
    return name;
}

} // namespace tuban::io
