#pragma once

#include <cstddef>
#include <functional>

namespace tuban {

/// Calls work(i) for every i below count, on so many threads (the caller's is one), or on fewer
/// where the system starts no more. The first exception is thrown again when all have stopped.
void for_each_parallel(std::size_t count, unsigned threads,
                       const std::function<void(std::size_t)>& work);

} // namespace tuban
