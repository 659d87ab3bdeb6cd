#pragma once

namespace tuban::cli {

/// While it lives, the first SIGINT or SIGTERM is noted instead of ending the process, so that a
/// long run can end cleanly; a second one ends the process at once. One at a time.
class StopRequest {
  public:
    StopRequest();
    ~StopRequest();
    StopRequest(const StopRequest&) = delete;
    StopRequest& operator=(const StopRequest&) = delete;

    /// Any thread.
    static bool was_made() noexcept;
};

} // namespace tuban::cli
