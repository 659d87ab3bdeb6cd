#include "server/jobs/import_patches_batch.hpp"

#include "base/error.hpp"
#include "base/system_fault.hpp"
#include "server/jobs/tar_reader.hpp"
#include "server/jobs/tar_writer.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <initializer_list>
#include <string_view>

namespace tuban::jobs {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view unfinished = ".part";

std::string lower_extension(const fs::path& file) {
    std::string extension = file.extension().string();
    std::ranges::transform(extension, extension.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return extension;
}

std::vector<fs::path> siblings(const fs::path& file,
                               std::initializer_list<const char*> extensions) {
    std::vector<fs::path> found;
    const fs::path parent = file.has_parent_path() ? file.parent_path() : fs::path(".");
    for (const auto& entry : fs::directory_iterator(parent)) {
        const std::string extension = lower_extension(entry.path());
        const bool belongs =
            entry.path().stem() == file.stem() &&
            std::ranges::any_of(extensions, [&](const char* one) { return extension == one; });
        if (entry.is_regular_file() && (belongs || entry.path() == file)) {
            found.push_back(entry.path());
        }
    }
    return found;
}

/// A file that is gone as soon as it is closed, whatever happens: it holds personal data in clear.
class UnseenFile {
  public:
    explicit UnseenFile(const fs::path& folder) {
        std::string name = (folder / ("tar-XXXXXX" + std::string(unfinished))).string();
        m_descriptor = ::mkostemps(name.data(), static_cast<int>(unfinished.size()), O_CLOEXEC);
        if (m_descriptor < 0) {
            fail_to_write(folder, errno);
        }
        ::unlink(name.c_str());
    }
    ~UnseenFile() { ::close(m_descriptor); }
    UnseenFile(const UnseenFile&) = delete;
    UnseenFile& operator=(const UnseenFile&) = delete;

    fs::path path() const { return fmt::format("/proc/self/fd/{}", m_descriptor); }

  private:
    int m_descriptor;
};

std::string keep_file(const fs::path& plain, const seal::Sealer& sealer,
                      const model::DataFolder& folder) {
    std::string hash = seal::content_hash(plain);
    const fs::path kept = folder.batch(hash);
    if (!fs::exists(kept)) {
        sealer.seal_file(plain, kept);
    }
    return hash;
}

} // namespace

std::vector<fs::path> batch_files(const fs::path& file) {
    std::vector<fs::path> files;
    const std::string extension = lower_extension(file);
    if (fs::is_directory(file)) {
        for (const auto& entry : fs::directory_iterator(file)) {
            if (entry.is_regular_file()) {
                files.push_back(entry.path());
            }
        }
    } else if (extension == ".shp" || extension == ".dbf") {
        files = siblings(file, {".shp", ".shx", ".dbf", ".prj", ".cpg", ".sbn", ".sbx", ".qpj"});
    } else if (extension == ".csv") {
        files = siblings(file, {".prj", ".csvt"});
    } else {
        files.push_back(file);
    }
    std::ranges::sort(files);
    return files;
}

std::string keep_batch(const fs::path& file, const seal::Sealer& sealer,
                       const model::DataFolder& folder) {
    const auto files = batch_files(file);
    if (files.size() == 1) {
        return keep_file(files.front(), sealer, folder);
    }
    const UnseenFile tar(folder.batches());
    TarWriter writer(tar.path());
    for (const auto& one : files) {
        writer.add(one, one.filename().string());
    }
    writer.finish();
    return keep_file(tar.path(), sealer, folder);
}

UnpackedBatch::UnpackedBatch(const std::string& hash, const std::string& file_name,
                             const seal::Sealer& sealer, const model::DataFolder& folder,
                             const fs::path& scratch)
    : m_folder(scratch / "unpacked", unfinished) {
    if (!fs::exists(folder.batch(hash))) {
        throw Error("batch_missing", fmt::format("保存的批次“{}”不在 {} 中，无法重建。请从备份恢复",
                                                 file_name, folder.batches().string()));
    }
    const fs::path plain = m_folder.path() / "plain";
    sealer.unseal_file(folder.batch(hash), plain);
    m_file = m_folder.path() / fs::path(file_name).filename();
    if (!is_tar(plain)) {
        fs::rename(plain, m_file);
        return;
    }
    const bool is_folder = lower_extension(m_file) == ".gdb";
    if (is_folder) {
        fs::create_directory(m_file);
    }
    unpack_tar(plain, is_folder ? m_file : m_folder.path());
    fs::remove(plain);
}

void remove_unfinished_batches(const model::DataFolder& folder) {
    for (const auto& entry : fs::directory_iterator(folder.batches())) {
        if (entry.path().extension() == unfinished) {
            fs::remove_all(entry.path());
        }
    }
}

} // namespace tuban::jobs
