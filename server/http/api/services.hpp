#pragma once

#include "server/http/api/endpoint.hpp"
#include "server/map/base_maps.hpp"
#include "server/map/division_shapes.hpp"

#include <memory>
#include <vector>

namespace tuban::store {
class Store;
}
namespace tuban::seal {
class Sealer;
}
namespace tuban::workflow {
class Photos;
class Records;
} // namespace tuban::workflow
namespace tuban::map {
class Scopes;
class PatchStates;
} // namespace tuban::map

namespace tuban::http::api {

/// All that endpoints stand on; outlives them. Each part is thread-safe.
struct Services {
    store::Store& store;
    const seal::Sealer& sealer;
    auth::Authentication& authentication;
    workflow::Records& records;
    workflow::Photos& photos;
    map::Scopes& scopes;
    map::PatchStates& states;
    std::function<void()> wake_worker; ///< there is a new job
    std::function<bool()> is_ready;
    std::function<std::string()> metrics;
    bool is_sample = false;       ///< the invented county is served here
    bool is_behind_proxy = false; ///< nginx sends files
    std::shared_ptr<map::DivisionShapes> division_shapes = std::make_shared<map::DivisionShapes>();
    std::vector<map::BaseMap> base_maps{};
};

Endpoints session_endpoints(Services& services);
Endpoints division_endpoints(Services& services);
Endpoints patch_endpoints(Services& services);
Endpoints patch_edit_endpoints(Services& services);
Endpoints lost_link_endpoints(Services& services);
Endpoints household_endpoints(Services& services);
Endpoints record_endpoints(Services& services);
Endpoints photo_endpoints(Services& services);
Endpoints statistics_endpoints(Services& services);
Endpoints tile_endpoints(Services& services);
Endpoints matching_endpoints(Services& services);
Endpoints proposal_endpoints(Services& services);
Endpoints job_endpoints(Services& services);
Endpoints export_endpoints(Services& services);
Endpoints user_endpoints(Services& services);
Endpoints audit_endpoints(Services& services);
Endpoints base_map_endpoints(Services& services);
Endpoints service_endpoints(Services& services);

/// All of them, and /api/v1/openapi.json which describes them.
Endpoints all_endpoints(Services& services);

} // namespace tuban::http::api
