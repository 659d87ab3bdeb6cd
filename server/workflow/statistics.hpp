#pragma once

#include "data/model/record.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

/// Statistics are sums of contributions (idea 6 of docs/architecture.md). Pure.
namespace tuban::workflow {

/// Counters of one programme list. The names in the store are counter_name's.
enum class Counter {
    total,
    not_started,
    draft,
    submitted,
    approved,
    returned,
    approved_grade_a, ///< own rural house, by the grade of the approved record
    approved_grade_b,
    approved_grade_c,
    approved_grade_d,
    approved_other_safe,
    approved_deceased,
    entered_grade_a, ///< the same of all that was entered, whatever its status but not_started
    entered_grade_b,
    entered_grade_c,
    entered_grade_d,
    entered_other_safe,
    entered_deceased,
    entered_incomplete, ///< entered, but housing or grade not filled in yet
};
constexpr std::size_t counter_count = 19;
const char* counter_name(Counter counter);

/// Values of all counters; sums and differences of sums are again such.
class Counts {
  public:
    std::int64_t operator[](Counter counter) const { return m_values[index(counter)]; }
    std::int64_t& operator[](Counter counter) { return m_values[index(counter)]; }
    Counts& operator+=(const Counts& other);
    Counts& operator-=(const Counts& other);
    friend Counts operator-(Counts left, const Counts& right) { return left -= right; }
    bool operator==(const Counts&) const = default;

    /// Own rural houses among the approved: the four grades.
    std::int64_t approved_own_rural() const;
    std::int64_t entered() const;

    /// total = its five states; approved and entered each = its parts.
    bool parts_add_up() const;

  private:
    static std::size_t index(Counter counter) { return static_cast<std::size_t>(counter); }
    std::array<std::int64_t, counter_count> m_values{};
};

/// The main facts of a record, as the household's row carries them.
struct Facts {
    model::Status status = model::Status::not_started;
    std::string housing; ///< own_rural, other_safe, deceased or empty
    std::string grade;   ///< A–D, only with own_rural
};

/// What one household of a list adds to each counter.
Counts contribution(const Facts& facts);

} // namespace tuban::workflow
