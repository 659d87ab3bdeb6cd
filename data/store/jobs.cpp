#include "data/store/jobs.hpp"

namespace tuban::store {
namespace {

constexpr int job_columns = 14;

JobState state_of(std::string_view text) {
    for (const auto state : {JobState::queued, JobState::running, JobState::cancelling,
                             JobState::done, JobState::cancelled, JobState::failed}) {
        if (text == to_text(state)) {
            return state;
        }
    }
    throw Error("store_damaged", "unknown state of a job");
}

Job to_job(const Row& row) {
    Job job;
    job.start = {row.integer(0), std::string(row.text(1)), row.integer(2), row.optional_integer(3),
                 std::string(row.text(4))};
    job.state = state_of(row.text(5));
    job.attempts = row.integer(6);
    job.step = {std::string(row.text(7)), row.integer(8), row.integer(9),
                std::string(row.text(10))};
    job.report = row.text(11);
    job.started_at_us = row.integer(12);
    job.changed_at_us = row.integer(13);
    return job;
}

JobRow to_row(const Row& row) {
    JobRow found{to_job(row), {}, row.optional_text(job_columns)};
    found.division.id = found.job.start.division_id;
    found.division.code = row.text(job_columns + 1);
    found.division.name = row.text(job_columns + 2);
    found.division.level = static_cast<model::Level>(row.integer(job_columns + 3));
    found.division.first_label = row.integer(job_columns + 4);
    found.division.last_label = row.integer(job_columns + 5);
    return found;
}

const std::string columns = "j.id, j.kind, j.division_id, j.account_id, j.parameters, j.state, "
                            "j.attempts, j.checkpoint, j.steps_done, j.steps_total, j.text, "
                            "j.report, j.started_at, j.changed_at";
const std::string rows = "SELECT " + columns +
                         ", a.display_name, d.code, d.name, d.level, d.first_label, d.last_label "
                         "FROM job j JOIN division d ON d.id = j.division_id "
                         "LEFT JOIN account a ON a.id = j.account_id ";

} // namespace

bool Job::is_live() const {
    return state == JobState::queued || state == JobState::running || state == JobState::cancelling;
}

std::string_view to_text(JobState state) {
    switch (state) {
    case JobState::queued:
        return "queued";
    case JobState::running:
        return "running";
    case JobState::cancelling:
        return "cancelling";
    case JobState::done:
        return "done";
    case JobState::cancelled:
        return "cancelled";
    case JobState::failed:
        return "failed";
    }
    return "";
}

std::int64_t enqueue_job(Transaction& transaction, const JobStart& start, std::int64_t now_us) {
    const auto live = transaction.find(
        "SELECT id FROM job WHERE kind = $1 AND division_id = $2 AND parameters = $3 AND "
        "state IN ('queued', 'running', 'cancelling')",
        {start.kind, start.division_id, start.parameters},
        [](const Row& row) { return row.integer(0); });
    if (live) {
        return *live;
    }
    transaction.execute(
        "INSERT INTO job (id, kind, division_id, account_id, parameters, started_at, changed_at) "
        "VALUES ($1, $2, $3, $4, $5, $6, $6)",
        {start.id, start.kind, start.division_id, nullable(start.account_id), start.parameters,
         now_us});
    return start.id;
}

std::optional<JobRow> find_job(Reader& reader, const model::Area& caller, std::int64_t id) {
    static const std::string sql = rows + "WHERE j.id = $1 AND d.first_label BETWEEN $2 AND $3";
    return reader.find(sql, {id, caller.first_label(), caller.last_label()}, to_row);
}

JobPage list_jobs(Reader& reader, const model::Area& area, const JobFilter& filter,
                  PageRange range) {
    static const std::string where = "WHERE d.first_label BETWEEN $1 AND $2 AND "
                                     "($3 = '' OR j.kind = $3) AND "
                                     "(CAST($4 AS BIGINT) IS NULL OR j.account_id = $4) ";
    static const std::string page_sql = rows + where + "ORDER BY j.id DESC LIMIT $5 OFFSET $6";
    static const std::string count_sql =
        "SELECT count(*) FROM job j JOIN division d ON d.id = j.division_id " + where;
    const Value account = nullable(filter.account_id);
    JobPage page;
    page.total =
        *reader.find(count_sql, {area.first_label(), area.last_label(), filter.kind, account},
                     [](const Row& row) { return row.integer(0); });
    page.rows = reader.list(
        page_sql,
        {area.first_label(), area.last_label(), filter.kind, account, range.limit, range.offset},
        to_row);
    return page;
}

std::optional<JobRow> latest_job(Reader& reader, std::string_view kind, std::int64_t division_id) {
    static const std::string sql =
        rows + "WHERE j.kind = $1 AND j.division_id = $2 ORDER BY j.id DESC LIMIT 1";
    return reader.find(sql, {std::string(kind), division_id}, to_row);
}

std::optional<JobRow> latest_done_job(Reader& reader, std::string_view kind,
                                      std::int64_t division_id) {
    static const std::string sql = rows + "WHERE j.kind = $1 AND j.division_id = $2 AND "
                                          "j.state = 'done' ORDER BY j.id DESC LIMIT 1";
    return reader.find(sql, {std::string(kind), division_id}, to_row);
}

bool cancel_job(Transaction& transaction, std::int64_t id, std::int64_t now_us) {
    return transaction.execute("UPDATE job SET changed_at = $2, state = "
                               "CASE state WHEN 'queued' THEN 'cancelled' ELSE 'cancelling' END "
                               "WHERE id = $1 AND state IN ('queued', 'running')",
                               {id, now_us}) == 1;
}

bool has_live_job(Reader& reader) {
    return reader
        .find("SELECT 1 FROM job WHERE state IN ('queued', 'running', 'cancelling') LIMIT 1", {},
              [](const Row& row) { return row.integer(0); })
        .has_value();
}

std::optional<Job> take_job(Transaction& transaction, std::int64_t max_attempts,
                            const std::string& failed_report, std::int64_t now_us,
                            std::optional<std::int64_t> only) {
    transaction.execute("UPDATE job SET state = 'cancelled', changed_at = $1 "
                        "WHERE state = 'cancelling'",
                        {now_us});
    transaction.execute("UPDATE job SET state = 'failed', report = $2, changed_at = $3 "
                        "WHERE state = 'running' AND attempts >= $1",
                        {max_attempts, failed_report, now_us});
    static const std::string sql = "SELECT " + columns +
                                   " FROM job j WHERE j.state IN ('queued', 'running') "
                                   "AND (CAST($1 AS BIGINT) IS NULL OR j.id = $1) "
                                   "ORDER BY j.state = 'queued', j.id LIMIT 1";
    auto job = transaction.find(sql, {nullable(only)}, to_job);
    if (job) {
        job->state = JobState::running;
        ++job->attempts;
        transaction.execute("UPDATE job SET state = 'running', attempts = $2, changed_at = $3 "
                            "WHERE id = $1",
                            {job->start.id, job->attempts, now_us});
    }
    return job;
}

bool advance_job(Transaction& transaction, std::int64_t id, const JobStep& step,
                 std::int64_t now_us) {
    return transaction.execute(
               "UPDATE job SET attempts = CASE WHEN checkpoint = $2 THEN attempts ELSE 1 END, "
               "checkpoint = $2, steps_done = $3, steps_total = $4, text = $5, changed_at = $6 "
               "WHERE id = $1 AND state = 'running'",
               {id, step.checkpoint, step.steps_done, step.steps_total, step.text, now_us}) == 1;
}

void release_job(Transaction& transaction, std::int64_t id, std::int64_t now_us) {
    transaction.execute("UPDATE job SET state = 'queued', attempts = 0, changed_at = $2 "
                        "WHERE id = $1 AND state = 'running'",
                        {id, now_us});
}

bool finish_job(Transaction& transaction, std::int64_t id, JobState end, const std::string& report,
                std::int64_t now_us) {
    return transaction.execute(
               "UPDATE job SET state = $2, report = $3, text = '', changed_at = $4, "
               "steps_done = CASE $2 WHEN 'done' THEN steps_total ELSE steps_done "
               "END WHERE id = $1 AND state IN ('queued', 'running', 'cancelling')",
               {id, std::string(to_text(end)), report, now_us}) == 1;
}

} // namespace tuban::store
