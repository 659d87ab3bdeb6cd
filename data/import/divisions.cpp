#include "data/import/divisions.hpp"

#include "data/import/division_rows.hpp"
#include "data/import/division_tree.hpp"
#include "data/store/audit.hpp"
#include "data/store/divisions.hpp"

#include <fmt/format.h>

#include <vector>

namespace tuban::import {

ImportReport import_divisions(store::Store& store, const std::filesystem::path& file) {
    ImportReport read;
    std::vector<DivisionRow> rows;
    read_division_rows(file, read, [&](DivisionRow&& row) { rows.push_back(std::move(row)); });

    return store.write_value([&](store::Transaction& transaction) {
        ImportReport report = read;
        DivisionTree tree(store::gazetteer_in(transaction, store::whole_area()));
        for (const auto& row : rows) {
            tree.merge(row, report);
        }
        tree.settle(report);
        const auto [added, updated, relabelled] = tree.changes();
        for (const auto& entry : added) {
            store::insert_division(transaction, entry);
        }
        for (const auto& entry : updated) {
            store::update_division(transaction, entry);
        }
        for (const auto& entry : relabelled) {
            store::relabel_division(transaction, entry.division.id, entry.division.first_label,
                                    entry.division.last_label);
        }
        if (!added.empty() || !updated.empty()) {
            store::grow_tree_version(transaction);
            store::append_audit(
                transaction, {0, "local"}, "import", "divisions", file.filename().string(),
                fmt::format(R"({{"added":{},"updated":{}}})", added.size(), updated.size()));
        }
        report.taken = tree.taken_count();
        report.unchanged = report.read - report.taken - report.refused;
        return report;
    });
}

} // namespace tuban::import
