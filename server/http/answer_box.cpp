#include "server/http/answer_box.hpp"

#include "base/error.hpp"

#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace tuban::http {

AnswerBox::AnswerBox() : m_fd(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {
    if (m_fd < 0) {
        throw Error("listen_failed", std::string("eventfd: ") + std::strerror(errno));
    }
}

AnswerBox::~AnswerBox() {
    close(m_fd);
}

void AnswerBox::put(Answer answer) {
    {
        const std::lock_guard lock(m_mutex);
        m_answers.push_back(std::move(answer));
    }
    wake();
}

void AnswerBox::wake() {
    // It fails only when the counter is full, and then the thread is being woken anyway.
    [[maybe_unused]] const auto result = eventfd_write(m_fd, 1);
}

std::vector<AnswerBox::Answer> AnswerBox::take() {
    eventfd_t count = 0;
    [[maybe_unused]] const auto result = eventfd_read(m_fd, &count);
    const std::lock_guard lock(m_mutex);
    return std::exchange(m_answers, {});
}

} // namespace tuban::http
