#pragma once

#include <sys/wait.h>

#include <csignal>
#include <cstdint>
#include <ctime>

namespace tuban::forked {

/// What the child process ended with: its exit code, or minus the signal.
inline int outcome_of(pid_t child) {
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

/// Kills its own process, as kill -9 does, after so much processor time.
inline void die_after(std::int64_t nanoseconds) {
    sigevent event{};
    event.sigev_notify = SIGEV_SIGNAL;
    event.sigev_signo = SIGKILL;
    timer_t timer{};
    ::timer_create(CLOCK_PROCESS_CPUTIME_ID, &event, &timer);
    itimerspec when{};
    when.it_value.tv_nsec = nanoseconds;
    ::timer_settime(timer, 0, &when, nullptr);
}

} // namespace tuban::forked
