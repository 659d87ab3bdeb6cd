#pragma once

#include "data/model/division.hpp"
#include "data/store/store.hpp"

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

/// The published tree. Codes are 12 digits (model::padded_code makes them so).
namespace tuban::store {

std::optional<model::Division> find_division(Reader& reader, std::int64_t id);
std::optional<model::Division> find_division(Reader& reader, std::string_view code);

/// Those that have no parent, and those right below one, in the order of lists.
std::vector<model::Division> root_divisions(Reader& reader);
std::vector<model::Division> child_divisions(Reader& reader, std::int64_t id);

/// From the root down to the division itself; empty where there is none of this id.
std::vector<model::Division> division_path(Reader& reader, std::int64_t id);

/// Everything at and below one division, as of the tree that `division` was read from.
model::Area area_of(const model::Division& division);

/// The area of an account's division, read with each request; nothing when it is gone.
std::optional<model::Area> find_area(Reader& reader, std::int64_t division_id);

/// The area of a division that lies in the caller's; nothing when it doesn't exist or lies
/// outside, which the caller can't tell apart.
std::optional<model::Area> readable_area(Reader& reader, const model::Area& caller,
                                         std::string_view code);

/// All that there is: for the command line and jobs, never on behalf of an account.
model::Area whole_area();

/// The divisions of an area in the order of their labels: each after its parent.
std::vector<model::Division> divisions_in(Reader& reader, const model::Area& area);

/// Grows with each publication of the tree.
std::int64_t tree_version(Reader& reader);

/// A division with what only imports and the gazetteer need.
struct GazetteerEntry {
    model::Division division;
    std::string aliases; ///< `;` between
    std::optional<double> office_lon;
    std::optional<double> office_lat;
};
std::vector<GazetteerEntry> gazetteer_in(Reader& reader, const model::Area& area);

/// Writing belongs to the publication of a whole tree (data/import): labels must fit together.
void insert_division(Transaction& transaction, const GazetteerEntry& entry);
void update_division(Transaction& transaction, const GazetteerEntry& entry);
void relabel_division(Transaction& transaction, std::int64_t id, std::int64_t first_label,
                      std::int64_t last_label);
void grow_tree_version(Transaction& transaction);

} // namespace tuban::store
