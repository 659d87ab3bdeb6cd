#include "base/error.hpp"
#include "data/store/audit.hpp"
#include "data/store/counters.hpp"
#include "data/store/photo_files.hpp"
#include "data/store/photos.hpp"
#include "data/store/segments.hpp"
#include "server/jobs/backup.hpp"
#include "server/jobs/doctor.hpp"
#include "tests/server/jobs/match_fixture.hpp"

#include <algorithm>
#include <fstream>
#include <thread>
#include <tuple>

namespace tuban::jobs::test {
namespace {

namespace fs = std::filesystem;

/// A county with a batch, a segment and a photo, counted as its import would.
class Backup : public Matches {
  protected:
    Backup() {
        import_houses();
        store::Photo photo;
        photo.id = 1;
        photo.household_id = 1000;
        photo.form = "lookback";
        photo.slot = "front";
        photo.content_hash = store::PhotoFiles(m_data, m_sealer).keep("a picture");
        photo.media_type = "image/jpeg";
        m_store->write([&](store::Transaction& t) {
            store::insert_photo(t, photo);
            store::count_new_households(t, "lookback", upper_village,
                                        store::day_of(store::now_us()), houses);
        });
    }

    std::vector<std::string> faults_of(store::Store& store, const model::DataFolder& folder) {
        std::vector<std::string> faults;
        for (const auto& finding : examine(store, m_sealer, folder)) {
            for (const auto& fault : finding.faults) {
                faults.push_back(finding.check + ": " + fault);
            }
        }
        return faults;
    }
    std::string code_of_restore() {
        try {
            restore(m_target, m_restored);
        } catch (const Error& error) {
            return error.code();
        }
        return "";
    }
    static void flip_a_bit(const fs::path& file) {
        std::fstream bytes(file, std::ios::in | std::ios::out | std::ios::binary);
        const auto at = static_cast<std::streamoff>(fs::file_size(file) / 2);
        bytes.seekg(at);
        const auto byte = static_cast<char>(bytes.get() ^ 1);
        bytes.seekp(at);
        bytes.put(byte);
    }
    static fs::path any_file_in(const fs::path& folder) {
        const auto file = std::find_if(
            fs::directory_iterator(folder), fs::directory_iterator(), [](const auto& entry) {
                return entry.is_regular_file() && entry.file_size() > 0; // not the imports' lock
            });
        return file->path();
    }

    fs::path m_target = m_folder.path() / "backup";
    model::DataFolder m_restored{m_folder.path() / "restored"};
};

TEST_F(Backup, restored_it_holds_what_was_there_and_fits_together) {
    const auto report = back_up(m_data, m_target);
    EXPECT_EQ(report.files, 4U);
    EXPECT_FALSE(fs::exists(m_target / "keys"));
    restore(m_target, m_restored);
    const auto store = store::open_store(m_restored.root.string());
    EXPECT_EQ(faults_of(*store, m_restored), std::vector<std::string>{});
    const auto count = [](store::Store& of) {
        return of.read_value([](store::Reader& reader) {
            return std::tuple(store::count_households(reader, store::whole_area(), {}),
                              store::count_audit(reader, {}),
                              store::segments_in_force(reader).size());
        });
    };
    EXPECT_EQ(count(*store), count(*m_store));
}

TEST_F(Backup, taken_under_load_it_is_one_moment) {
    const std::jthread writer([&](const std::stop_token& stop) {
        while (!stop.stop_requested()) {
            m_store->write([](store::Transaction& t) {
                store::append_audit(t, {0, "test"}, "note", "test", "1");
            });
        }
    });
    for (int i = 0; i < 3; ++i) {
        back_up(m_data, m_target);
        const model::DataFolder restored{m_folder.path() / std::to_string(i)};
        restore(m_target, restored);
        const auto store = store::open_store(restored.root.string());
        EXPECT_EQ(faults_of(*store, restored), std::vector<std::string>{});
    }
}

TEST_F(Backup, with_one_bit_wrong_is_not_restored) {
    for (const auto* const part : {"tuban.sqlite", "batches", "segments"}) {
        fs::remove_all(m_target);
        back_up(m_data, m_target);
        const auto path = m_target / part;
        flip_a_bit(fs::is_directory(path) ? any_file_in(path) : path);
        EXPECT_EQ(code_of_restore(), "backup_damaged") << part;
        EXPECT_FALSE(fs::exists(m_restored.root)) << part;
    }
    fs::remove(m_target / "MANIFEST.json");
    EXPECT_EQ(code_of_restore(), "backup_damaged");
}

TEST_F(Backup, a_manifest_that_names_files_elsewhere_is_refused) {
    back_up(m_data, m_target);
    for (const auto* const name :
         {"../tuban.sqlite", "/etc/passwd", "batches/..", "keys/master.key"}) {
        std::ofstream(m_target / "MANIFEST.json") << nlohmann::json{
            {"version", 1}, {"files", {{{"name", name}, {"size", 1}, {"blake2b", ""}}}}};
        EXPECT_EQ(code_of_restore(), "backup_damaged") << name;
    }
}

TEST_F(Backup, is_never_restored_over_data) {
    back_up(m_data, m_target);
    fs::create_directories(m_restored.key_file().parent_path());
    EXPECT_EQ(code_of_restore(), ""); // the key may be there already
    EXPECT_EQ(code_of_restore(), "folder_not_empty");
}

TEST_F(Backup, the_next_one_copies_only_what_is_new) {
    EXPECT_EQ(back_up(m_data, m_target).kept, 0U);
    EXPECT_EQ(back_up(m_data, m_target).kept, 3U);
}

TEST_F(Backup, the_next_one_replaces_a_copy_that_was_damaged_meanwhile) {
    for (const bool has_manifest : {true, false}) {
        back_up(m_data, m_target);
        flip_a_bit(any_file_in(m_target / "photos"));
        if (!has_manifest) { // as where a backup broke off
            fs::remove(m_target / "MANIFEST.json");
        }
        EXPECT_EQ(back_up(m_data, m_target).kept, 2U);
        const model::DataFolder restored{m_folder.path() / (has_manifest ? "with" : "without")};
        restore(m_target, restored);
        const auto store = store::open_store(restored.root.string());
        EXPECT_EQ(faults_of(*store, restored), std::vector<std::string>{});
    }
}

TEST_F(Backup, the_doctor_names_each_thing_that_does_not_fit) {
    EXPECT_EQ(faults_of(*m_store, m_data), std::vector<std::string>{});
    flip_a_bit(any_file_in(m_data.segments()));
    flip_a_bit(any_file_in(m_data.batches()));
    flip_a_bit(any_file_in(m_data.photos()));
    m_store->write([](store::Transaction& t) {
        t.execute("UPDATE counter_total SET value = value + 1 WHERE name = 'total'", {});
        t.execute("UPDATE audit SET action = 'nothing' WHERE id = 1", {});
    });
    std::set<std::string> checks;
    for (const auto& fault : faults_of(*m_store, m_data)) {
        checks.insert(fault.substr(0, fault.find(':')));
    }
    EXPECT_EQ(checks,
              (std::set<std::string>{"audit", "batches", "photos", "segments", "statistics"}));
}

} // namespace
} // namespace tuban::jobs::test
