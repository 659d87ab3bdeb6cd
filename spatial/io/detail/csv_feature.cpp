#include "spatial/io/detail/csv_feature.hpp"

#include "spatial/io/detail/feature_shape.hpp"
#include "spatial/io/detail/field_values.hpp"

#include <cpl_error.h>
#include <ogr_geometry.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <memory>
#include <string>
#include <utility>

namespace tuban::io {
namespace {

class WktScanner {
  public:
    explicit WktScanner(std::string_view text) : m_text(text) {}

    /// Letters in any case.
    bool word(std::string_view wanted) {
        skip_blanks();
        if (m_text.size() - m_at < wanted.size()) {
            return false;
        }
        for (std::size_t i = 0; i < wanted.size(); ++i) {
            if (std::toupper(static_cast<unsigned char>(m_text[m_at + i])) != wanted[i]) {
                return false;
            }
        }
        m_at += wanted.size();
        return true;
    }
    bool sign(char wanted) {
        skip_blanks();
        const bool is_there = m_at < m_text.size() && m_text[m_at] == wanted;
        m_at += is_there ? 1 : 0;
        return is_there;
    }
    bool number(double& value) {
        skip_blanks();
        if (m_at == m_text.size() ||
            (m_text[m_at] != '-' && (m_text[m_at] < '0' || m_text[m_at] > '9'))) {
            return false; // from_chars would also take inf and nan
        }
        const auto [end, error] =
            std::from_chars(m_text.data() + m_at, m_text.data() + m_text.size(), value);
        m_at = static_cast<std::size_t>(end - m_text.data());
        return error == std::errc();
    }
    bool is_at_end() {
        skip_blanks();
        return m_at == m_text.size();
    }
    /// ( item , item … )
    template <typename Item>
    bool list(Item item) {
        if (!sign('(')) {
            return false;
        }
        do {
            if (!item()) {
                return false;
            }
        } while (sign(','));
        return sign(')');
    }

  private:
    void skip_blanks() {
        while (m_at < m_text.size() && m_text[m_at] == ' ') {
            ++m_at;
        }
    }
    std::string_view m_text;
    std::size_t m_at = 0;
};

bool read_ring(WktScanner& scanner, geometry::Ring& ring) {
    const bool is_read = scanner.list([&] {
        geometry::LonLat point;
        if (!scanner.number(point.lon) || !scanner.number(point.lat)) {
            return false;
        }
        ring.push_back(point);
        return true;
    });
    return is_read && ring.size() >= 4 && ring.front() == ring.back();
}

bool read_polygon(WktScanner& scanner, geometry::MultiPolygon& shape) {
    geometry::Polygon& polygon = shape.emplace_back();
    return scanner.list([&] { return read_ring(scanner, polygon.emplace_back()); });
}

/// In whatever way GDAL's CSV driver would.
std::unique_ptr<OGRGeometry> read_by_gdal(const std::string& text) {
    CPLErrorHandlerPusher quiet(CPLQuietErrorHandler);
    OGRGeometry* geometry = nullptr;
    if (OGRGeometryFactory::createFromWkt(text.c_str(), nullptr, &geometry) != OGRERR_NONE) {
        geometry =
            text.starts_with('{') ? OGRGeometryFactory::createFromGeoJson(text.c_str()) : nullptr;
    }
    return std::unique_ptr<OGRGeometry>(geometry);
}

} // namespace

std::optional<geometry::MultiPolygon> read_plain_wkt(std::string_view text) {
    geometry::MultiPolygon shape;
    WktScanner scanner(text);
    const bool is_read = scanner.word("POLYGON")
                             ? read_polygon(scanner, shape)
                             : scanner.word("MULTIPOLYGON") &&
                                   scanner.list([&] { return read_polygon(scanner, shape); });
    return is_read && scanner.is_at_end() ? std::optional(std::move(shape)) : std::nullopt;
}

std::string CsvFeature::text(int field) const {
    if (field < 0) {
        return {};
    }
    const std::string_view cell = m_cells[m_columns.fields[static_cast<std::size_t>(field)]];
    return cell.empty() ? std::string() : clean_text(m_decoder.decode(cell));
}

Result<geometry::MultiPolygon, Issue> CsvFeature::polygons() const {
    std::string_view text = m_cells[m_columns.shape];
    text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
    if (auto shape = read_plain_wkt(text)) {
        return std::move(*shape);
    }
    return polygons_of(read_by_gdal(std::string(text)).get());
}

} // namespace tuban::io
