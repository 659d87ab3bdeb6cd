#include "data/store/photo_files.hpp"

#include "base/error.hpp"
#include "base/private_file.hpp"
#include "data/store/photos.hpp"

#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>
#include <vector>

namespace tuban::store {
namespace {

namespace fs = std::filesystem;

constexpr auto grace = std::chrono::hours(24);

std::vector<std::uint8_t> read_all(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    if (!in) {
        throw Error("photo_missing", "文件不在了。请从备份恢复。");
    }
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

} // namespace

PhotoFiles::PhotoFiles(model::DataFolder folder, const seal::Sealer& sealer)
    : m_folder(std::move(folder)), m_sealer(&sealer) {}

std::string PhotoFiles::keep(std::string_view content) const {
    auto hash = seal::content_hash(content);
    const auto file = m_folder.photo(hash);
    std::error_code absent;
    // A new time keeps the sweep away until the row is there.
    fs::last_write_time(file, fs::file_time_type::clock::now(), absent);
    if (absent) {
        if (fs::create_directories(m_folder.photos())) {
            fs::permissions(m_folder.photos(), fs::perms::owner_all);
        }
        const auto sealed = m_sealer->seal(content);
        write_private_file(file, {reinterpret_cast<const char*>(sealed.data()), sealed.size()});
    }
    return hash;
}

bool PhotoFiles::has(const std::string& content_hash) const {
    return fs::exists(m_folder.photo(content_hash));
}

std::string PhotoFiles::read(const std::string& content_hash) const {
    auto content = m_sealer->unseal(read_all(m_folder.photo(content_hash)));
    if (seal::content_hash(std::string_view(content)) != content_hash) {
        throw Error("photo_altered", "内容与名称不符，被换过。请从备份恢复。");
    }
    return content;
}

std::size_t PhotoFiles::sweep(Store& store, std::int64_t now_us) const {
    const auto now =
        fs::file_time_type::clock::now() + std::chrono::microseconds(now_us - store::now_us());
    std::vector<fs::path> old;
    std::error_code empty;
    for (const auto& entry : fs::directory_iterator(m_folder.photos(), empty)) {
        std::error_code gone;
        if (entry.is_regular_file(gone) && entry.last_write_time(gone) + grace < now && !gone) {
            old.push_back(entry.path());
        }
    }
    std::size_t removed = 0;
    for (const auto& file : old) {
        // Among the writes, so that no row can be on its way that names it.
        removed += store.write_value([&](Transaction& transaction) -> std::size_t {
            std::error_code gone;
            const bool is_old = fs::last_write_time(file, gone) + grace < now && !gone;
            return is_old && !is_photo_kept(transaction, file.filename().string()) &&
                           fs::remove(file, gone)
                       ? 1
                       : 0;
        });
    }
    return removed;
}

} // namespace tuban::store
