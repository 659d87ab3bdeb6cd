#include "data/import/divisions.hpp"

#include "data/import/division_rows.hpp"
#include "data/import/division_tree.hpp"
#include "data/store/audit.hpp"
#include "data/store/counters.hpp"
#include "data/store/crosswalk.hpp"
#include "data/store/divisions.hpp"

#include <fmt/format.h>

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tuban::import {
namespace {

/// Codes that are no divisions any more, and what each was merged into.
class Mergers {
  public:
    explicit Mergers(const std::vector<DivisionRow>& merged) {
        for (const auto& row : merged) {
            m_into.emplace(row.code, *row.merged_into);
        }
    }

    /// Where the mergers of a code end, which follow one another; nothing where they go round.
    std::optional<std::string> end_of(const DivisionRow& merged) const {
        auto target = *merged.merged_into;
        for (std::size_t steps = 0; steps <= m_into.size(); ++steps) {
            const auto next = m_into.find(target);
            if (next == m_into.end()) {
                return target;
            }
            target = next->second;
        }
        return {};
    }

  private:
    std::map<std::string, std::string> m_into;
};

/// Puts the codes of `merged` into the crosswalk; counts what was new.
std::uint64_t merge_codes(store::Transaction& transaction, const std::vector<DivisionRow>& merged,
                          ImportReport& report) {
    const Mergers mergers(merged);
    std::uint64_t taken = 0;
    for (const auto& row : merged) {
        if (store::find_division(transaction, row.code)) {
            report.refuse({"division_published", row.subject, "merged_into",
                           fmt::format("区划 {} 已发布，其农户与账号不会随导入并入 {}", row.code,
                                       *row.merged_into)});
            continue;
        }
        const auto target = mergers.end_of(row);
        if (!target) {
            report.refuse({"merged_into_cycle", row.subject, "merged_into",
                           "合并关系绕成一圈，没有现存的区划，请更正"});
            continue;
        }
        const auto division = store::find_division(transaction, *target);
        if (!division) {
            report.refuse({"merged_into_unknown", row.subject, "merged_into",
                           fmt::format("并入的代码 {} 不在区划表中", *target)});
            continue;
        }
        if (store::division_of_census_code(transaction, row.code) != division->id) {
            store::set_crosswalk(transaction, row.code, division->id);
            ++taken;
        }
    }
    return taken;
}

/// Addresses go on naming what was merged: its names become aliases of the division that it went
/// to, where that stands in the same file.
void hand_on_names(const std::vector<DivisionRow>& merged, std::vector<DivisionRow>& rows) {
    const Mergers mergers(merged);
    std::map<std::string, DivisionRow*> by_code;
    for (auto& row : rows) {
        by_code.emplace(row.code, &row);
    }
    for (const auto& row : merged) {
        const auto target = mergers.end_of(row);
        const auto found = target ? by_code.find(*target) : by_code.end();
        if (found == by_code.end()) {
            continue;
        }
        for (const auto& name : {row.name, row.aliases}) {
            auto& aliases = found->second->aliases;
            if (!name.empty() &&
                (";" + aliases + ";").find(";" + name + ";") == std::string::npos) {
                aliases += (aliases.empty() ? "" : ";") + name;
            }
        }
    }
}

/// What an import changes in the tree of one version.
struct Plan {
    std::int64_t version = 0;
    DivisionTree::Changes changes;
    ImportReport report;
};

Plan make_plan(store::Reader& reader, const std::vector<DivisionRow>& rows,
               const ImportReport& read) {
    Plan plan{store::tree_version(reader), {}, read};
    DivisionTree tree(store::gazetteer_in(reader, store::whole_area()));
    for (const auto& row : rows) {
        tree.merge(row, plan.report);
    }
    tree.settle(plan.report);
    plan.changes = tree.changes();
    plan.report.taken = tree.taken_count();
    return plan;
}

bool is_moved(store::Reader& reader, const store::GazetteerEntry& entry) {
    const auto published = store::find_division(reader, entry.division.id).value();
    return published.parent_id != entry.division.parent_id ||
           published.level != entry.division.level;
}

ImportReport publish(store::Transaction& transaction, const Plan& plan,
                     const std::vector<DivisionRow>& merged, const std::filesystem::path& file) {
    auto report = plan.report;
    const auto& [added, updated, relabelled] = plan.changes;
    for (const auto& entry : added) {
        store::insert_division(transaction, entry);
    }
    bool has_moved = false;
    for (const auto& entry : updated) {
        has_moved = has_moved || is_moved(transaction, entry);
        store::update_division(transaction, entry);
    }
    for (const auto& entry : relabelled) {
        store::relabel_division(transaction, entry.division.id, entry.division.first_label,
                                entry.division.last_label);
    }
    if (has_moved) {
        store::rebuild_areas(transaction);
    }
    const auto merged_count = merge_codes(transaction, merged, report);
    if (!added.empty() || !updated.empty() || merged_count > 0) {
        store::grow_tree_version(transaction);
        store::append_audit(transaction, {0, "local"}, "import", "divisions",
                            file.filename().string(),
                            fmt::format(R"({{"added":{},"updated":{},"merged":{}}})", added.size(),
                                        updated.size(), merged_count));
    }
    report.taken += merged_count;
    report.unchanged = report.read - report.taken - report.refused;
    return report;
}

} // namespace

ImportReport import_divisions(store::Store& store, const std::filesystem::path& file) {
    ImportReport read;
    std::vector<DivisionRow> rows;
    std::vector<DivisionRow> merged;
    read_division_rows(file, read, [&](DivisionRow&& row) {
        const bool is_merged = row.merged_into && *row.merged_into != row.code;
        (is_merged ? merged : rows).push_back(std::move(row));
    });
    hand_on_names(merged, rows);

    // Thought out beside the writer, which is held for the changes alone; a tree that was
    // published meanwhile is thought about again.
    for (;;) {
        const auto plan =
            store.read_value([&](store::Reader& reader) { return make_plan(reader, rows, read); });
        const auto report = store.write_value([&](store::Transaction& transaction) {
            return store::tree_version(transaction) == plan.version
                       ? std::optional(publish(transaction, plan, merged, file))
                       : std::nullopt;
        });
        if (report) {
            return *report;
        }
    }
}

} // namespace tuban::import
