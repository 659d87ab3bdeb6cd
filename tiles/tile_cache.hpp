#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <future>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

namespace tuban::tiles {

/// A tile ready to be sent; empty strings for one with nothing in it.
struct StoredTile {
    std::string gzipped;
    std::size_t plain_size = 0;
    std::string digest; ///< of the plain bytes, hex
};

/// Keeps the tiles used last, up to a limit in bytes. A tile that several ask for at once is made
/// once, and all of them get it. Thread-safe.
class TileCache {
  public:
    explicit TileCache(std::size_t max_bytes) : m_max_bytes(max_bytes) {}

    /// The tile of that key; `make` gives its plain bytes when it isn't there and runs in the
    /// caller's thread, without a lock. What `make` throws reaches everyone who waits for the tile,
    /// and nothing is kept. The key names everything that the tile depends on.
    std::shared_ptr<const StoredTile> get(const std::string& key,
                                          const std::function<std::string()>& make);

    struct Counts {
        std::uint64_t hits = 0; ///< also those that waited for another's tile
        std::uint64_t misses = 0;
        std::size_t bytes = 0;
    };
    Counts counts() const;

  private:
    using Tile = std::shared_ptr<const StoredTile>;
    struct Kept {
        std::string key;
        Tile tile;
    };

    static std::size_t cost_of(const Kept& kept) noexcept;
    void keep(const std::string& key, Tile tile); ///< m_mutex held

    const std::size_t m_max_bytes;
    mutable std::mutex m_mutex;
    std::list<Kept> m_kept; ///< used last, first
    std::unordered_map<std::string_view, std::list<Kept>::iterator> m_by_key;
    std::unordered_map<std::string, std::shared_future<Tile>> m_in_making;
    Counts m_counts;
};

} // namespace tuban::tiles
