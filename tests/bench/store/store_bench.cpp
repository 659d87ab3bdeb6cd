#include "data/store/accounts.hpp"
#include "data/store/audit.hpp"
#include "data/store/counters.hpp"
#include "data/store/divisions.hpp"
#include "data/store/documents.hpp"
#include "data/store/households.hpp"
#include "data/store/proposals.hpp"
#include "server/workflow/statistics_store.hpp"
#include "tests/bench/store/province.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

/// store_bench DIR [--only PART]: how long the lists, searches and figures of the API take on a
/// store made by province_store, over the province, a city and a county. One thread, pages of 50;
/// each case is run once unseen, then 5 to 21 times or for 2 s.
namespace tuban::bench {
namespace {

using store::HouseholdFilter;
using store::HouseholdOrder;
using store::Reader;

struct Case {
    std::string name;
    std::function<std::int64_t(Reader&)> run; ///< returns what shows that it found something
};

struct Place {
    std::string name;
    model::Division division;
    model::Area area;
};

Place place(Reader& reader, const char* name, const char* code) {
    const auto division = store::find_division(reader, code).value();
    return {name, division, store::area_of(division)};
}

HouseholdFilter lookback() {
    HouseholdFilter filter;
    filter.list = model::HouseholdList::lookback;
    return filter;
}

class Cases {
  public:
    explicit Cases(Place place) : m_place(std::move(place)) {}

    std::vector<Case> all() && {
        orders();
        filters();
        searches();
        figures();
        return std::move(m_cases);
    }

  private:
    void add(const std::string& name, std::function<std::int64_t(Reader&)> work) {
        m_cases.push_back({m_place.name + " " + name, std::move(work)});
    }

    void add_list(const std::string& name, const HouseholdFilter& filter,
                  HouseholdOrder order = HouseholdOrder::place, std::int64_t offset = 0) {
        add(name, [=, area = m_place.area](Reader& reader) {
            return store::list_households(reader, area, filter, order, {50, offset}).total;
        });
    }

