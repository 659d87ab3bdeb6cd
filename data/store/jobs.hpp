#pragma once

#include "data/model/division.hpp"
#include "data/store/households.hpp"
#include "data/store/store.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Long runs over a division: how far they are, where to go on after a stop, what came of them.
/// They are worked off one at a time, by whoever holds the worker's lock (server/jobs/worker.hpp).
namespace tuban::store {

enum class JobState {
    queued,
    running,
    cancelling, ///< asked to stop; the run ends at its next step
    done,
    cancelled,
    failed,
};
std::string_view to_text(JobState state);

struct JobStart {
    std::int64_t id = 0;
    std::string kind;
    std::int64_t division_id = 0;
    std::optional<std::int64_t> account_id; ///< none: from the command line, or by itself
    std::string parameters = "{}";          ///< JSON
};

struct JobStep {
    std::string checkpoint; ///< where to go on; empty at the beginning
    std::int64_t steps_done = 0;
    std::int64_t steps_total = 0; ///< 0: not counted yet
    std::string text;             ///< what is being done, for people
};

struct Job {
    JobStart start;
    JobState state = JobState::queued;
    std::int64_t attempts = 0; ///< times it was taken up since its checkpoint last moved
    JobStep step;
    std::string report = "{}"; ///< JSON
    std::int64_t started_at_us = 0;
    std::int64_t changed_at_us = 0;

    bool is_live() const;
};

/// A job as lists show it.
struct JobRow {
    Job job;
    model::Division division;
    std::optional<std::string> account_name;
};

/// Puts a job in the queue. Answers the id of the job: that of a live one with the same kind,
/// division and parameters where there is one.
std::int64_t enqueue_job(Transaction& transaction, const JobStart& start, std::int64_t now_us);

/// Only a job of a division in the area.
std::optional<JobRow> find_job(Reader& reader, const model::Area& caller, std::int64_t id);

struct JobFilter {
    std::string kind;                       ///< empty: all
    std::optional<std::int64_t> account_id; ///< started by this account only
};
struct JobPage {
    std::int64_t total = 0;
    std::vector<JobRow> rows;
};
/// Latest first.
JobPage list_jobs(Reader& reader, const model::Area& area, const JobFilter& filter,
                  PageRange range);
/// The latest one of a kind at the division itself.
std::optional<JobRow> latest_job(Reader& reader, std::string_view kind, std::int64_t division_id);
/// The same of those that came to their end.
std::optional<JobRow> latest_done_job(Reader& reader, std::string_view kind,
                                      std::int64_t division_id);

/// False: it has ended, or is being cancelled already. One that waits in the queue is cancelled at
/// once.
bool cancel_job(Transaction& transaction, std::int64_t id, std::int64_t now_us);

/// Whether there is anything to work off.
bool has_live_job(Reader& reader);

/// For the holder of the worker's lock, while it runs none: the oldest live job, running now.
/// What a process that died left behind comes first again; it fails with `failed_report` when it
/// was taken up `max_attempts` times without getting any further.
/// `only`: this one or none.
std::optional<Job> take_job(Transaction& transaction, std::int64_t max_attempts,
                            const std::string& failed_report, std::int64_t now_us,
                            std::optional<std::int64_t> only = {});

/// In the transaction of the step's own writes. False: the job runs no more or is asked to stop;
/// then nothing is written here and the step must be undone too.
bool advance_job(Transaction& transaction, std::int64_t id, const JobStep& step,
                 std::int64_t now_us);

/// Back into the queue, to go on from its checkpoint: the worker is asked to stop.
void release_job(Transaction& transaction, std::int64_t id, std::int64_t now_us);

/// Ends a live job. False: it had ended before. Precondition: `end` is not a live state.
bool finish_job(Transaction& transaction, std::int64_t id, JobState end, const std::string& report,
                std::int64_t now_us);

} // namespace tuban::store
