#pragma once

#include "server/http/api/endpoint.hpp"
#include "server/http/server.hpp"
#include "server/http/static_files.hpp"

#include <string>

namespace tuban::http::api {

inline constexpr const char* session_cookie = "tuban_session";

/// Takes each request through routing, sign-in, permission and the cross-site check to its
/// endpoint; what is no endpoint is a file of the web client. Thread-safe.
class ApiApplication final : public Application {
  public:
    /// `files` may be null: no web client is served. All must outlive the application.
    ApiApplication(Endpoints endpoints, auth::Authentication& authentication,
                   const StaticFiles* files);

    bool is_waiting(const Request& request) const override;
    Response handle(const Request& request) override;

  private:
    Response dispatch(Request& request);
    std::optional<auth::Principal> identify(const Request& request) const;

    std::vector<std::function<Response(const Call&)>> m_answers; ///< by position of the route
    Router m_router;
    auth::Authentication& m_authentication;
    const StaticFiles* m_files;
};

} // namespace tuban::http::api
