#pragma once

#include "server/auth/service.hpp"
#include "server/http/api/refused.hpp"
#include "server/http/message.hpp"
#include "server/http/router.hpp"

#include <functional>
#include <vector>

namespace tuban::http::api {

/// A matched request and who sends it.
struct Call {
    const Request& request;
    const auth::Principal* principal = nullptr; ///< null for Access::open only

    /// Precondition: the route's access is not `open`.
    const auth::Principal& who() const { return *principal; }
    model::Actor actor() const { return {who().account.id, request.remote_address}; }
};

/// One row of the table with what answers it. Called from several threads at once.
struct Endpoint {
    Route route;
    std::function<Response(const Call&)> answer;
};

using Endpoints = std::vector<Endpoint>;

} // namespace tuban::http::api
