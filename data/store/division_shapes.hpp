#pragma once

#include "data/model/division.hpp"
#include "data/store/store.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Outlines of divisions, one each at most.
namespace tuban::store {

struct DivisionShape {
    std::int64_t division_id = 0;
    std::string derived_from; ///< hash of what it was made of, or a border_origin
    Blob shape;               ///< WKB, degrees
    double label_lon = 0;     ///< a point inside
    double label_lat = 0;
};

/// What an imported border is made of: it stays when houses change.
std::string border_origin(const std::string& content_hash);
bool is_border_origin(std::string_view derived_from);

/// How people are told where an outline is from: `imported` or `derived` (from the houses).
const char* outline_text(std::string_view derived_from);

/// By division, of an area.
std::vector<DivisionShape> division_shapes_in(Reader& reader, const model::Area& area);
/// What each was made of, by division id.
std::map<std::int64_t, std::string> division_shape_origins(Reader& reader);

/// What this one was made of; nothing where it has no outline.
std::optional<std::string> find_division_shape_origin(Reader& reader, std::int64_t division_id);

/// Inserts or replaces.
void put_division_shape(Transaction& transaction, const DivisionShape& shape);
void delete_division_shape(Transaction& transaction, std::int64_t division_id);

/// Grows with each change.
std::int64_t division_shapes_epoch(Reader& reader);

} // namespace tuban::store
