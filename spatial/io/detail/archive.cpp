#include "spatial/io/detail/archive.hpp"

#include "base/error.hpp"
#include "spatial/io/detail/vsi.hpp"

#include <cpl_vsi.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <memory>

namespace tuban::io {
namespace {

constexpr std::size_t max_entries = 10'000;
/// Attribute tables full of blanks shrink to a sixtieth; nothing honest shrinks more than this.
constexpr std::uint64_t max_ratio = 200;
constexpr std::uint64_t always_allowed_bytes = 128ULL << 20U;

Error refused(const std::string& label, const std::string& why) {
    return {"archive_refused", fmt::format("{}：{}", label, why)};
}

bool is_too_large(std::uint64_t unpacked, std::uint64_t packed) {
    return unpacked > always_allowed_bytes && unpacked / max_ratio > packed;
}

Error too_large(const std::string& label) {
    return refused(label, "解压后的大小异常（可能是压缩炸弹），已拒绝。请直接给出未压缩的文件");
}

struct Entry {
    std::string name;
    std::uint64_t size = 0;
    bool is_folder = false;
};

struct FolderDeleter {
    void operator()(VSIDIR* folder) const noexcept { VSICloseDir(folder); }
};

std::vector<Entry> entries_of(const std::string& path, const std::string& label) {
    const std::unique_ptr<VSIDIR, FolderDeleter> folder(
        VSIOpenDir(("/vsizip/{" + path + "}").c_str(), -1, nullptr));
    if (!folder) {
        throw refused(label, "压缩包损坏或不完整，无法打开。请重新压缩或重新传输");
    }
    std::vector<Entry> entries;
    while (const VSIDIREntry* entry = VSIGetNextDirEntry(folder.get())) {
        entries.push_back({entry->pszName, entry->nSize, VSI_ISDIR(entry->nMode) != 0});
        if (entries.size() > max_entries) {
            throw refused(label, fmt::format("压缩包里的文件超过 {} 个，已拒绝", max_entries));
        }
    }
    return entries;
}

bool leaves_archive(const std::string& name) {
    return name.starts_with("/") || name.find('\\') != std::string::npos || name == ".." ||
           name.starts_with("../") || name.find("/../") != std::string::npos ||
           name.ends_with("/..") || name.find(':') != std::string::npos;
}

bool is_readable(const Entry& entry) {
    const std::string extension = extension_of(entry.name);
    if (entry.is_folder) {
        return extension == "gdb";
    }
    const auto known = {"shp", "gpkg", "geojson", "json", "geojsonl", "fgb", "csv", "osm", "pbf"};
    return !name_of(entry.name).starts_with(".") &&
           entry.name.find("__MACOSX/") == std::string::npos &&
           entry.name.find(".gdb/") == std::string::npos &&
           std::ranges::any_of(known, [&](const char* one) { return extension == one; });
}

} // namespace

void check_archive(const std::string& path, const std::string& label) {
    const auto packed = find_entry(path);
    std::uint64_t unpacked = 0;
    for (const auto& entry : entries_of(path, label)) {
        if (leaves_archive(entry.name)) {
            throw refused(label, "压缩包里有指向包外的文件名，已拒绝");
        }
        unpacked += entry.size;
    }
    if (packed && is_too_large(unpacked, packed->size)) {
        throw too_large(label);
    }
}

void check_gzip(const std::string& path, const std::string& label) {
    const auto packed = find_entry(path);
    struct FileDeleter {
        void operator()(VSILFILE* file) const noexcept { VSIFCloseL(file); }
    };
    const std::unique_ptr<VSILFILE, FileDeleter> file(
        VSIFOpenL(("/vsigzip/" + path).c_str(), "rb"));
    if (!file || !packed) {
        throw refused(label, "不是有效的 gzip 文件");
    }
    std::vector<char> block(1U << 20U);
    std::uint64_t unpacked = 0;
    while (const std::size_t size = VSIFReadL(block.data(), 1, block.size(), file.get())) {
        unpacked += size;
        if (is_too_large(unpacked, packed->size)) {
            throw too_large(label);
        }
    }
    if (unpacked == 0) {
        throw refused(label, "gzip 文件损坏或内容为空");
    }
}

std::vector<ArchiveMember> readable_members(const std::string& path, const std::string& label) {
    std::vector<ArchiveMember> members;
    for (const auto& entry : entries_of(path, label)) {
        if (is_readable(entry)) {
            members.push_back({"/vsizip/{" + path + "}/" + entry.name, entry.name});
        }
    }
    std::ranges::sort(members, {}, &ArchiveMember::name);
    return members;
}

} // namespace tuban::io
