#pragma once

#include "data/store/jobs.hpp"
#include "server/auth/service.hpp"
#include "server/http/api/shapes.hpp"

namespace tuban::http::api {

/// Job of schemas.json.
json job_json(const store::JobRow& row, const auth::Principal& principal);

/// Reviewers and administrators see and stop the jobs of their area, others those they started.
bool may_see(const store::JobRow& row, const auth::Principal& principal);

} // namespace tuban::http::api
