#pragma once

#include "data/sample/random.hpp"

#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace tuban::sample {

/// Invents people: names of common characters, ids of area 99xxxx, which exists nowhere.
class People {
  public:
    /// `random` lives longer. `area`: the six digits that ids begin with; several where empty.
    explicit People(Random& random, std::string area = {})
        : m_random(random), m_area(std::move(area)) {}

    std::string name(std::string_view surname);
    /// A valid number (GB 11643) not given before, born in one of so many years.
    std::string id_number(int first_year, int years);

  private:
    Random& m_random;
    std::string m_area;
    std::set<std::string> m_ids;
    std::size_t m_serial = 1;
};

} // namespace tuban::sample
