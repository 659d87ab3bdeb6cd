#include "data/store/photo_files.hpp"
#include "server/jobs/backup.hpp"
#include "tests/server/jobs/match_fixture.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <mutex>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;

/// What the program asks of the disk, in order.
struct Call {
    enum { sync, sync_all, rename } kind;
    std::string path; ///< of a rename: where from
    std::string to;
};

std::mutex calls_mutex;
std::vector<Call> calls;

void record(Call call) {
    const std::lock_guard lock(calls_mutex);
    calls.push_back(std::move(call));
}

std::string path_of(int descriptor) {
    std::error_code unknown;
    return fs::read_symlink("/proc/self/fd/" + std::to_string(descriptor), unknown);
}

} // namespace

// In place of libc's: what is linked finds those of the program first.
extern "C" {

int fsync(int descriptor) {
    record({Call::sync, path_of(descriptor), {}});
    return static_cast<int>(::syscall(SYS_fsync, descriptor));
}

int syncfs(int descriptor) noexcept {
    record({Call::sync_all, path_of(descriptor), {}});
    return static_cast<int>(::syscall(SYS_syncfs, descriptor));
}

int rename(const char* from, const char* to) noexcept {
    record({Call::rename, from, to});
    return static_cast<int>(::syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0));
}
}

namespace tuban::jobs::test {
namespace {

class Durability : public Matches {
  protected:
    Durability() { calls.clear(); }

    /// Names that a power failure at this moment could take or leave half written. What ends in
    /// `.part` is nothing that is kept.
    static std::vector<std::string> at_risk(std::vector<Call>::const_iterator now) {
        std::vector<std::string> names;
        for (auto call = calls.cbegin(); call != now; ++call) {
            if (call->kind != Call::rename || call->to.find(".part") != std::string::npos) {
                continue;
            }
            const auto is_synced = [&](auto begin, auto end, const fs::path& path) {
                return std::any_of(begin, end, [&](const Call& one) {
                    return one.kind == Call::sync && one.path == path;
                });
            };
            const bool is_safe =
                (is_synced(calls.cbegin(), call, call->path) &&
                 is_synced(call, now, fs::path(call->to).parent_path())) ||
                std::any_of(call, now, [](const Call& one) { return one.kind == Call::sync_all; });
            if (!is_safe) {
                names.push_back(call->to);
            }
        }
        return names;
    }
    static std::size_t renamed(const std::string& part) {
        return static_cast<std::size_t>(std::ranges::count_if(calls, [&](const Call& call) {
            return call.kind == Call::rename && call.to.find(part) != std::string::npos;
        }));
    }
    static std::vector<Call>::const_iterator rename_to(const std::string& name) {
        return std::ranges::find_if(calls, [&](const Call& call) {
            return call.kind == Call::rename && call.to.ends_with(name);
        });
    }
};

using testing::IsEmpty;

TEST_F(Durability, OfAnImportAndAPhotoIsGivenBeforeTheStoreNamesThem) {
    import_houses();
    EXPECT_EQ(renamed(".seg"), 1U);
    EXPECT_EQ(renamed("/batches/"), 1U);
    store::PhotoFiles(m_data, m_sealer).keep("a picture");
    EXPECT_EQ(renamed("/photos/"), 1U);
    EXPECT_THAT(at_risk(calls.cend()), IsEmpty());
}

TEST_F(Durability, OfABackupIsGivenBeforeItsManifestVouchesForIt) {
    import_houses();
    calls.clear();
    const auto target = m_folder.path() / "backup";
    back_up(m_data, target);
    EXPECT_EQ(renamed("/backup/"), 4U);
    EXPECT_THAT(at_risk(rename_to("MANIFEST.json")), IsEmpty());
    EXPECT_THAT(at_risk(calls.cend()), IsEmpty());

    calls.clear();
    restore(target, {m_folder.path() / "restored"});
    EXPECT_EQ(renamed("/restored/"), 3U);
    EXPECT_THAT(at_risk(rename_to("tuban.sqlite")), IsEmpty());
    EXPECT_THAT(at_risk(calls.cend()), IsEmpty());
}

} // namespace
} // namespace tuban::jobs::test
