#pragma once

#include "spatial/io/detail/csv_records.hpp"
#include "spatial/io/detail/layer_plan.hpp"
#include "spatial/io/detail/source_feature.hpp"

#include <optional>
#include <string_view>
#include <vector>

namespace tuban::io {

/// Where a CSV's columns are.
struct CsvColumns {
    std::vector<std::size_t> fields; ///< column of each of GDAL's fields
    std::size_t shape = 0;           ///< column of the WKT
};

/// A feature of a CSV. All outlive it.
class CsvFeature final : public SourceFeature {
  public:
    CsvFeature(const CsvCells& cells, std::uint64_t id, const CsvColumns& columns,
               const TextDecoder& decoder)
        : m_cells(cells), m_id(id), m_columns(columns), m_decoder(decoder) {}

    std::string text(int field) const override;
    bool is_real(int) const override { return false; }
    std::int64_t id() const override { return static_cast<std::int64_t>(m_id); }
    Result<geometry::MultiPolygon, Issue> polygons() const override;
    bool has_open_ring() const override { return false; }

  private:
    const CsvCells& m_cells;
    std::uint64_t m_id;
    const CsvColumns& m_columns;
    const TextDecoder& m_decoder;
};

/// A POLYGON or MULTIPOLYGON of closed rings in plain decimals, as nearly every WKT is; nothing for
/// anything else, which GDAL reads.
std::optional<geometry::MultiPolygon> read_plain_wkt(std::string_view text);

} // namespace tuban::io
