#include "tests/server/http/nginx_process.hpp"

#include "tests/server/http/raw_client.hpp"

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <thread>
#include <utility>
#include <vector>

namespace tuban::http {
namespace {

constexpr auto* nginx_binary = "/usr/sbin/nginx";

std::string read_text(const std::filesystem::path& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

std::string filled_in(std::string text,
                      const std::vector<std::pair<std::string, std::string>>& values) {
    for (const auto& [name, value] : values) {
        for (auto at = text.find(name); at != std::string::npos; at = text.find(name, at)) {
            text.replace(at, name.size(), value);
            at += value.size();
        }
    }
    return text;
}

} // namespace

bool NginxProcess::is_installed() {
    return access(nginx_binary, X_OK) == 0;
}

NginxProcess::NginxProcess(std::uint16_t upstream_port) : m_port(find_free_port()) {
    auto dir = (std::filesystem::temp_directory_path() / "tuban_nginx_XXXXXX").string();
    if (mkdtemp(dir.data()) == nullptr) {
        throw std::runtime_error("mkdtemp");
    }
    m_dir = dir;
    std::filesystem::create_directory(files_dir());
    std::filesystem::create_directories(web_dir() / "assets");
    const auto config = m_dir / "nginx.conf";
    std::ofstream(config) << filled_in(
        read_text(std::filesystem::path(TUBAN_SOURCE_DIR) / "deploy/nginx.conf"),
        {{"@LISTEN@", "127.0.0.1:" + std::to_string(m_port)},
         {"@SERVER_NAME@", "_"},
         {"@UPSTREAM@", "127.0.0.1:" + std::to_string(upstream_port)},
         {"@CONF_DIR@", dir},
         {"@RUN_DIR@", dir},
         {"@LOG_DIR@", dir},
         {"@FILES_DIR@", files_dir().string()},
         {"@WEB_DIR@", web_dir().string()},
         {"@CACHE_DIR@", dir + "/cache"},
         {"@CACHE_SIZE@", "16m"},
         {"@MAX_BODY@", "1m"},
         {"@SIGN_IN_RATE@", "1r/m"}});

    std::ofstream(m_dir / "base-maps.conf")
        << filled_in(read_text(std::filesystem::path(TUBAN_SOURCE_DIR) / "deploy/base-maps.conf"),
                     {{"@BASE_MAP_TILE@", "\"/request?matrix=$1&col=$2&row=$3\""},
                      {"@BASE_MAP_ORIGIN@", "http://127.0.0.1:" + std::to_string(upstream_port)}});

    const auto config_text = config.string();
    std::vector<std::string> words = {
        nginx_binary, "-p", dir, "-c", config_text, "-g", "daemon off; master_process off;"};
    std::vector<char*> arguments;
    for (auto& word : words) {
        arguments.push_back(word.data());
    }
    arguments.push_back(nullptr);
    if (posix_spawn(&m_pid, nginx_binary, nullptr, nullptr, arguments.data(), environ) != 0) {
        throw std::runtime_error("cannot start nginx");
    }
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(5);
    for (;;) {
        try {
            const RawClient probe(m_port);
            return;
        } catch (const std::runtime_error&) {
            if (std::chrono::steady_clock::now() > deadline ||
                waitpid(m_pid, nullptr, WNOHANG) != 0) {
                const auto log = read_text(m_dir / "error.log");
                stop();
                throw std::runtime_error("nginx does not listen: " + log);
            }
            std::this_thread::yield();
        }
    }
}

NginxProcess::~NginxProcess() {
    stop();
}

void NginxProcess::stop() {
    kill(m_pid, SIGTERM);
    waitpid(m_pid, nullptr, 0);
    std::filesystem::remove_all(m_dir);
}

} // namespace tuban::http
