#include "base/error.hpp"
#include "data/import/division_rows.hpp"
#include "data/import/division_tree.hpp"
#include "tests/fuzz/fuzzing.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace tuban::import {
namespace {

using fuzz::require;

std::optional<std::vector<DivisionRow>> rows_of(const std::string& file, ImportReport& report) {
    std::vector<DivisionRow> rows;
    try {
        read_division_rows(file, report,
                           [&](DivisionRow&& row) { rows.push_back(std::move(row)); });
    } catch (const Error&) {
        return std::nullopt; // the file as a whole was refused
    }
    require(report.read == rows.size() + report.refused);
    for (const auto& row : rows) {
        require(row.code.size() == 12 && !row.name.empty() && !row.subject.empty());
    }
    return rows;
}

/// Parents stand before their children and hold them.
std::vector<store::GazetteerEntry> published(const DivisionTree& tree) {
    std::map<std::int64_t, model::Division> seen;
    const auto changes = tree.changes();
    require(changes.updated.empty() && changes.relabelled.empty());
    for (const auto& entry : changes.added) {
        const auto& division = entry.division;
        require(division.first_label <= division.last_label);
        if (division.parent_id) {
            const auto& parent = seen.at(*division.parent_id);
            require(parent.first_label < division.first_label &&
                    division.last_label <= parent.last_label);
            require(division.full_name == parent.full_name + division.name);
        }
        require(seen.emplace(division.id, division).second);
    }
    return changes.added;
}

/// The rows make a tree, and the same rows again change nothing in it.
void read_list(const std::string& file) {
    ImportReport report;
    const auto rows = rows_of(file, report);
    if (!rows) {
        return;
    }
    DivisionTree tree({});
    for (const auto& row : *rows) {
        tree.merge(row, report);
    }
    tree.settle(report);
    DivisionTree again(published(tree));
    ImportReport second;
    for (const auto& row : *rows) {
        again.merge(row, second);
    }
    again.settle(second);
    const auto changes = again.changes();
    require(changes.relabelled.empty() || !changes.added.empty() || !changes.updated.empty());
}

/// The first byte chooses the format.
void read_bytes(std::span<const std::uint8_t> bytes) {
    constexpr std::array<const char*, 3> endings{"csv", "json", "zip"};
    if (bytes.empty()) {
        return;
    }
    const std::string path = std::string("/vsimem/divisions.") + endings[bytes[0] % endings.size()];
    const fuzz::MemoryFile file(path, bytes.subspan(1));
    read_list(path);
}

} // namespace
} // namespace tuban::import

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    tuban::import::read_bytes({data, size});
    return 0;
}
