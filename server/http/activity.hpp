#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>

namespace tuban::http {

/// What the server is doing; shared by its I/O and pool threads.
class Activity {
  public:
    /// Held from the moment a request is read until its answer is written or its client is gone.
    class InFlight {
      public:
        explicit InFlight(Activity& activity);
        ~InFlight();
        InFlight(const InFlight&) = delete;
        InFlight& operator=(const InFlight&) = delete;

      private:
        Activity& m_activity;
    };

    std::shared_ptr<InFlight> begin_request();
    /// True: nothing is in flight. False: the time was up first.
    bool wait_until_idle(std::chrono::steady_clock::time_point deadline);
    std::uint64_t in_flight() const;

    std::atomic<std::uint64_t> requests = 0;
    std::atomic<std::uint64_t> refused_busy = 0;
    std::atomic<std::uint64_t> failed = 0;
    std::atomic<bool> is_draining = false;

  private:
    mutable std::mutex m_mutex;
    std::condition_variable m_changed;
    std::uint64_t m_in_flight = 0;
};

} // namespace tuban::http
