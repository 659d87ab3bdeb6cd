#pragma once

#include "data/store/store.hpp"

#include <string>
#include <unordered_map>

namespace tuban::jobs {

/// In which county's segment the patches of a census code belong: the one that holds patches of it
/// already, else the county of the published tree, else the one that its first six digits name.
/// Remembers what it found. One thread.
class CountyOfCode {
  public:
    explicit CountyOfCode(store::Store& store) : m_store(store) {}
    const std::string& get(const std::string& census_code);

  private:
    store::Store& m_store;
    std::unordered_map<std::string, std::string> m_known;
};

} // namespace tuban::jobs
