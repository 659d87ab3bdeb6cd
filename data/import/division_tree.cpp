#include "data/import/division_tree.hpp"

#include "data/model/division_code.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace tuban::import {
namespace {

/// Labels of one division itself, and the room that one with children has for later ones: this
/// many, or a share of what it holds.
constexpr std::int64_t own_labels = 16;
constexpr std::int64_t least_room = 64 * own_labels;
constexpr std::int64_t room_share = 4;
constexpr std::size_t county_digits = 6;

bool has_same_labels(const store::GazetteerEntry& a, const store::GazetteerEntry& b) {
    return a.division.first_label == b.division.first_label &&
           a.division.last_label == b.division.last_label;
}

/// What stands above a division by its full name; empty where that does not tell.
std::string name_above(const std::string& full_name, const std::string& name) {
    return full_name.ends_with(name) ? full_name.substr(0, full_name.size() - name.size())
                                     : std::string();
}

/// The same but for labels.
bool says_same(const store::GazetteerEntry& a, const store::GazetteerEntry& b) {
    const auto& x = a.division;
    const auto& y = b.division;
    return x.name == y.name && x.level == y.level && x.parent_id == y.parent_id &&
           x.full_name == y.full_name && a.aliases == b.aliases && a.office_lon == b.office_lon &&
           a.office_lat == b.office_lat;
}

} // namespace

DivisionTree::DivisionTree(const std::vector<store::GazetteerEntry>& published) {
    for (const auto& entry : published) {
        auto& node = m_nodes[entry.division.code];
        node.entry = entry;
        node.published = entry;
        m_code_of.emplace(entry.division.id, entry.division.code);
    }
    for (auto& [code, node] : m_nodes) {
        if (node.entry.division.parent_id) {
            node.given_parent = m_code_of.at(*node.entry.division.parent_id);
        }
    }
}

void DivisionTree::merge(const DivisionRow& row, ImportReport& report) {
    if (row.parent_code == row.code) {
        // 东莞 and its like: a prefecture without counties repeats itself one level down.
        return;
    }
    auto& node = m_nodes[row.code];
    auto& division = node.entry.division;
    if (!node.subject.empty()) {
        if (division.name != row.name) {
            report.refuse({"code_repeated", row.subject, "code",
                           fmt::format("代码 {} 已用于“{}”（{}），这里是“{}”", row.code,
                                       division.name, node.subject, row.name)});
            return;
        }
        node.given_parent = row.parent_code ? row.parent_code : node.given_parent;
        return;
    }
    if (division.id == 0) {
        division.id = store::new_id();
        division.code = row.code;
    }
    node.subject = row.subject;
    division.name = row.name;
    node.given_level = row.level;
    node.given_full_name = row.full_name;
    if (row.parent_code) {
        node.given_parent = row.parent_code;
    }
    if (!row.aliases.empty()) {
        node.entry.aliases = row.aliases;
    }
    if (row.office_lon && row.office_lat) {
        node.entry.office_lon = row.office_lon;
        node.entry.office_lat = row.office_lat;
    }
}

DivisionTree::Node* DivisionTree::find_parent(const Node& node) {
    if (node.given_parent) {
        const auto given = m_nodes.find(*node.given_parent);
        if (given != m_nodes.end()) {
            return &given->second;
        }
    }
    for (const auto& code : model::ancestor_codes(node.entry.division.code)) {
        const auto guessed = m_nodes.find(code);
        if (guessed != m_nodes.end()) {
            return &guessed->second;
        }
    }
    return nullptr;
}

bool DivisionTree::closes_cycle(const Node& node, const Node* parent) const {
    for (std::size_t steps = 0; parent != nullptr && steps <= m_nodes.size(); ++steps) {
        if (parent == &node) {
            return true;
        }
        const auto above = parent->entry.division.parent_id;
        const auto code = above ? m_code_of.find(*above) : m_code_of.end();
        parent = code == m_code_of.end() ? nullptr : &m_nodes.at(code->second); // dropped: none
    }
    return parent != nullptr;
}

void DivisionTree::add_missing_counties(ImportReport& report) {
    std::map<std::string, std::string> missing; // code → name, where a town's full name tells it
    for (const auto& [code, node] : m_nodes) {
        const auto level = level_of(node);
        if (level <= model::Level::county || find_parent(node) != nullptr) {
            continue;
        }
        auto& name = missing[code.substr(0, county_digits) + "000000"];
        if (name.empty() && level == model::Level::town) {
            name = name_above(node.given_full_name, node.entry.division.name);
        }
    }
    for (const auto& [code, name] : missing) {
        auto& division = m_nodes[code].entry.division;
        division.id = store::new_id();
        division.code = code;
        division.name = name.empty() ? code.substr(0, county_digits) : name;
        report.warn(
            {"county_missing", code, "code",
             fmt::format("没有区县 {}，已按其下乡镇、村的代码补上，名称暂为“{}”；请把它和上级"
                         "区划也导入，名称与上级随之更正",
                         code, division.name)});
    }
}

