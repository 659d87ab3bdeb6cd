#include "server/workflow/statistics.hpp"

#include <optional>

namespace tuban::workflow {
namespace {

constexpr std::array<const char*, counter_count> names{
    "total",
    "not_started",
    "draft",
    "submitted",
    "approved",
    "returned",
    "approved_grade_a",
    "approved_grade_b",
    "approved_grade_c",
    "approved_grade_d",
    "approved_other_safe",
    "approved_deceased",
    "entered_grade_a",
    "entered_grade_b",
    "entered_grade_c",
    "entered_grade_d",
    "entered_other_safe",
    "entered_deceased",
    "entered_incomplete",
};

Counter status_counter(model::Status status) {
    switch (status) {
    case model::Status::not_started:
        return Counter::not_started;
    case model::Status::draft:
        return Counter::draft;
    case model::Status::submitted:
        return Counter::submitted;
    case model::Status::approved:
        return Counter::approved;
    case model::Status::returned:
        return Counter::returned;
    }
    return Counter::not_started;
}

/// The housing part, counted from the first of its group of counters; nothing where the record
/// doesn't say yet.
std::optional<std::size_t> housing_part(const Facts& facts) {
    if (facts.housing == "deceased") {
        return 5;
    }
    if (facts.housing == "other_safe") {
        return 4;
    }
    if (facts.housing == "own_rural" && facts.grade.size() == 1) {
        return static_cast<std::size_t>(facts.grade.front() - 'A');
    }
    return std::nullopt;
}

Counter part_of(Counter first, std::size_t part) {
    return static_cast<Counter>(static_cast<std::size_t>(first) + part);
}

} // namespace

const char* counter_name(Counter counter) {
    return names.at(static_cast<std::size_t>(counter));
}

Counts& Counts::operator+=(const Counts& other) {
    for (std::size_t i = 0; i < counter_count; ++i) {
        m_values[i] += other.m_values[i];
    }
    return *this;
}

Counts& Counts::operator-=(const Counts& other) {
    for (std::size_t i = 0; i < counter_count; ++i) {
        m_values[i] -= other.m_values[i];
    }
    return *this;
}

std::int64_t Counts::approved_own_rural() const {
    const auto& self = *this;
    return self[Counter::approved_grade_a] + self[Counter::approved_grade_b] +
           self[Counter::approved_grade_c] + self[Counter::approved_grade_d];
}

std::int64_t Counts::entered() const {
    const auto& self = *this;
    return self[Counter::draft] + self[Counter::submitted] + self[Counter::approved] +
           self[Counter::returned];
}

bool Counts::parts_add_up() const {
    const auto& self = *this;
    const auto entered_parts = self[Counter::entered_grade_a] + self[Counter::entered_grade_b] +
                               self[Counter::entered_grade_c] + self[Counter::entered_grade_d] +
                               self[Counter::entered_other_safe] + self[Counter::entered_deceased] +
                               self[Counter::entered_incomplete];
    return self[Counter::total] == self[Counter::not_started] + entered() &&
           self[Counter::approved] == approved_own_rural() + self[Counter::approved_other_safe] +
                                          self[Counter::approved_deceased] &&
           entered() == entered_parts;
}

Counts contribution(const Facts& facts) {
    Counts counts;
    counts[Counter::total] = 1;
    counts[status_counter(facts.status)] = 1;
    if (facts.status == model::Status::not_started) {
        return counts;
    }
    const auto part = housing_part(facts);
    counts[part ? part_of(Counter::entered_grade_a, *part) : Counter::entered_incomplete] = 1;
    if (facts.status == model::Status::approved && part) {
        counts[part_of(Counter::approved_grade_a, *part)] = 1;
    }
    return counts;
}

} // namespace tuban::workflow
