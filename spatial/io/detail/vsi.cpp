#include "spatial/io/detail/vsi.hpp"

#include "base/error.hpp"

#include <cpl_string.h>
#include <cpl_vsi.h>

#include <algorithm>
#include <cctype>
#include <memory>

namespace tuban::io {
namespace {

struct FileDeleter {
    void operator()(VSILFILE* file) const noexcept { VSIFCloseL(file); }
};
using File = std::unique_ptr<VSILFILE, FileDeleter>;

} // namespace

std::optional<FileEntry> find_entry(const std::string& path) {
    VSIStatBufL status;
    if (VSIStatL(path.c_str(), &status) != 0) {
        return std::nullopt;
    }
    return FileEntry{static_cast<std::uint64_t>(status.st_size), VSI_ISDIR(status.st_mode) != 0};
}

std::vector<std::string> folder_names(const std::string& folder) {
    const CPLStringList names(VSIReadDir(folder.c_str()), TRUE);
    std::vector<std::string> found;
    for (int i = 0; i < names.Count(); ++i) {
        const std::string name = names[i];
        if (name != "." && name != "..") {
            found.push_back(name);
        }
    }
    std::ranges::sort(found);
    return found;
}

std::string read_start(const std::string& path, std::size_t limit) {
    const File file(VSIFOpenL(path.c_str(), "rb"));
    std::string bytes;
    if (file) {
        bytes.resize(limit);
        bytes.resize(VSIFReadL(bytes.data(), 1, limit, file.get()));
    }
    return bytes;
}

bool visit_lines(const std::string& path, const std::function<void(std::string_view)>& visit) {
    const File file(VSIFOpenL(path.c_str(), "rb"));
    if (!file) {
        return false;
    }
    constexpr std::size_t block = std::size_t{1} << 20U;
    std::string bytes;
    for (std::size_t kept = 0;;) {
        bytes.resize(kept + block);
        const std::size_t read = VSIFReadL(bytes.data() + kept, 1, block, file.get());
        bytes.resize(kept + read);
        if (read == 0) {
            break;
        }
        constexpr std::size_t longest_line = 64 * block;
        const std::size_t end =
            bytes.size() < longest_line ? bytes.find_last_of('\n') + 1 : bytes.size();
        visit(std::string_view(bytes).substr(0, end));
        bytes.erase(0, end);
        kept = bytes.size();
    }
    visit(bytes);
    return true;
}

void copy_file(const std::string& from, const std::string& to) {
    const File source(VSIFOpenL(from.c_str(), "rb"));
    const File target(VSIFOpenL(to.c_str(), "wb"));
    std::vector<char> block(1U << 20U);
    if (source && target) {
        for (;;) {
            const std::size_t size = VSIFReadL(block.data(), 1, block.size(), source.get());
            if (size == 0) {
                return;
            }
            if (VSIFWriteL(block.data(), 1, size, target.get()) != size) {
                break;
            }
        }
    }
    throw Error("file_unreadable", name_of(from) + "：无法读取，请检查文件权限");
}

std::string lower_case(std::string text) {
    std::ranges::transform(text, text.begin(), [](unsigned char c) {
        return static_cast<char>(c < 0x80 ? std::tolower(c) : c);
    });
    return text;
}

std::string name_of(const std::string& path) {
    const auto slash = path.find_last_of('/');
    return slash == std::string::npos ? path : path.substr(slash + 1);
}

std::string folder_of(const std::string& path) {
    const auto slash = path.find_last_of('/');
    return slash == std::string::npos ? "." : path.substr(0, slash);
}

std::string extension_of(const std::string& path) {
    std::string name = lower_case(name_of(path));
    if (name.ends_with(".gz")) {
        name.resize(name.size() - 3);
    }
    const auto dot = name.find_last_of('.');
    return dot == std::string::npos ? "" : name.substr(dot + 1);
}

} // namespace tuban::io
