#include "spatial/io/tabular.hpp"

#include "base/error.hpp"
#include "spatial/io/detail/archive.hpp"
#include "spatial/io/detail/gdal_session.hpp"
#include "spatial/io/detail/text_decoder.hpp"
#include "spatial/io/detail/vsi.hpp"

#include <cpl_csv.h>
#include <cpl_string.h>
#include <cpl_vsi.h>
#include <fmt/format.h>
#include <gdal_priv.h>
#include <ogrsf_frmts.h>

#include <algorithm>
#include <memory>
#include <string_view>
#include <utility>

namespace tuban::io {
namespace {

constexpr std::size_t max_line_bytes = std::size_t{1} << 20;
constexpr std::size_t max_text_bytes = std::size_t{64} << 20;
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

struct FileCloser {
    void operator()(VSILFILE* file) const { VSIFCloseL(file); }
};
using OpenFile = std::unique_ptr<VSILFILE, FileCloser>;

[[noreturn]] void refuse(const std::string& path, std::string_view advice) {
    throw Error("file_unreadable", fmt::format("{}：{}", name_of(path), advice));
}

OpenFile open_file(const std::string& path) {
    OpenFile file(VSIFOpenL(path.c_str(), "rb"));
    if (!file) {
        refuse(path, "打不开。请检查文件是否存在、是否可读。");
    }
    return file;
}

std::string trimmed(const std::string& text) {
    constexpr std::string_view blank = " \t\r\n";
    const auto first = text.find_first_not_of(blank);
    if (first == std::string::npos) {
        return {};
    }
    return text.substr(first, text.find_last_not_of(blank) - first + 1);
}

void give(std::size_t row, TableRow&& cells,
          const std::function<void(std::size_t, TableRow&&)>& visit) {
    const bool is_empty =
        std::all_of(cells.begin(), cells.end(), [](const auto& cell) { return cell.empty(); });
    if (!is_empty) {
        visit(row, std::move(cells));
    }
}

/// Calls visit(row number, cells as bytes) for each record of a CSV.
template <typename Visit>
void for_each_record(const std::string& path, Visit visit) {
    const auto file = open_file(path);
    GdalErrors errors;
    for (std::size_t row = 1;; ++row) {
        const CPLStringList cells(
            CSVReadParseLine3L(file.get(), max_line_bytes, ",", true, false, false, row == 1));
        if (cells.List() == nullptr) {
            if (!errors.failure().empty()) {
                refuse(path, "有一行过长或引号没有成对，无法读取。请检查文件内容。");
            }
            return;
        }
        visit(row, cells);
    }
}

void read_csv(const std::string& path, const std::function<void(std::size_t, TableRow&&)>& visit) {
    TextDecoder decoder;
    visit_lines(path, [&decoder](std::string_view lines) { decoder.examine(lines); });
    for_each_record(path, [&](std::size_t row, const CPLStringList& cells) {
        TableRow texts;
        for (int i = 0; i < cells.size(); ++i) {
            texts.push_back(trimmed(decoder.decode(cells[i])));
        }
        give(row, std::move(texts), visit);
    });
}

void read_xlsx(const std::string& path, const std::function<void(std::size_t, TableRow&&)>& visit) {
    GdalErrors errors;
    const char* const drivers[] = {"XLSX", nullptr};
    CPLSetThreadLocalConfigOption("OGR_XLSX_HEADERS", "DISABLE");
    CPLSetThreadLocalConfigOption("OGR_XLSX_FIELD_TYPES", "STRING");
    const GDALDatasetUniquePtr book(
        GDALDataset::Open(path.c_str(), GDAL_OF_VECTOR | GDAL_OF_READONLY, drivers));
    if (!book || book->GetLayerCount() == 0) {
        refuse(path, "不是可读的 Excel 工作簿（.xlsx）。请另存为 .xlsx 或 CSV 后重试。");
    }
    for (const auto& feature : *book->GetLayer(0)) {
        TableRow texts;
        for (int i = 0; i < feature->GetFieldCount(); ++i) {
            texts.push_back(feature->IsFieldSetAndNotNull(i) ? trimmed(feature->GetFieldAsString(i))
                                                             : std::string());
        }
        give(static_cast<std::size_t>(feature->GetFID()), std::move(texts), visit);
    }
}

bool is_zip(const std::string& path) {
    return extension_of(path) == "zip";
}

void collect(const std::string& folder, const std::string& prefix, std::vector<TextSource>& found) {
    for (const auto& name : folder_names(folder)) {
        const std::string path = fmt::format("{}/{}", folder, name);
        const auto entry = find_entry(path);
        if (entry && entry->is_folder) {
            collect(path, fmt::format("{}{}/", prefix, name), found);
        } else {
            found.push_back({path, prefix + name});
        }
    }
}

/// Files of a .zip with one of these extensions, by name.
std::vector<TextSource> members(const std::string& path,
                                std::initializer_list<std::string_view> extensions) {
    check_archive(path, name_of(path));
    std::vector<TextSource> all;
    collect("/vsizip/{" + path + "}", "", all);
    std::erase_if(all, [&](const TextSource& source) {
        return std::find(extensions.begin(), extensions.end(), extension_of(source.name)) ==
               extensions.end();
    });
    std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
    return all;
}

std::string table_path(const std::string& path) {
    if (!is_zip(path)) {
        return path;
    }
    const auto found = members(path, {"csv", "xlsx"});
    if (found.size() != 1) {
        refuse(path,
               fmt::format("压缩包里应只有一个 CSV 或 XLSX 文件，现有 {} 个。请解压后分别导入。",
                           found.size()));
    }
    return found.front().path;
}

} // namespace

void read_table(const std::filesystem::path& file,
                const std::function<void(std::size_t, TableRow&&)>& visit) {
    prepare_gdal();
    const auto path = table_path(file.string());
    if (extension_of(path) == "xlsx") {
        read_xlsx(path, visit);
    } else {
        read_csv(path, visit);
    }
}

std::vector<TextSource> text_sources(const std::filesystem::path& file) {
    prepare_gdal();
    const auto path = file.string();
    if (!is_zip(path)) {
        return {{path, name_of(path)}};
    }
    auto found = members(path, {"csv", "json"});
    if (found.empty()) {
        refuse(path, "压缩包里没有 CSV 或 JSON 文件。");
    }
    return found;
}

std::string read_text(const std::string& path) {
    const auto file = open_file(path);
    const auto entry = find_entry(path);
    if (!entry || entry->size > max_text_bytes) {
        refuse(path, "文件过大，最多 64 MB。");
    }
    std::string bytes(entry->size, '\0');
    bytes.resize(VSIFReadL(bytes.data(), 1, bytes.size(), file.get()));
    if (bytes.compare(0, byte_order_mark.size(), byte_order_mark) == 0) {
        bytes.erase(0, byte_order_mark.size());
    }
    return bytes;
}

} // namespace tuban::io
