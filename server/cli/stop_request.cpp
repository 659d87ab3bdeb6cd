#include "server/cli/stop_request.hpp"

#include <atomic>
#include <csignal>

namespace tuban::cli {
namespace {

std::atomic<bool> was_signalled = false;
static_assert(std::atomic<bool>::is_always_lock_free, "written by a signal handler");

void note(int /*signal*/) {
    was_signalled = true;
}

void handle(void (*handler)(int)) {
    struct sigaction action {};
    action.sa_handler = handler;
    action.sa_flags = SA_RESTART | static_cast<int>(SA_RESETHAND);
    sigemptyset(&action.sa_mask);
    for (const int signal : {SIGINT, SIGTERM}) {
        ::sigaction(signal, &action, nullptr);
    }
}

} // namespace

StopRequest::StopRequest() {
    was_signalled = false;
    handle(note);
}

StopRequest::~StopRequest() {
    handle(SIG_DFL);
}

bool StopRequest::was_made() noexcept {
    return was_signalled;
}

} // namespace tuban::cli
