#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <string>

namespace tuban::http {

/// deploy/nginx.conf run on a loopback port, in a folder of its own that goes with it.
class NginxProcess {
  public:
    /// Waits until it accepts connections; throws std::runtime_error with nginx's log otherwise.
    explicit NginxProcess(std::uint16_t upstream_port);
    ~NginxProcess();
    NginxProcess(const NginxProcess&) = delete;
    NginxProcess& operator=(const NginxProcess&) = delete;

    static bool is_installed();
    std::uint16_t port() const { return m_port; }
    std::filesystem::path files_dir() const { return m_dir / "files"; }
    std::filesystem::path web_dir() const { return m_dir / "web"; }

  private:
    void stop();

    std::filesystem::path m_dir;
    std::uint16_t m_port = 0;
    pid_t m_pid = -1;
};

} // namespace tuban::http
