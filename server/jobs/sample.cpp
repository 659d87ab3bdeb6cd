#include "server/jobs/sample.hpp"

#include "base/error.hpp"
#include "base/private_file.hpp"
#include "data/import/divisions.hpp"
#include "data/import/households.hpp"
#include "data/sample/county.hpp"
#include "data/store/accounts.hpp"
#include "data/store/counters.hpp"
#include "data/store/divisions.hpp"
#include "data/store/households.hpp"
#include "server/auth/administration.hpp"
#include "server/jobs/import_patches.hpp"
#include "server/jobs/sample_records.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <array>
#include <filesystem>
#include <map>
#include <utility>

namespace tuban::jobs {
namespace {

constexpr std::uint64_t seed = 20241018;
constexpr const char* clerks_village = "990101100201";

struct SampleAccount {
    const char* login;
    model::Role role;
    const char* division;
    const char* name;
    const char* title;
};

constexpr std::array<SampleAccount, 6> accounts{{
    {clerks_village, model::Role::collector, clerks_village, "王禾", "张家湾村信息采集员"},
    {"990101100000", model::Role::collector, "990101100000", "陈秋", "龙溪镇信息采集员"},
    {"990101000000", model::Role::reviewer, "990101000000", "刘野", "云泽县信息审核员"},
    {"990100000000", model::Role::supervisor, "990100000000", "周苗", "临溪市督导"},
    {"990000000000", model::Role::supervisor, "990000000000", "许川", "安澜省督导"},
    {"admin-990000", model::Role::administrator, "990000000000", "沈泉", "安澜省系统管理员"},
}};

/// Removes a folder of scratch files whatever happens.
class ScratchFolder {
  public:
    explicit ScratchFolder(std::filesystem::path path) : m_path(std::move(path)) {
        std::filesystem::remove_all(m_path);
        std::filesystem::create_directories(m_path);
        std::filesystem::permissions(m_path, std::filesystem::perms::owner_all);
    }
    ~ScratchFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(m_path, ignored);
    }
    ScratchFolder(const ScratchFolder&) = delete;
    ScratchFolder& operator=(const ScratchFolder&) = delete;

    const std::filesystem::path& path() const { return m_path; }

  private:
    std::filesystem::path m_path;
};

void check_taken(const char* what, const ImportReport& report) {
    if (report.refused > 0) {
        throw Error("sample_refused",
                    fmt::format("{}: {} {}", what, report.refusals.front().subject,
                                report.refusals.front().detail));
    }
}

void import_lists(store::Store& store, const seal::Sealer& sealer, const model::DataFolder& folder,
                  const sample::County& county) {
    const ScratchFolder scratch(folder.root / "sample-scratch");
    const auto files = sample::write_files(county, scratch.path());
    check_taken("divisions", import::import_divisions(store, files.divisions));
    PatchImportRequest request;
    request.files = {files.patches};
    request.batch_name = "sample";
    check_taken("patches", import_patches(store, sealer, folder, request, {0, "local"}).total());
    check_taken("households", import::import_households(store, sealer, files.households,
                                                        model::HouseholdList::lookback));
}

/// Makes the account, or gives it a new password when an interrupted run made it already.
std::string add_account(auth::Administration& administration, const SampleAccount& account) {
    const model::Actor actor{0, "local"};
    const auto added = administration.add(
        {account.login, account.name, account.role, account.division, false}, actor);
    if (added) {
        return added->first_password;
    }
    const auto reset = administration.reset(account.login, actor);
    if (!reset) {
        throw Error("sample_refused", added.refusal().detail);
    }
    return reset.value();
}

/// The list came before the work on it: counts it from that day on, once.
void date_list_back(store::Store& store, store::Day day) {
    const std::string list(model::to_string(model::HouseholdList::lookback));
    store.write([&](store::Transaction& transaction) {
        if (!store::sum_counters(transaction, store::whole_area(), list, day).empty()) {
            return;
        }
        const auto today = store::day_of(store::now_us());
        for (const auto& sum : store::days_by_division(transaction, list)) {
            if (sum.name != "total") {
                continue;
            }
            store::count_new_households(transaction, list, sum.division_id, today, -sum.value);
            store::count_new_households(transaction, list, sum.division_id, day, sum.value);
        }
    });
}

std::map<std::string, std::int64_t> household_ids(store::Store& store) {
    std::map<std::string, std::int64_t> ids;
    store.read([&](store::Reader& reader) {
        store::HouseholdFilter filter;
        filter.list = model::HouseholdList::lookback;
        store::visit_households(reader, store::whole_area(), filter, store::HouseholdOrder::place,
                                [&](const model::HouseholdRow& row) {
                                    ids.emplace(row.household.source_id, row.household.id);
                                });
    });
    return ids;
}

SampleWriters writers(store::Store& store) {
    return store.read_value([](store::Reader& reader) {
        const auto caller = [&](const char* login) {
            const auto secrets = store::find_account(reader, login).value();
            return workflow::Caller{{secrets.account.id, "local"}, secrets.account.role};
        };
        const auto county = store::find_division(reader, sample::county_code).value();
        return SampleWriters{caller("990101100000"), caller("990101000000"),
                             store::area_of(county)};
    });
}

} // namespace

bool make_sample(store::Store& store, const seal::Sealer& sealer, const model::DataFolder& folder,
                 const std::function<void(const std::string& step)>& progress) {
    if (std::filesystem::exists(folder.sample_accounts())) {
        return false;
    }
    store.read([](store::Reader& reader) {
        for (const auto& root : store::root_divisions(reader)) {
            if (root.code != sample::province_code) {
                throw Error("sample_refused", "这个数据目录已有其他区划，样例只能装入空的数据目录");
            }
        }
    });
    progress("生成样例县");
    const auto county = [&] {
        const ScratchFolder scratch(folder.root / "sample-outlines");
        return sample::make_county(sample::read_outlines(scratch.path()), seed);
    }();
    progress("导入区划、图斑、农户");
    import_lists(store, sealer, folder, county);

    progress("建立账号");
    auth::PasswordHasher hasher;
    auth::Administration administration(store, hasher, {}, store::now_us);
    auto list = nlohmann::ordered_json::array();
    for (const auto& account : accounts) {
        list.push_back({{"account", account.login},
                        {"password", add_account(administration, account)},
                        {"title", account.title}});
    }
    progress("填写各种状态的档案");
    const SampleCalendar calendar{store::now_us()};
    date_list_back(store, store::day_of(calendar.begin_us()));
    write_sample_records(store, sealer, writers(store), calendar, county, household_ids(store));
    write_private_file(folder.sample_accounts(), list.dump(1) + "\n");
    return true;
}

} // namespace tuban::jobs
