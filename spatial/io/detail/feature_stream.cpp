#include "spatial/io/detail/feature_stream.hpp"

#include "spatial/io/detail/gdal_session.hpp"

#include <utility>

namespace tuban::io {

FeatureStream::FeatureStream(OGRLayer& layer)
    : m_thread([this, &layer] {
          try {
              read(layer);
          } catch (...) {
              const std::lock_guard lock(m_mutex);
              m_error = std::current_exception();
              m_is_read = true;
              m_changed.notify_all();
          }
      }) {}

FeatureStream::~FeatureStream() {
    {
        const std::lock_guard lock(m_mutex);
        m_is_abandoned = true;
    }
    m_changed.notify_all();
    m_thread.join();
}

std::optional<ReadFeature> FeatureStream::next() {
    if (m_next == m_taken.size()) {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [this] { return !m_batches.empty() || m_is_read; });
        if (m_batches.empty()) {
            if (m_error) {
                std::rethrow_exception(m_error);
            }
            return std::nullopt;
        }
        m_taken = std::move(m_batches.front());
        m_batches.pop_front();
        m_next = 0;
        lock.unlock();
        m_changed.notify_all();
    }
    return std::move(m_taken[m_next++]);
}

void FeatureStream::read(OGRLayer& layer) {
    GdalErrors errors;
    layer.ResetReading();
    Batch batch;
    for (;;) {
        errors.clear();
        OGRFeatureUniquePtr feature(layer.GetNextFeature());
        if (!feature) {
            break;
        }
        batch.push_back({std::move(feature), errors.failure(), errors.has_open_ring()});
        if (batch.size() == batch_size && !hand_over(std::exchange(batch, {}), false)) {
            return;
        }
    }
    m_failure_at_end = errors.failure();
    hand_over(std::move(batch), true);
}

bool FeatureStream::hand_over(Batch&& batch, bool is_last) {
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, [this] { return m_batches.size() < most_batches || m_is_abandoned; });
    if (!batch.empty()) {
        m_batches.push_back(std::move(batch));
    }
    m_is_read = m_is_read || is_last;
    m_changed.notify_all();
    return !m_is_abandoned;
}

} // namespace tuban::io
