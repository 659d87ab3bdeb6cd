#pragma once

#include "server/auth/service.hpp"
#include "server/http/message.hpp"
#include "server/http/router.hpp"

#include <functional>
#include <string>
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

/// A refusal on its way to the client; caught by the application alone.
class Refused {
  public:
    explicit Refused(Problem problem) : m_problem(std::move(problem)) {}
    const Problem& problem() const { return m_problem; }

  private:
    Problem m_problem;
};

/// 404 with one body for what is not there and what the caller may not know of.
Refused not_found();

} // namespace tuban::http::api