void DivisionTree::settle(ImportReport& report) {
    add_missing_counties(report);
    m_code_of.clear();
    for (auto& [code, node] : m_nodes) {
        node.entry.division.parent_id.reset();
        m_code_of.emplace(node.entry.division.id, code);
    }
    for (auto node = m_nodes.begin(); node != m_nodes.end();) {
        auto* const parent = find_parent(node->second);
        if (closes_cycle(node->second, parent)) {
            report.refuse(
                {"parent_cycle", node->second.subject, "parent",
                 fmt::format("“{}”的上级最终又回到它自己", node->second.entry.division.name)});
            m_code_of.erase(node->second.entry.division.id);
            node = m_nodes.erase(node);
            continue;
        }
        if (parent != nullptr) {
            node->second.entry.division.parent_id = parent->entry.division.id;
        }
        ++node;
    }
    for (auto& [code, node] : m_nodes) {
        const auto parent_id = node.entry.division.parent_id;
        const auto parent = parent_id ? m_code_of.find(*parent_id) : m_code_of.end();
        if (parent == m_code_of.end()) {
            node.entry.division.parent_id.reset();
            m_roots.push_back(&node);
        } else {
            m_nodes.at(parent->second).children.push_back(&node);
        }
    }
    for (auto* root : m_roots) {
        describe(*root, nullptr);
    }
    label_all();
}

model::Level DivisionTree::level_of(const Node& node) {
    const auto& division = node.entry.division;
    return node.given_level.value_or(node.published ? division.level
                                                    : model::level_by_code(division.code));
}

void DivisionTree::describe(Node& node, const Node* parent) {
    auto& division = node.entry.division;
    division.level = level_of(node);
    division.full_name =
        parent == nullptr ? division.name : parent->entry.division.full_name + division.name;
    for (auto* child : node.children) {
        describe(*child, &node);
    }
}

/// Gives the node and all below it new labels from `next` on.
void DivisionTree::label(Node& node, std::int64_t& next) {
    auto& division = node.entry.division;
    division.first_label = next;
    next += own_labels;
    for (auto* child : node.children) {
        label(*child, next);
    }
    if (!node.children.empty()) {
        next += std::max(least_room, (next - division.first_label) / room_share);
    }
    division.last_label = next - 1;
}

bool DivisionTree::keeps_labels(const Node& node) {
    return node.published && node.published->division.parent_id == node.entry.division.parent_id;
}

/// Labels what is new below a node that keeps its labels; false when the room does not suffice.
bool DivisionTree::fill_gaps(Node& node) {
    const auto& division = node.entry.division;
    std::int64_t next = division.first_label + own_labels;
    for (const auto* child : node.children) {
        if (keeps_labels(*child)) {
            next = std::max(next, child->entry.division.last_label + 1);
        }
    }
    for (auto* child : node.children) {
        if (keeps_labels(*child)) {
            if (!fill_gaps(*child)) {
                return false;
            }
            continue;
        }
        label(*child, next);
        if (next > division.last_label + 1) {
            return false;
        }
    }
    return true;
}

void DivisionTree::label_all() {
    std::int64_t next = 1;
    bool has_room = true;
    for (auto* root : m_roots) {
        if (keeps_labels(*root)) {
            next = std::max(next, root->entry.division.last_label + 1);
            has_room = has_room && fill_gaps(*root);
        }
    }
    if (!has_room) {
        next = 1;
    }
    for (auto* root : m_roots) {
        if (!has_room || !keeps_labels(*root)) {
            label(*root, next);
        }
    }
}

void DivisionTree::collect(const Node& node, Changes& changes) const {
    if (!node.published) {
        changes.added.push_back(node.entry);
    } else {
        if (!says_same(node.entry, *node.published)) {
            changes.updated.push_back(node.entry);
        }
        if (!has_same_labels(node.entry, *node.published)) {
            changes.relabelled.push_back(node.entry);
        }
    }
    for (const auto* child : node.children) {
        collect(*child, changes);
    }
}

DivisionTree::Changes DivisionTree::changes() const {
    Changes changes;
    for (const auto* root : m_roots) {
        collect(*root, changes);
    }
    return changes;
}

std::uint64_t DivisionTree::taken_count() const {
    return static_cast<std::uint64_t>(
        std::count_if(m_nodes.begin(), m_nodes.end(), [](const auto& item) {
            const Node& node = item.second;
            return !node.subject.empty() &&
                   !(node.published && says_same(*node.published, node.entry));
        }));
}

} // namespace tuban::import
