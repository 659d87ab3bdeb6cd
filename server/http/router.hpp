#pragma once

#include "server/http/message.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tuban::http {

/// Who may call a route. Every route states one; there is no default.
enum class Access {
    open,          ///< no account: sign-in, health
    signed_in,     ///< any account whose first password was changed
    fresh_account, ///< also one that must still change its password
    reader,        ///< every role but the administrator
    reviewer,      ///< approves and returns
    record_editor, ///< collector or reviewer
    administrator,
};

/// Where the handler runs. `memory` answers on the I/O thread and must take under 1 ms;
/// everything that waits (database, Argon2, files) is `pool`.
enum class Lane { memory, pool };

/// One row of the routing table: all that is known of an endpoint but the code that answers, for
/// dispatch, permission and the OpenAPI document alike.
struct Route {
    Method method;
    std::string pattern; ///< "/api/v1/households/{id}/record"; {name} matches one segment
    Access access;
    Lane lane;
    std::string summary;         ///< English, one line
    std::string request_schema;  ///< name in api/schemas.json, empty: no body
    std::string response_schema; ///< name in api/schemas.json, empty: no body or not JSON
    std::vector<std::string> query_parameters; ///< names in api/parameters.json
};

/// Immutable after construction; shared by all threads. No regular expressions, no recursion.
class Router {
  public:
    /// Throws Error `route_invalid`: a malformed pattern, or two routes of one method and shape.
    explicit Router(std::vector<Route> routes);

    struct Match {
        const Route* route = nullptr; ///< null: see `allowed`
        Fields path_parameters;
        std::vector<Method> allowed; ///< not empty: the path exists under other methods (405)
    };
    /// HEAD finds the GET route. Of several patterns that fit, the one whose first differing
    /// segment is literal wins.
    Match find(Method method, std::string_view path) const;

    const std::vector<Route>& routes() const { return m_routes; }

  private:
    struct Shape {
        std::vector<std::string> segments; ///< a parameter without its braces
        std::uint64_t literal = 0;         ///< bit 63 − i: segment i is literal
    };
    static Shape read_pattern(const std::string& pattern);
    static bool fits(const Shape& shape, const std::vector<std::string_view>& segments);

    std::vector<Route> m_routes;
    std::vector<Shape> m_shapes; ///< parallel to m_routes
};

/// "GET, HEAD, POST": the value of Allow for a 405.
std::string allow_header(const std::vector<Method>& allowed);

} // namespace tuban::http
