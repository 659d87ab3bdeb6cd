#include "server/jobs/backup.hpp"

#include "base/durable_file.hpp"
#include "base/error.hpp"
#include "base/private_file.hpp"
#include "base/system_fault.hpp"
#include "data/seal/sealer.hpp"
#include "data/store/store.hpp"
#include "data/store/store_copy.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <fstream>
#include <map>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

namespace tuban::jobs {
namespace {

using nlohmann::json;
namespace fs = std::filesystem;

constexpr const char* manifest_name = "MANIFEST.json";
constexpr int manifest_version = 1;
constexpr std::array content_addressed{"batches", "segments", "photos"};

struct Entry {
    std::string name; ///< from the folder on, with slashes
    std::uint64_t size = 0;
    std::string hash;
};

[[noreturn]] void damaged(const fs::path& backup, const std::string& what) {
    throw Error("backup_damaged", fmt::format("备份 {} 已损坏，没有恢复任何内容：{}。请改用另一份"
                                              "备份。",
                                              backup.string(), what));
}

void make_private_folder(const fs::path& folder) {
    fs::create_directories(folder);
    fs::permissions(folder, fs::perms::owner_all);
}

/// Whole or not at all as long as the machine runs; durable with the file system.
void copy_whole(const fs::path& from, const fs::path& to) {
    auto part = to;
    part += ".part";
    fs::copy_file(from, part, fs::copy_options::overwrite_existing);
    fs::permissions(part, fs::perms::owner_read | fs::perms::owner_write);
    fs::rename(part, to);
}

bool is_content_hash(const std::string& name) {
    constexpr std::size_t hex_digits = 64;
    return name.size() == hex_digits &&
           name.find_first_not_of("0123456789abcdef") == std::string::npos;
}

std::vector<std::string> content_addressed_files(const fs::path& root) {
    std::vector<std::string> names;
    for (const auto* const folder : content_addressed) {
        if (!fs::is_directory(root / folder)) {
            continue;
        }
        for (const auto& entry : fs::directory_iterator(root / folder)) {
            // Not the import's lock, nor what is still being written and named by nothing yet.
            if (entry.is_regular_file() && is_content_hash(entry.path().stem().string()) &&
                entry.path().extension() != ".part") {
                names.push_back(fmt::format("{}/{}", folder, entry.path().filename().string()));
            }
        }
    }
    return names;
}

Entry describe(const fs::path& root, const std::string& name) {
    return {name, fs::file_size(root / name), seal::content_hash(root / name)};
}

void write_manifest(const fs::path& target, const std::vector<Entry>& entries) {
    auto files = json::array();
    for (const auto& entry : entries) {
        files.push_back({{"name", entry.name}, {"size", entry.size}, {"blake2b", entry.hash}});
    }
    const json manifest{
        {"version", manifest_version}, {"at_us", store::now_us()}, {"files", std::move(files)}};
    write_private_file(target / manifest_name, manifest.dump(1) + "\n");
}

/// A name of ours; a manifest can't lead out of its folder.
bool is_plain_name(const std::string& name) {
    if (name == model::DataFolder{}.database().string()) {
        return true;
    }
    const fs::path path(name);
    const auto in_folder =
        std::any_of(content_addressed.begin(), content_addressed.end(),
                    [&](const char* folder) { return path.parent_path() == folder; });
    return in_folder && path.filename() != ".." && path.filename() != "." && path.has_filename();
}

std::vector<Entry> read_manifest(const fs::path& backup) {
    std::ifstream in(backup / manifest_name);
    const auto manifest = json::parse(in, nullptr, false);
    if (!manifest.is_object() || manifest.value("version", json()) != manifest_version ||
        !manifest.value("files", json()).is_array()) {
        damaged(backup, "清单 MANIFEST.json 不存在或无法读取");
    }
    std::vector<Entry> entries;
    for (const auto& file : manifest["files"]) {
        const bool is_whole = file.is_object() && file.value("name", json()).is_string() &&
                              file.value("size", json()).is_number_unsigned() &&
                              file.value("blake2b", json()).is_string();
        if (!is_whole || !is_plain_name(file["name"].get<std::string>())) {
            damaged(backup, "清单 MANIFEST.json 中有不认识的内容");
        }
        entries.push_back({file["name"].get<std::string>(), file["size"].get<std::uint64_t>(),
                           file["blake2b"].get<std::string>()});
    }
    return entries;
}

/// What an earlier backup in the target said of its files, by name.
std::map<std::string, std::string> hashes_before(const fs::path& target) {
    std::map<std::string, std::string> hashes;
    try {
        for (const auto& entry : read_manifest(target)) {
            hashes.emplace(entry.name, entry.hash);
        }
    } catch (const Error&) { // then each file is compared with its source
        hashes.clear();
    }
    return hashes;
}

/// Whether the copy is as it was written: disks forget bits, and a new manifest would vouch for it.
bool is_intact(const Entry& copy, const std::map<std::string, std::string>& before,
               const fs::path& source) {
    const auto known = before.find(copy.name);
    return known != before.end() ? known->second == copy.hash
                                 : seal::content_hash(source) == copy.hash;
}

void check(const fs::path& backup, const Entry& entry) {
    const auto file = backup / entry.name;
    if (!fs::is_regular_file(file)) {
        damaged(backup, fmt::format("缺少 {}", entry.name));
    }
    if (fs::file_size(file) != entry.size || seal::content_hash(file) != entry.hash) {
        damaged(backup, fmt::format("{} 的内容与清单不符", entry.name));
    }
}

bool holds_data(const model::DataFolder& folder) {
    if (!fs::exists(folder.root)) {
        return false;
    }
    const auto keys = folder.key_file().parent_path().filename();
    return std::any_of(fs::directory_iterator(folder.root), fs::directory_iterator(),
                       [&](const auto& entry) { return entry.path().filename() != keys; });
}

} // namespace

BackupReport back_up(const model::DataFolder& folder, const fs::path& target) {
    try {
        make_private_folder(target);
        const auto before = hashes_before(target);
        // Without a manifest a backup that breaks off here is none.
        fs::remove(target / manifest_name);
        BackupReport report;
        std::vector<Entry> entries;
        const auto database = folder.database().filename().string();
        const auto part = target / (database + ".part");
        fs::remove(part);
        store::copy_store(folder, part);
        fs::permissions(part, fs::perms::owner_read | fs::perms::owner_write);
        put_in_place(part, target / database);
        entries.push_back(describe(target, database));
        // The store first: the files that it names are there, and stay.
        for (const auto& name : content_addressed_files(folder.root)) {
            const auto source = folder.root / name;
            if (fs::exists(target / name)) {
                if (auto copy = describe(target, name); is_intact(copy, before, source)) {
                    ++report.kept;
                    entries.push_back(std::move(copy));
                    continue;
                }
            }
            make_private_folder((target / name).parent_path());
            copy_whole(source, target / name);
            entries.push_back(describe(target, name));
        }
        sync_file_system(target);
        write_manifest(target, entries);
        for (const auto& entry : entries) {
            ++report.files;
            report.bytes += entry.size;
        }
        return report;
    } catch (const fs::filesystem_error& error) {
        throw Error("write_failed", fmt::format("备份没有完成：{}。", explain_system(error)));
    }
}

BackupReport restore(const fs::path& backup, const model::DataFolder& folder) {
    try {
        const auto entries = read_manifest(backup);
        for (const auto& entry : entries) {
            check(backup, entry);
        }
        if (holds_data(folder)) {
            throw Error("folder_not_empty",
                        fmt::format("数据目录 {} 不是空的，没有恢复任何内容。请指定一个空目录"
                                    "（其中可以已有密钥 keys/master.key）。",
                                    folder.root.string()));
        }
        make_private_folder(folder.root);
        BackupReport report;
        // The store last: what it names is there, and durable, once it is.
        for (auto entry = entries.rbegin(); entry != entries.rend(); ++entry) {
            if (entry + 1 == entries.rend()) {
                sync_file_system(folder.root);
            }
            make_private_folder((folder.root / entry->name).parent_path());
            copy_whole(backup / entry->name, folder.root / entry->name);
            ++report.files;
            report.bytes += entry->size;
        }
        sync_file_system(folder.root);
        return report;
    } catch (const fs::filesystem_error& error) {
        throw Error("write_failed", fmt::format("恢复没有完成：{}。重试前请先清空数据目录。",
                                                explain_system(error)));
    }
}

} // namespace tuban::jobs
