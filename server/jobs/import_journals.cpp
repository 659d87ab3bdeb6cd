#include "server/jobs/import_journals.hpp"

#include "base/log.hpp"
#include "server/jobs/import_patches_batch.hpp"
#include "server/jobs/import_patches_county.hpp"
#include "server/map/evidence.hpp"

#include <nlohmann/json.hpp>
#include <sys/stat.h>

#include <chrono>
#include <string>
#include <string_view>

namespace tuban::jobs {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr std::chrono::hours kept_for{72};

json state_of(const fs::path& file) {
    struct stat status {};
    if (::stat(file.c_str(), &status) != 0) {
        return nullptr;
    }
    return {file.filename().string(),
            status.st_size,
            status.st_dev,
            status.st_ino,
            status.st_mtim.tv_sec,
            status.st_mtim.tv_nsec,
            status.st_ctim.tv_sec,
            status.st_ctim.tv_nsec};
}

std::string identity_of(const fs::path& file, const io::ReadOptions& options) {
    json files = json::array();
    for (const auto& one : batch_files(file)) {
        files.push_back(state_of(one));
    }
    const json identity{{"files", files},
                        {"program", state_of("/proc/self/exe")},
                        {"batch", options.batch_name},
                        {"division", options.division_code.value_or("")},
                        {"crs", options.crs.value_or("")},
                        {"mapping", options.mapping}};
    return identity.dump(-1, ' ', false, json::error_handler_t::replace);
}

} // namespace

ImportJournals::ImportJournals(const model::DataFolder& folder, const seal::Sealer& sealer)
    : m_folder(folder.root / "imports"), m_sealer(sealer) {
    if (fs::create_directories(m_folder)) {
        fs::permissions(m_folder, fs::perms::owner_all);
    }
    const auto oldest_kept = fs::file_time_type::clock::now() - kept_for;
    for (const auto& entry : fs::directory_iterator(m_folder)) {
        if (entry.last_write_time() < oldest_kept) {
            fs::remove(entry.path());
        }
    }
}

std::unique_ptr<io::ReadJournal> ImportJournals::open(const fs::path& file,
                                                      const io::ReadOptions& options) {
    if (!fs::exists(file)) {
        return nullptr;
    }
    auto journal = std::make_unique<io::ReadJournal>(
        path_of(file), identity_of(file, options),
        io::ReadJournal::Cipher{
            [this](std::string_view block) { return sealed_text(m_sealer, block); },
            [this](std::string_view sealed) { return map::unsealed(m_sealer, sealed); }});
    if (m_opened.insert(file).second) {
        const std::string name = file.filename().string();
        if (journal->was_outdated()) {
            log_info("{}：上次导入中断后，文件、选项或程序已改变，从头读取", name);
        } else if (journal->kept() > 0) {
            log_info("{}：接着上次中断的导入，已读 {} 个要素", name, journal->kept());
        }
    }
    return journal;
}

void ImportJournals::remove(const fs::path& file) const {
    fs::remove(path_of(file));
}

fs::path ImportJournals::path_of(const fs::path& file) const {
    const std::string path = fs::absolute(file).lexically_normal().string();
    return m_folder / (seal::content_hash(std::string_view(path)) + ".journal");
}

} // namespace tuban::jobs
