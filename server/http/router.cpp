#include "server/http/router.hpp"

#include "base/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>

namespace tuban::http {
namespace {

constexpr std::size_t max_segments = 64;

std::vector<std::string_view> split(std::string_view path) {
    std::vector<std::string_view> segments;
    while (path.size() > 1) {
        path.remove_prefix(1);
        const auto end = std::min(path.find('/'), path.size());
        segments.push_back(path.substr(0, end));
        path.remove_prefix(end);
    }
    return segments;
}

constexpr std::uint64_t bit_of(std::size_t index) {
    return std::uint64_t{1} << (63 - index);
}

Method routed(Method method) {
    return method == Method::head ? Method::get : method;
}

} // namespace

Router::Shape Router::read_pattern(const std::string& pattern) {
    if (pattern.empty() || pattern.front() != '/') {
        throw Error("route_invalid", fmt::format("pattern '{}' does not begin with '/'", pattern));
    }
    Shape shape;
    const auto segments = split(pattern);
    if (segments.size() > max_segments) {
        throw Error("route_invalid", fmt::format("pattern '{}' is too long", pattern));
    }
    for (std::size_t i = 0; i < segments.size(); ++i) {
        const auto segment = segments[i];
        if (segment.size() > 2 && segment.front() == '{' && segment.back() == '}') {
            shape.segments.emplace_back(segment.substr(1, segment.size() - 2));
        } else if (segment.empty() || segment.find_first_of("{}") != std::string_view::npos) {
            throw Error("route_invalid", fmt::format("pattern '{}' has a bad segment", pattern));
        } else {
            shape.segments.emplace_back(segment);
            shape.literal |= bit_of(i);
        }
    }
    return shape;
}

bool Router::fits(const Shape& shape, const std::vector<std::string_view>& segments) {
    if (shape.segments.size() != segments.size()) {
        return false;
    }
    for (std::size_t i = 0; i < segments.size(); ++i) {
        if ((shape.literal & bit_of(i)) != 0 && shape.segments[i] != segments[i]) {
            return false;
        }
    }
    return true;
}

Router::Router(std::vector<Route> routes) : m_routes(std::move(routes)) {
    m_shapes.reserve(m_routes.size());
    for (const auto& route : m_routes) {
        auto shape = read_pattern(route.pattern);
        for (std::size_t other = 0; other < m_shapes.size(); ++other) {
            const std::vector<std::string_view> segments(shape.segments.begin(),
                                                         shape.segments.end());
            if (m_routes[other].method == route.method &&
                m_shapes[other].literal == shape.literal && fits(m_shapes[other], segments)) {
                throw Error("route_invalid", fmt::format("'{}' and '{}' are one route",
                                                         m_routes[other].pattern, route.pattern));
            }
        }
        m_shapes.push_back(std::move(shape));
    }
}

Router::Match Router::find(Method method, std::string_view path) const {
    Match match;
    // A path of 20,000 slashes costs one scan here, not one a route.
    if (static_cast<std::size_t>(std::count(path.begin(), path.end(), '/')) > max_segments) {
        return match;
    }
    const auto segments = split(path);
    const Shape* best = nullptr;
    for (std::size_t i = 0; i < m_routes.size(); ++i) {
        if (!fits(m_shapes[i], segments)) {
            continue;
        }
        if (m_routes[i].method != routed(method)) {
            if (std::find(match.allowed.begin(), match.allowed.end(), m_routes[i].method) ==
                match.allowed.end()) {
                match.allowed.push_back(m_routes[i].method);
            }
        } else if (best == nullptr || m_shapes[i].literal > best->literal) {
            best = &m_shapes[i];
            match.route = &m_routes[i];
        }
    }
    if (best == nullptr) {
        return match;
    }
    match.allowed.clear();
    for (std::size_t i = 0; i < segments.size(); ++i) {
        if ((best->literal & bit_of(i)) == 0) {
            match.path_parameters.emplace_back(best->segments[i], segments[i]);
        }
    }
    return match;
}

std::string allow_header(const std::vector<Method>& allowed) {
    std::string value;
    const auto append = [&](Method method) {
        value += value.empty() ? "" : ", ";
        value += to_string(method);
    };
    for (const auto method : allowed) {
        append(method);
        if (method == Method::get) {
            append(Method::head);
        }
    }
    return value;
}

} // namespace tuban::http
