#pragma once

#include "base/report.hpp"
#include "data/import/division_rows.hpp"
#include "data/store/divisions.hpp"

#include <map>
#include <string>
#include <vector>

namespace tuban::import {

/// A tree under change: what is published, with rows merged in by code.
class DivisionTree {
  public:
    /// `published`: every division there is.
    explicit DivisionTree(const std::vector<store::GazetteerEntry>& published);

    /// Takes a row, or refuses it in the report. Parents are settled later, so rows come in any
    /// order.
    void merge(const DivisionRow& row, ImportReport& report);

    /// Adds the counties that nothing but codes of towns and villages tells of, with a warning,
    /// since all work goes by counties; finds every parent, drops rows that would close a cycle,
    /// writes full names and labels. What is published keeps its labels as long as the room within
    /// its parent suffices.
    void settle(ImportReport& report);

    /// After settle: what has to be written. Parents come before their children.
    struct Changes {
        std::vector<store::GazetteerEntry> added;
        std::vector<store::GazetteerEntry> updated;    ///< all but their labels
        std::vector<store::GazetteerEntry> relabelled; ///< their labels alone
    };
    Changes changes() const;
    /// After settle: rows of this import that said something new.
    std::uint64_t taken_count() const;

  private:
    struct Node {
        store::GazetteerEntry entry;
        std::optional<store::GazetteerEntry> published;
        std::optional<std::string> given_parent;
        std::optional<model::Level> given_level;
        std::string given_full_name;
        std::string subject; ///< of the row that it comes from; empty: not in this import
        std::vector<Node*> children;
    };

    Node* find_parent(const Node& node);
    void add_missing_counties(ImportReport& report);
    bool closes_cycle(const Node& node, const Node* parent) const;
    static model::Level level_of(const Node& node);
    static void describe(Node& node, const Node* parent);
    static void label(Node& node, std::int64_t& next);
    static bool keeps_labels(const Node& node);
    static bool fill_gaps(Node& node);
    void label_all();
    void collect(const Node& node, Changes& changes) const;

    std::map<std::string, Node> m_nodes; ///< by code, which is also the order of lists
    std::map<std::int64_t, std::string> m_code_of;
    std::vector<Node*> m_roots;
};

} // namespace tuban::import
