#pragma once

#include <ogrsf_frmts.h>

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <exception>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace tuban::io {

/// A feature, and what GDAL said while reading it.
struct ReadFeature {
    OGRFeatureUniquePtr feature;
    std::string failure; ///< empty when there was none
    bool has_open_ring = false;
};

/// Reads a layer from its beginning on a thread of its own, a little ahead of who takes the
/// features, in the layer's order. While it lives nobody else may use the layer's dataset.
class FeatureStream {
  public:
    explicit FeatureStream(OGRLayer& layer);
    /// Stops reading and waits for the feature that is being read.
    ~FeatureStream();
    FeatureStream(const FeatureStream&) = delete;
    FeatureStream& operator=(const FeatureStream&) = delete;

    /// Nothing at the end. Throws what reading threw.
    std::optional<ReadFeature> next();

    /// After the end: what GDAL said there; empty where the layer was read to its end.
    const std::string& failure_at_end() const noexcept { return m_failure_at_end; }

  private:
    using Batch = std::vector<ReadFeature>;
    static constexpr std::size_t batch_size = 256;
    static constexpr std::size_t most_batches = 4;

    void read(OGRLayer& layer);
    /// False when nobody takes features any more.
    bool hand_over(Batch&& batch, bool is_last);

    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::deque<Batch> m_batches;
    bool m_is_read = false;
    bool m_is_abandoned = false;
    std::exception_ptr m_error;
    std::string m_failure_at_end;

    Batch m_taken; ///< of these the first m_next have been given away
    std::size_t m_next = 0;
    std::thread m_thread;
};

} // namespace tuban::io
