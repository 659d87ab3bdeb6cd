#pragma once

#include <string>

namespace tuban::io {

/// Registers GDAL's drivers and sets what holds for every file; once per process, from any thread.
void prepare_gdal();

/// While it lives, what GDAL reports on this thread is collected and nothing is printed.
class GdalErrors {
  public:
    GdalErrors();
    ~GdalErrors();
    GdalErrors(const GdalErrors&) = delete;
    GdalErrors& operator=(const GdalErrors&) = delete;

    /// The first failure since the last clear(); empty when there was none. GDAL's own words.
    const std::string& failure() const noexcept { return m_failure; }
    bool has_open_ring() const noexcept { return m_has_open_ring; }
    void clear() noexcept;

    /// For the handler that GDAL calls.
    void add(bool is_failure, const char* message);

  private:
    std::string m_failure;
    bool m_has_open_ring = false;
};

} // namespace tuban::io
