#pragma once

#include "server/http/server.hpp"

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <string>

namespace tuban::http {

/// A door that handlers wait at.
class Gate {
  public:
    /// Blocks until open().
    void pass();
    void open();
    /// Blocks until that many have arrived in all.
    void wait_for_arrivals(int count);

  private:
    std::mutex m_mutex;
    std::condition_variable m_changed;
    int m_arrivals = 0;
    bool m_is_open = false;
};

/// Paths under /pool run in the pool, all others on the I/O thread:
///   …/echo?id=X    the id, so that a reply to someone else is recognised
///   …/text?bytes=N N letters of a pattern that begins with ?id
///   …/gate         passes the gate first, then as echo
///   …/throw  …/throw_int  …/break_header  …/throw_late
///   …/request      method, path, query, body, address as JSON
///   …/tag          has the ETag "v1"
///   …/file         X-Accel-Redirect to photo.bin of the data folder
class TestApplication : public Application {
  public:
    bool is_waiting(const Request& request) const override;
    Response handle(const Request& request) override;

    Gate gate;
    std::atomic<Method> last_method = Method::options;
};

} // namespace tuban::http
