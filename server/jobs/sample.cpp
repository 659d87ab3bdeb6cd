#include "server/jobs/sample.hpp"

#include "base/error.hpp"
#include "base/private_file.hpp"
#include "base/scratch_folder.hpp"
#include "data/import/divisions.hpp"
#include "data/import/households.hpp"
#include "data/sample/county.hpp"
#include "data/sample/province.hpp"
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
#include <set>
#include <string_view>
#include <utility>
#include <vector>

namespace tuban::jobs {
namespace {

constexpr std::uint64_t seed = 20241018;
constexpr const char* clerks_village = "990101100201";

struct SampleAccount {
    std::string login;
    model::Role role;
    std::string division;
    std::string name;
    std::string title;
};

const std::array<SampleAccount, 6> accounts{{
    {clerks_village, model::Role::collector, clerks_village, "王禾", "张家湾村信息采集员"},
    {"990101100000", model::Role::collector, "990101100000", "陈秋", "龙溪镇信息采集员"},
    {"990101000000", model::Role::reviewer, "990101000000", "刘野", "云泽县信息审核员"},
    {"990100000000", model::Role::supervisor, "990100000000", "周苗", "临溪市督导"},
    {"990000000000", model::Role::supervisor, "990000000000", "许川", "安澜省督导"},
    {"admin-990000", model::Role::administrator, "990000000000", "沈泉", "安澜省系统管理员"},
}};

void check_taken(const char* what, const ImportReport& report) {
    if (report.refused > 0) {
        throw Error("sample_refused",
                    fmt::format("{}: {} {}", what, report.refusals.front().subject,
                                report.refusals.front().detail));
    }
}

void import_lists(store::Store& store, const seal::Sealer& sealer, const model::DataFolder& folder,
                  const sample::County& county, const std::string& batch) {
    const ScratchFolder scratch(folder.root / "sample-scratch");
    const auto files = sample::write_files(county, scratch.path());
    check_taken("divisions", import::import_divisions(store, files.divisions));
    PatchImportRequest request;
    request.files = {files.patches};
    request.batch_name = batch;
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

std::map<std::string, std::int64_t> household_ids(store::Store& store, const model::Area& area) {
    std::map<std::string, std::int64_t> ids;
    store.read([&](store::Reader& reader) {
        store::HouseholdFilter filter;
        filter.list = model::HouseholdList::lookback;
        store::visit_households(reader, area, filter, store::HouseholdOrder::place,
                                [&](const model::HouseholdRow& row) {
                                    ids.emplace(row.household.source_id, row.household.id);
                                });
    });
    return ids;
}

/// A county of the sample with those who work there.
struct SampleCounty {
    std::string code;
    std::string collector; ///< login, as the next
    std::string reviewer;
    sample::County content; ///< of patches only those that households live in
};

SampleWriters writers(store::Store& store, const SampleCounty& place) {
    return store.read_value([&](store::Reader& reader) {
        const auto caller = [&](const std::string& login) {
            const auto secrets = store::find_account(reader, login).value();
            return workflow::Caller{{secrets.account.id, "local"}, secrets.account.role};
        };
        const auto county = store::find_division(reader, place.code).value();
        return SampleWriters{caller(place.collector), caller(place.reviewer),
                             store::area_of(county)};
    });
}

void keep_inhabited(sample::County& county) {
    std::set<std::string_view> inhabited;
    for (const auto& household : county.households) {
        if (household.true_patch) {
            inhabited.insert(*household.true_patch);
        }
    }
    std::erase_if(county.patches,
                  [&](const auto& entry) { return !inhabited.contains(entry.patch.number); });
    county.patches.shrink_to_fit();
}

using Progress = std::function<void(const std::string& step)>;

/// 云泽县 first. Puts the lists of each into the store.
std::vector<SampleCounty> make_counties(store::Store& store, const seal::Sealer& sealer,
                                        const model::DataFolder& folder, SampleSize size,
                                        const Progress& progress) {
    std::vector<SampleCounty> counties;
    const auto add = [&](SampleCounty county, const std::string& batch) {
        import_lists(store, sealer, folder, county.content, batch);
        keep_inhabited(county.content);
        counties.push_back(std::move(county));
    };
    progress("生成样例县，导入区划、图斑、农户");
    {
        const ScratchFolder scratch(folder.root / "sample-outlines");
        add({sample::county_code, "990101100000", "990101000000",
             sample::make_county(sample::read_outlines(scratch.path()), seed)},
            "sample");
    }
    const auto others = sample::province_counties();
    for (std::size_t i = 0; size == SampleSize::province && i < others.size(); ++i) {
        const auto& place = others[i];
        progress(fmt::format("生成并导入{}（{} / {}）", place.name, i + 1, others.size()));
        add({place.code(), place.first_town_code(), place.code(),
             sample::make_province_county(i, sample::province_county_patches, seed)},
            fmt::format("sample-{}", place.prefix));
    }
    return counties;
}

std::vector<SampleAccount> accounts_of(SampleSize size) {
    std::vector<SampleAccount> all(accounts.begin(), accounts.end());
    for (const auto& place : sample::province_counties()) {
        if (size == SampleSize::province) {
            all.push_back({place.first_town_code(), model::Role::collector, place.first_town_code(),
                           "信息采集员", std::string(place.name) + "信息采集员"});
            all.push_back({place.code(), model::Role::reviewer, place.code(), "信息审核员",
                           std::string(place.name) + "信息审核员"});
        }
    }
    return all;
}

} // namespace

bool make_sample(store::Store& store, const seal::Sealer& sealer, const model::DataFolder& folder,
                 SampleSize size, const std::function<void(const std::string& step)>& progress) {
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
    const auto counties = make_counties(store, sealer, folder, size, progress);

    progress("建立账号");
    auth::PasswordHasher hasher;
    auth::Administration administration(store, hasher, {}, store::now_us);
    auto list = nlohmann::ordered_json::array();
    for (const auto& account : accounts_of(size)) {
        list.push_back({{"account", account.login},
                        {"password", add_account(administration, account)},
                        {"title", account.title}});
    }
    progress("填写各种状态的档案");
    const SampleCalendar calendar{store::now_us()};
    date_list_back(store, store::day_of(calendar.begin_us()));
    const store::PhotoFiles photo_files(folder, sealer);
    for (const auto& county : counties) {
        const auto own = writers(store, county);
        write_sample_records(store, sealer, photo_files, own, calendar, county.content,
                             household_ids(store, own.area));
    }
    write_private_file(folder.sample_accounts(), list.dump(1) + "\n");
    return true;
}

} // namespace tuban::jobs
