#include "server/http/file_answer.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <string_view>
#include <utility>

namespace tuban::http {
namespace {

struct Range {
    std::uint64_t first;
    std::uint64_t length; ///< 0: lies behind the end
};

std::optional<std::uint64_t> number_of(std::string_view text) {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size()) {
        return {};
    }
    return number;
}

/// Nothing where the whole file is the answer.
std::optional<Range> range_of(const Request& request, std::uint64_t size, std::string_view etag) {
    constexpr std::string_view unit = "bytes=";
    const auto header = request.header("Range");
    const auto condition = request.header("If-Range");
    if (!header || header->substr(0, unit.size()) != unit || (condition && *condition != etag)) {
        return {};
    }
    const auto text = header->substr(unit.size());
    const auto dash = text.find('-');
    if (dash == std::string_view::npos || text.find(',') != std::string_view::npos) {
        return {};
    }
    const auto first = number_of(text.substr(0, dash));
    const auto last = number_of(text.substr(dash + 1));
    if (dash == 0) { // the last bytes
        if (!last) {
            return {};
        }
        const auto length = std::min(*last, size);
        return Range{size - length, length};
    }
    if (!first || (!last && dash + 1 != text.size()) || (last && *last < *first)) {
        return {};
    }
    if (*first >= size) {
        return Range{0, 0};
    }
    return Range{*first, std::min(last.value_or(size - 1), size - 1) - *first + 1};
}

} // namespace

std::shared_ptr<const OpenFile> OpenFile::find(const std::filesystem::path& path) {
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-vararg): open is declared so
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (descriptor < 0) {
        return nullptr;
    }
    struct stat about {};
    if (::fstat(descriptor, &about) != 0 || !S_ISREG(about.st_mode)) {
        ::close(descriptor);
        return nullptr;
    }
    return std::shared_ptr<const OpenFile>(
        new OpenFile(descriptor, static_cast<std::uint64_t>(about.st_size)));
}

OpenFile::~OpenFile() {
    ::close(m_descriptor);
}

Response file_response(const Request& request, std::shared_ptr<const OpenFile> file,
                       const std::string& content_type, const std::string& etag) {
    const auto size = file->size();
    const auto range = range_of(request, size, etag);
    Response response;
    response.set_header("Accept-Ranges", "bytes");
    if (range && range->length == 0) {
        response.status = 416;
        response.set_header("Content-Range", fmt::format("bytes */{}", size));
        return response;
    }
    response.set_header("Content-Type", content_type);
    response.set_header("ETag", etag);
    if (range) {
        response.status = 206;
        response.set_header("Content-Range", fmt::format("bytes {}-{}/{}", range->first,
                                                         range->first + range->length - 1, size));
        response.file = FilePart{std::move(file), range->first, range->length};
    } else {
        response.file = FilePart{std::move(file), 0, size};
    }
    return response;
}

} // namespace tuban::http