    void orders() {
        add_list("list by place", lookback());
        add_list("list by place, page 5000", lookback(), HouseholdOrder::place, 250'000);
        add_list("list by name", lookback(), HouseholdOrder::name);
        add_list("list by time, latest", lookback(), HouseholdOrder::status_time);
        add_list("list by time, oldest", lookback(), HouseholdOrder::status_time_oldest);
    }

    void filters() {
        auto filter = lookback();
        filter.statuses = {model::Status::submitted};
        add_list("status submitted, queue", filter, HouseholdOrder::review_queue);
        add_list("status submitted", filter);
        filter.grades = {"C", "D"};
        add_list("status submitted, grade C D", filter);
        filter = lookback();
        filter.statuses = {model::Status::approved};
        add_list("status approved by time", filter, HouseholdOrder::status_time);
        filter = lookback();
        filter.grades = {"D"};
        add_list("grade D by name", filter, HouseholdOrder::name);
        filter = lookback();
        filter.patch_states = {model::PatchState::not_found};
        add_list("patch not found", filter);
        filter.patch_states = {model::PatchState::unlinked};
        add_list("patch unlinked by name", filter, HouseholdOrder::name);
        filter = lookback();
        filter.housings = {"deceased"};
        add_list("housing deceased", filter);
        filter = lookback();
        filter.only_resubmitted = true;
        add_list("resubmitted", filter);
        filter = lookback();
        filter.only_own = true;
        add_list("own", filter);
    }

    /// The peer: every name and address of the area read and compared.
    void add_scan(const std::string& text) {
        add("scan " + text, [pattern = "%" + text + "%", area = m_place.area](Reader& reader) {
            return reader
                .find("SELECT count(*) FROM division d JOIN household h ON h.division_id = d.id "
                      "WHERE d.first_label BETWEEN $1 AND $2 AND h.list = 'lookback' "
                      "AND (h.head_name LIKE $3 OR h.address LIKE $3)",
                      {area.first_label(), area.last_label(), pattern},
                      [](const store::Row& row) { return row.integer(0); })
                .value();
        });
    }

    void add_search(const std::string& text, HouseholdOrder order = HouseholdOrder::place) {
        auto filter = lookback();
        filter.text = text;
        add_list("text " + text + (order == HouseholdOrder::place ? "" : ", by time"), filter,
                 order);
    }

    void searches() {
        for (const auto* text :
             {"秋野", "王秋野", "张", "村", "龘", "望禾", "三组12号", "组12号", "十二组180号",
              "虚构省", "镇秋", "没有这样的", "zqy", "z", "990101000000123"}) {
            add_search(text);
        }
        add_scan("秋野");
        add_scan("村");
        add_search("张", HouseholdOrder::status_time);
        add_search("村", HouseholdOrder::status_time);
        auto filter = lookback();
        filter.text = "村";
        filter.statuses = {model::Status::returned};
        add_list("text 村, returned", filter);
        filter = lookback();
        filter.name = "王秋";
        add_list("name 王秋", filter);
        filter.name = "王";
        add_list("name 王", filter);
    }

    void figures() {
        const auto area = m_place.area;
        const auto division = m_place.division;
        add("statistics", [=](Reader& reader) {
            return workflow::statistics_table(reader, area, division, "lookback")
                .total.counts[workflow::Counter::total];
        });
        add("statistics as of a day", [=](Reader& reader) {
            return workflow::statistics_table(reader, area, division, "lookback",
                                              store::day_of(store::now_us()) - 20)
                .total.counts[workflow::Counter::total];
        });
        add("series of 84 days", [=](Reader& reader) {
            const auto today = store::day_of(store::now_us());
            return static_cast<std::int64_t>(
                workflow::statistics_series(reader, division, "lookback", today - 83, today)
                    .size());
        });
        add("resubmitted, counted",
            [=](Reader& reader) { return store::count_resubmitted(reader, area, "lookback"); });
        add("proposals", [=](Reader& reader) {
            store::ProposalFilter filter;
            filter.states = {model::ProposalState::open};
            return store::list_proposals(reader, area, filter, {50, 0}).total;
        });
        add("open probabilities", [=](Reader& reader) {
            return static_cast<std::int64_t>(store::open_probabilities(reader, area).size());
        });
        add("blind queue", [=](Reader& reader) { return store::blind_queue(reader, area).total; });
        add("backfill", [=](Reader& reader) {
            return store::list_backfill(reader, area, {}, {50, 0}).total;
        });
        add("accounts",
            [=](Reader& reader) { return store::list_accounts(reader, area, {}, 50, 0).total; });
        add("audit", [=](Reader& reader) {
            return static_cast<std::int64_t>(store::search_audit(reader, area, {}, 50).size());
        });
        add("audit of one action", [=](Reader& reader) {
            store::AuditSearch search;
            search.action = "no_such_action";
            return static_cast<std::int64_t>(store::search_audit(reader, area, search, 50).size());
        });
    }

    Place m_place;
    std::vector<Case> m_cases;
};

double milliseconds_of(store::Store& store, const Case& one, std::int64_t& found) {
    const auto begin = std::chrono::steady_clock::now();
    store.read([&](Reader& reader) { found = one.run(reader); });
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin)
        .count();
}

void measure(store::Store& store, const Case& one) {
    std::int64_t found = 0;
    milliseconds_of(store, one, found);
    std::vector<double> times;
    double spent = 0;
    while (times.size() < 5 || (times.size() < 21 && spent < 2000)) {
        times.push_back(milliseconds_of(store, one, found));
        spent += times.back();
    }
    std::sort(times.begin(), times.end());
    fmt::print("{:<40} {:>9} {:>9.1f} {:>9.1f} {:>4}\n", one.name, found, times[times.size() / 2],
               times[(times.size() * 95 - 1) / 100], times.size());
}

void measure_all(const std::string& folder, const std::string& only) {
    const auto store = store::open_store(folder);
    std::vector<Case> cases;
    store->read([&](Reader& reader) {
        for (const auto& [name, code] :
             {std::pair("province", province_code), std::pair("city", city_code),
              std::pair("county", county_code)}) {
            auto of_place = Cases(place(reader, name, code)).all();
            std::move(of_place.begin(), of_place.end(), std::back_inserter(cases));
        }
    });
    fmt::print("{:<40} {:>9} {:>9} {:>9} {:>4}\n", "case", "found", "median ms", "p95 ms", "runs");
    for (const auto& one : cases) {
        if (one.name.find(only) != std::string::npos) {
            measure(*store, one);
        }
    }
}

} // namespace
} // namespace tuban::bench

int main(int argc, char** argv) {
    CLI::App app("measures the lists, searches and figures of a province's store");
    std::string folder;
    std::string only;
    app.add_option("DIR", folder, "made by province_store")->required();
    app.add_option("--only", only, "cases whose names contain this");
    CLI11_PARSE(app, argc, argv);
    tuban::bench::measure_all(folder, only);
    return 0;
}
