#pragma once

#include "server/http/message.hpp"

#include <cstddef>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace tuban::http {

/// The built web application, read into memory once. Immutable afterwards and shared by all
/// threads: a request never touches the file system, so no path can lead out of the root.
class StaticFiles {
  public:
    /// Reads every regular file below `root`; `x.js.gz` beside `x.js` is taken as its compressed
    /// form, otherwise text is compressed here. Throws Error `web_root_missing` (no index.html) and
    /// `web_file_too_large`: a file that may not be sent even compressed.
    /// `max_response_bytes`: as the server has it. A larger file is sent compressed only, and a
    /// client that takes no gzip gets 406.
    explicit StaticFiles(const std::filesystem::path& root,
                         std::size_t max_response_bytes = std::size_t{1024} * 1024);

    /// For GET and HEAD of a file, or of a page of the application: a path without a dot in its
    /// last segment that does not begin with /api, /tiles or /ogc gets index.html. Null otherwise.
    std::optional<Response> find(const Request& request) const;

  private:
    struct File {
        std::string content_type;
        std::string cache_control;
        std::string etag; ///< of the file as it is; the compressed form's ends in -gz
        std::string gzip_etag;
        std::shared_ptr<const std::string> body;
        std::shared_ptr<const std::string> gzip_body; ///< null: not worth it
        bool is_gzip_only = false;
    };

    File load(const std::filesystem::path& path, const std::string& url,
              std::size_t max_response_bytes) const;
    const File* find_file(std::string_view path) const;

    std::map<std::string, File, std::less<>> m_files; ///< by URL path
};

} // namespace tuban::http
