#include "server/jobs/import_patches_build.hpp"

#include "base/parallel.hpp"

#include <condition_variable>
#include <mutex>

namespace tuban::jobs {
namespace {

/// Of what is built at the same time; a county that needs more than all waits until it is alone.
class Room {
  public:
    explicit Room(std::uint64_t most_at_once) : m_most(most_at_once) {}

    /// Waits. False when one has failed: then nothing more is to be built.
    bool take(std::uint64_t patches) {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock,
                       [&] { return m_has_failed || m_taken == 0 || m_taken + patches <= m_most; });
        m_taken += m_has_failed ? 0 : patches;
        return !m_has_failed;
    }
    void free(std::uint64_t patches) {
        const std::lock_guard lock(m_mutex);
        m_taken -= patches;
        m_changed.notify_all();
    }
    void fail() {
        const std::lock_guard lock(m_mutex);
        m_has_failed = true;
        m_changed.notify_all();
    }

  private:
    std::uint64_t m_most;
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::uint64_t m_taken = 0;
    bool m_has_failed = false;
};

} // namespace

std::vector<BuiltCounty>
build_counties(std::map<std::string, CountyMerge>& counties, const FingerprintTable& added,
               const std::function<bool(const segment::Segment&, segment::Position)>& retires,
               const std::function<void(const std::string&, std::size_t)>& on_begin,
               unsigned threads, std::uint64_t most_at_once) {
    std::vector<BuiltCounty> built;
    built.reserve(counties.size());
    for (auto& [code, merge] : counties) {
        built.push_back({&merge, false, {}});
    }
    Room room(most_at_once);
    std::mutex beginning;
    std::size_t begun = 0;
    for_each_parallel(built.size(), threads, [&](std::size_t i) {
        BuiltCounty& county = built[i];
        const std::uint64_t patches = county.merge->patch_count();
        if (!room.take(patches)) {
            return;
        }
        try {
            {
                const std::lock_guard lock(beginning);
                on_begin(county.merge->county_code(), ++begun);
            }
            county.has_changed = county.merge->finish(
                {retires,
                 [&](const std::string& number) { ++county.unchanged[added.find(number).value()]; },
                 added});
        } catch (...) {
            room.fail();
            throw;
        }
        room.free(patches);
    });
    return built;
}

} // namespace tuban::jobs
