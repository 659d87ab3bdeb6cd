#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

namespace tuban::tiles::test {

/// Polygons as GEOS sees them, for slow and exact answers.
class Shape {
  public:
    using Point = std::pair<double, double>;
    using Rings = std::vector<std::vector<Point>>; ///< an outer ring and its holes, not closed

    static Shape polygons(const std::vector<Rings>& parts);
    static Shape box(double low, double high);

    bool is_valid() const;
    double area() const;
    std::size_t polygon_count() const;
    Shape cut(const Shape& other) const;
    Shape grow(double distance) const;
    /// Whether no more than `area` of this lies outside the other.
    bool lies_in(const Shape& other, double area = 1e-6) const;

  private:
    struct Deleter {
        void operator()(void* geometry) const;
    };
    explicit Shape(void* geometry) : m_geometry(geometry) {}
    std::unique_ptr<void, Deleter> m_geometry;
};

} // namespace tuban::tiles::test
