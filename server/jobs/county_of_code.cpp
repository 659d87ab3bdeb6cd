#include "server/jobs/county_of_code.hpp"

#include "data/store/crosswalk.hpp"
#include "data/store/divisions.hpp"

#include <utility>

namespace tuban::jobs {

const std::string& CountyOfCode::get(const std::string& census_code) {
    const auto known = m_known.find(census_code);
    if (known != m_known.end()) {
        return known->second;
    }
    std::string county = census_code.substr(0, 6) + "000000";
    m_store.read([&](store::Reader& reader) {
        if (auto holder = store::county_of_census_code(reader, census_code)) {
            county = std::move(*holder);
        } else if (const auto division = store::find_division(reader, census_code)) {
            for (const auto& above : store::division_path(reader, division->id)) {
                if (above.level == model::Level::county) {
                    county = above.code;
                }
            }
        }
    });
    return m_known.emplace(census_code, std::move(county)).first->second;
}

} // namespace tuban::jobs
