#pragma once

#include "server/http/message.hpp"

#include <utility>

namespace tuban::http::api {

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
