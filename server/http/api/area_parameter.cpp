#include "server/http/api/area_parameter.hpp"

#include "data/model/division_code.hpp"
#include "data/store/divisions.hpp"

namespace tuban::http::api {

workflow::Caller caller_of(const Call& call) {
    return {call.actor(), call.who().account.role};
}

ReadableDivision readable_division(store::Reader& reader, const auth::Principal& principal,
                                   const std::optional<std::string>& code) {
    if (!code) {
        return {principal.division, principal.area};
    }
    const auto padded = model::padded_code(*code);
    const auto area = padded ? store::readable_area(reader, principal.area, *padded) : std::nullopt;
    if (!area) {
        throw not_found();
    }
    return {store::find_division(reader, *padded).value(), *area};
}

} // namespace tuban::http::api
