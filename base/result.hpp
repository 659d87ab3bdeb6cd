#pragma once

#include <optional>
#include <utility>
#include <variant>

namespace tuban {

/// A value, or the refusal that the caller handles. `E` is usually an Issue.
template <typename T, typename E>
class Result {
  public:
    Result(T value)
        : m_state(std::in_place_index<0>, std::move(value)) {
    } // NOLINT(google-explicit-constructor)
    static Result refuse(E why) { return Result(Refusal{}, std::move(why)); }

    bool is_ok() const noexcept { return m_state.index() == 0; }
    explicit operator bool() const noexcept { return is_ok(); }

    /// Precondition: is_ok().
    T& value() { return std::get<0>(m_state); }
    const T& value() const { return std::get<0>(m_state); }
    T* operator->() { return &value(); }
    const T* operator->() const { return &value(); }

    /// Precondition: !is_ok().
    const E& refusal() const { return std::get<1>(m_state); }

  private:
    struct Refusal {};
    Result(Refusal, E why) : m_state(std::in_place_index<1>, std::move(why)) {}

    std::variant<T, E> m_state;
};

} // namespace tuban
