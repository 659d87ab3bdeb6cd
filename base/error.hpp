#pragma once

#include <stdexcept>
#include <string>

namespace tuban {

/// A broken promise: disk, database, corrupt file, wrong state of a library. Bad input is not an
/// exception but an Issue (report.hpp). Caught at three places only: request, job, main.
class Error : public std::runtime_error {
  public:
    /// `code` is stable and machine-readable (`segment_damaged`); `detail` goes to the log.
    Error(std::string code, const std::string& detail);

    const std::string& code() const noexcept { return m_code; }

  private:
    std::string m_code;
};

} // namespace tuban
