#include "server/jobs/import_patches_build.hpp"

#include "base/parallel.hpp"

#include <condition_variable>
#include <mutex>

namespace tuban::jobs {
namespace {

/// Patches of the counties that are built at the same time: some 350 bytes each with the mapped
/// files (docs/decisions/0034), 700 MB in all.
constexpr std::uint64_t most_at_once = 2'000'000;

/// Of what is built at the same time; a county that needs more than all waits until it is alone.
class Room {
  public:
    void take(std::uint64_t patches) {
        std::unique_lock lock(m_mutex);
        m_freed.wait(lock, [&] { return m_taken == 0 || m_taken + patches <= most_at_once; });
        m_taken += patches;
    }
    void free(std::uint64_t patches) {
        const std::lock_guard lock(m_mutex);
        m_taken -= patches;
        m_freed.notify_all();
    }

  private:
    std::mutex m_mutex;
    std::condition_variable m_freed;
    std::uint64_t m_taken = 0;
};

class Share {
  public:
    Share(Room& room, std::uint64_t patches) : m_room(room), m_patches(patches) {
        m_room.take(m_patches);
    }
    ~Share() { m_room.free(m_patches); }
    Share(const Share&) = delete;
    Share& operator=(const Share&) = delete;

  private:
    Room& m_room;
    std::uint64_t m_patches;
};

} // namespace

std::vector<BuiltCounty>
build_counties(std::map<std::string, CountyMerge>& counties, const FingerprintTable& added,
               const std::function<bool(const segment::Segment&, segment::Position)>& retires,
               const std::function<void(const std::string&, std::size_t)>& on_begin,
               unsigned threads) {
    std::vector<BuiltCounty> built;
    for (auto& [code, merge] : counties) {
        built.push_back({&merge, false, {}});
    }
    Room room;
    std::mutex beginning;
    std::size_t begun = 0;
    for_each_parallel(built.size(), threads, [&](std::size_t i) {
        BuiltCounty& county = built[i];
        const Share share(room, county.merge->patch_count());
        {
            const std::lock_guard lock(beginning);
            on_begin(county.merge->county_code(), ++begun);
        }
        county.has_changed = county.merge->finish(
            {retires,
             [&](const std::string& number) { ++county.unchanged[added.find(number).value()]; },
             added});
    });
    return built;
}

} // namespace tuban::jobs
