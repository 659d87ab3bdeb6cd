#include "server/http/activity.hpp"

namespace tuban::http {

Activity::InFlight::InFlight(Activity& activity) : m_activity(activity) {
    const std::lock_guard lock(m_activity.m_mutex);
    ++m_activity.m_in_flight;
}

Activity::InFlight::~InFlight() {
    const std::lock_guard lock(m_activity.m_mutex);
    if (--m_activity.m_in_flight == 0) {
        m_activity.m_changed.notify_all();
    }
}

std::shared_ptr<Activity::InFlight> Activity::begin_request() {
    ++requests;
    return std::make_shared<InFlight>(*this);
}

bool Activity::wait_until_idle(std::chrono::steady_clock::time_point deadline) {
    std::unique_lock lock(m_mutex);
    return m_changed.wait_until(lock, deadline, [this] { return m_in_flight == 0; });
}

std::uint64_t Activity::in_flight() const {
    const std::lock_guard lock(m_mutex);
    return m_in_flight;
}

} // namespace tuban::http
