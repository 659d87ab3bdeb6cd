#include "data/store/audit.hpp"
#include "data/store/jobs.hpp"
#include "server/http/api/area_parameter.hpp"
#include "server/http/api/job_shape.hpp"
#include "server/http/api/query_reader.hpp"
#include "server/http/api/services.hpp"
#include "server/http/api/write_request.hpp"

namespace tuban::http::api {

namespace {

constexpr std::int64_t default_page = 50;
constexpr std::int64_t max_page = 200;
constexpr std::int64_t max_page_number = 1'000'000;

bool sees_all(const auth::Principal& principal) {
    return principal.account.role == model::Role::reviewer ||
           principal.account.role == model::Role::administrator;
}

store::JobRow get_job(store::Reader& reader, const Call& call) {
    const auto id = parse_id(call.request.path_value("id"));
    auto row = id ? store::find_job(reader, call.who().area, *id) : std::nullopt;
    if (!row || !may_see(*row, call.who())) {
        throw not_found();
    }
    return std::move(row).value();
}

Response list(Services& services, const Call& call) {
    QueryReader query(call.request);
    const auto division = query.text("division", 12);
    const auto kind = query.text("kind", 40);
    const auto page = query.integer("page", 1, 1, max_page_number);
    const auto size = query.integer("size", default_page, 1, max_page);
    query.finish();
    store::JobFilter filter{kind.value_or(""), {}};
    if (!sees_all(call.who())) {
        filter.account_id = call.who().account.id;
    }
    return services.store.read_value([&](store::Reader& reader) {
        const auto place = readable_division(reader, call.who(), division);
        const auto found = store::list_jobs(reader, place.area, filter, {size, (page - 1) * size});
        auto items = json::array();
        for (const auto& row : found.rows) {
            items.push_back(job_json(row, call.who()));
        }
        return json_response(200, json{{"total", found.total},
                                       {"page", page},
                                       {"size", size},
                                       {"items", std::move(items)}}
                                      .dump());
    });
}

Response one(Services& services, const Call& call) {
    auto response = services.store.read_value([&](store::Reader& reader) {
        return json_response(200, job_json(get_job(reader, call), call.who()).dump());
    });
    response.set_header("ETag", etag_of(*response.body));
    return response;
}

Response cancel(Services& services, const Call& call) {
    return write_once(services.store, call, [&](store::Transaction& transaction) {
        const auto row = get_job(transaction, call);
        if (!store::cancel_job(transaction, row.job.start.id, store::now_us())) {
            throw Refused({409, "not_allowed_now", "现在不能这样做",
                           "这个任务已经结束，或者正在取消，不用再取消。刷新后可看到结果。"});
        }
        store::append_audit(transaction, call.actor(), "job.cancel", "job",
                            std::to_string(row.job.start.id));
        return std::string();
    });
}

} // namespace

json job_json(const store::JobRow& row, const auth::Principal& principal) {
    const auto& job = row.job;
    const bool is_stoppable =
        job.state == store::JobState::queued || job.state == store::JobState::running;
    return {{"id", std::to_string(job.start.id)},
            {"kind", job.start.kind},
            {"division", division_ref(row.division)},
            {"state", store::to_text(job.state)},
            {"done", job.step.steps_done},
            {"total", job.step.steps_total},
            {"text", job.step.text},
            {"report", json::parse(job.report)},
            {"started_by", row.account_name ? json(*row.account_name) : json(nullptr)},
            {"started_at", utc_text(job.started_at_us)},
            {"changed_at", utc_text(job.changed_at_us)},
            {"can_cancel", is_stoppable && may_see(row, principal)}};
}

bool may_see(const store::JobRow& row, const auth::Principal& principal) {
    return sees_all(principal) || row.job.start.account_id == principal.account.id;
}

Endpoints job_endpoints(Services& services) {
    return {
        {{Method::get,
          "/api/v1/jobs",
          Access::signed_in,
          Lane::pool,
          "Long runs of an area, latest first",
          "",
          "JobPage",
          {"division", "kind", "page", "size"}},
         [&](const Call& call) { return list(services, call); }},
        {{Method::get,
          "/api/v1/jobs/{id}",
          Access::signed_in,
          Lane::pool,
          "How far a run is and what came of it",
          "",
          "Job",
          {}},
         [&](const Call& call) { return one(services, call); }},
        {{Method::post,
          "/api/v1/jobs/{id}/cancel",
          Access::signed_in,
          Lane::pool,
          "Stop a run",
          "",
          "",
          {}},
         [&](const Call& call) { return cancel(services, call); }},
    };
}

} // namespace tuban::http::api
