#include "tiles/tile_cache.hpp"

#include "base/gzip.hpp"

#include <fmt/format.h>
#include <xxhash.h>

#include <exception>
#include <utility>

namespace tuban::tiles {

namespace {

/// What a kept tile costs besides its bytes: list and map nodes, both strings' heads.
constexpr std::size_t overhead = 256;

std::shared_ptr<const StoredTile> store(const std::string& plain) {
    auto tile = std::make_shared<StoredTile>();
    if (!plain.empty()) {
        const XXH128_hash_t hash = XXH3_128bits(plain.data(), plain.size());
        tile->digest = fmt::format("{:016x}{:016x}", hash.high64, hash.low64);
        tile->gzipped = gzip_at_once(plain);
        tile->plain_size = plain.size();
    }
    return tile;
}

} // namespace

std::size_t TileCache::cost_of(const Kept& kept) noexcept {
    return overhead + 2 * kept.key.size() + kept.tile->gzipped.capacity();
}

void TileCache::keep(const std::string& key, Tile tile) {
    Kept kept{key, std::move(tile)};
    const std::size_t cost = cost_of(kept);
    if (cost > m_max_bytes) {
        return;
    }
    m_kept.push_front(std::move(kept));
    m_by_key.emplace(m_kept.front().key, m_kept.begin());
    m_counts.bytes += cost;
    while (m_counts.bytes > m_max_bytes) {
        m_counts.bytes -= cost_of(m_kept.back());
        m_by_key.erase(m_kept.back().key);
        m_kept.pop_back();
    }
}

std::shared_ptr<const StoredTile> TileCache::get(const std::string& key,
                                                 const std::function<std::string()>& make) {
    std::promise<Tile> promise;
    {
        std::unique_lock lock(m_mutex);
        if (const auto known = m_by_key.find(key); known != m_by_key.end()) {
            ++m_counts.hits;
            m_kept.splice(m_kept.begin(), m_kept, known->second);
            return known->second->tile;
        }
        if (const auto making = m_in_making.find(key); making != m_in_making.end()) {
            ++m_counts.hits;
            const std::shared_future<Tile> future = making->second;
            lock.unlock();
            return future.get();
        }
        ++m_counts.misses;
        m_in_making.emplace(key, promise.get_future().share());
    }
    try {
        Tile tile = store(make());
        const std::lock_guard lock(m_mutex);
        keep(key, tile);
        m_in_making.erase(key);
        promise.set_value(tile);
        return tile;
    } catch (...) {
        const std::lock_guard lock(m_mutex);
        m_in_making.erase(key);
        promise.set_exception(std::current_exception());
        throw;
    }
}

TileCache::Counts TileCache::counts() const {
    const std::lock_guard lock(m_mutex);
    return m_counts;
}

} // namespace tuban::tiles
