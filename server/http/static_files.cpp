#include "server/http/static_files.hpp"

#include "base/error.hpp"
#include "base/gzip.hpp"
#include "server/http/compress.hpp"
#include "server/http/response_policy.hpp"

#include <fmt/format.h>
#include <xxhash.h>

#include <array>
#include <fstream>
#include <iterator>
#include <utility>

namespace tuban::http {
namespace {

constexpr std::string_view index_path = "/index.html";
constexpr int gzip_level = 9; // once at the start, for every later request
constexpr std::size_t min_gzip_bytes = 1024;

std::string_view content_type_of(const std::filesystem::path& path) {
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 17> types = {{
        {".html", "text/html; charset=utf-8"},
        {".js", "text/javascript; charset=utf-8"},
        {".mjs", "text/javascript; charset=utf-8"},
        {".css", "text/css; charset=utf-8"},
        {".json", "application/json"},
        {".map", "application/json"},
        {".webmanifest", "application/manifest+json"},
        {".svg", "image/svg+xml"},
        {".png", "image/png"},
        {".jpg", "image/jpeg"},
        {".jpeg", "image/jpeg"},
        {".webp", "image/webp"},
        {".ico", "image/vnd.microsoft.icon"},
        {".woff2", "font/woff2"},
        {".wasm", "application/wasm"},
        {".txt", "text/plain; charset=utf-8"},
        {".pbf", "application/x-protobuf"},
    }};
    const auto extension = path.extension().string();
    for (const auto& [name, type] : types) {
        if (name == extension) {
            return type;
        }
    }
    return "application/octet-stream";
}

std::string read_file(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::string content{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    if (!file) {
        throw Error("web_root_missing", fmt::format("cannot read {}", path.string()));
    }
    return content;
}

bool is_under(std::string_view path, std::string_view prefix) {
    return path.substr(0, prefix.size()) == prefix &&
           (path.size() == prefix.size() || path[prefix.size()] == '/');
}

bool is_page_of_application(std::string_view path) {
    return path.find('.', path.rfind('/')) == std::string_view::npos && !is_under(path, "/api") &&
           !is_under(path, "/tiles") && !is_under(path, "/ogc");
}

Response not_acceptable(const Request& request) {
    return problem_response({406, "gzip_required", "浏览器不支持压缩",
                             "这个文件只以 gzip 压缩的形式提供，请使用支持 gzip 的浏览器。"},
                            request.id);
}

} // namespace

StaticFiles::StaticFiles(const std::filesystem::path& root, std::size_t max_response_bytes) {
    if (!std::filesystem::is_regular_file(root / "index.html")) {
        throw Error("web_root_missing", fmt::format("no index.html in {}", root.string()));
    }
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
        const auto& path = entry.path();
        if (!entry.is_regular_file()) {
            continue;
        }
        auto plain = path;
        if (path.extension() == ".gz" &&
            std::filesystem::is_regular_file(plain.replace_extension())) {
            continue;
        }
        const auto url = "/" + path.lexically_relative(root).generic_string();
        m_files.emplace(url, load(path, url, max_response_bytes));
    }
}

StaticFiles::File StaticFiles::load(const std::filesystem::path& path, const std::string& url,
                                    std::size_t max_response_bytes) const {
    File file;
    file.content_type = content_type_of(path);
    file.cache_control =
        is_under(url, "/assets") ? "public, max-age=31536000, immutable" : "no-cache";
    auto body = read_file(path);
    const auto hash = XXH3_128bits(body.data(), body.size());
    file.etag = fmt::format("\"{:016x}{:016x}\"", hash.high64, hash.low64);
    file.gzip_etag = fmt::format("\"{:016x}{:016x}-gz\"", hash.high64, hash.low64);
    file.is_gzip_only = body.size() > max_response_bytes;

    auto packed_path = path;
    packed_path += ".gz";
    if (std::filesystem::is_regular_file(packed_path)) {
        file.gzip_body = std::make_shared<const std::string>(read_file(packed_path));
    } else if (file.is_gzip_only ||
               (body.size() >= min_gzip_bytes && is_compressible(file.content_type))) {
        file.gzip_body = std::make_shared<const std::string>(gzip(body, gzip_level));
    }
    if (file.is_gzip_only && file.gzip_body->size() > max_response_bytes) {
        throw Error("web_file_too_large", fmt::format("{}: {} bytes compressed, {} allowed", url,
                                                      file.gzip_body->size(), max_response_bytes));
    }
    if (!file.is_gzip_only) {
        file.body = std::make_shared<const std::string>(std::move(body));
    }
    return file;
}

const StaticFiles::File* StaticFiles::find_file(std::string_view path) const {
    auto found = m_files.find(path);
    if (found == m_files.end() && is_page_of_application(path)) {
        found = m_files.find(index_path);
    }
    return found == m_files.end() ? nullptr : &found->second;
}

std::optional<Response> StaticFiles::find(const Request& request) const {
    if (request.method != Method::get && request.method != Method::head) {
        return std::nullopt;
    }
    const auto* file = find_file(request.path);
    if (file == nullptr) {
        return std::nullopt;
    }
    const bool takes_gzip = accepts_gzip(request.header("accept-encoding").value_or(""));
    if (file->is_gzip_only && !takes_gzip) {
        return not_acceptable(request);
    }
    Response response;
    response.set_header("Content-Type", file->content_type);
    response.set_header("Cache-Control", file->cache_control);
    if (file->gzip_body) {
        response.set_header("Vary", "Accept-Encoding");
    }
    if (file->gzip_body && takes_gzip) {
        response.set_header("Content-Encoding", "gzip");
        response.set_header("ETag", file->gzip_etag);
        response.body = file->gzip_body;
    } else {
        response.set_header("ETag", file->etag);
        response.body = file->body;
    }
    return response;
}

} // namespace tuban::http
