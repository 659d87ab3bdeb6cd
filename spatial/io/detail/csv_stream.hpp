#pragma once

#include "spatial/io/detail/csv_feature.hpp"
#include "spatial/io/detail/csv_records.hpp"
#include "spatial/io/detail/feature_reader.hpp"

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace tuban::io {

/// The columns, where the file is one whose records can be read without GDAL: commas, a header
/// that says what GDAL says of it, texts alone, a first shape in plain WKT. Nothing otherwise.
std::optional<CsvColumns> find_plain_columns(OGRLayer& layer, const std::string& path);

/// Reads a CSV on several threads, a little ahead of who takes the readings, in the file's order.
class CsvStream {
  public:
    /// A thread for each reader, or fewer where the system starts no more.
    CsvStream(const std::string& path, CsvColumns columns, std::vector<FeatureReader> readers);
    /// Stops reading and waits for the blocks that are being read.
    ~CsvStream();
    CsvStream(const CsvStream&) = delete;
    CsvStream& operator=(const CsvStream&) = delete;

    /// Until the next call; null at the end. Throws what reading threw, in the file's order.
    PatchReading* next();

  private:
    using Batch = std::vector<PatchReading>;
    static constexpr std::size_t most_ahead = 4; ///< batches

    void read(const FeatureReader& reader);
    Batch read_block(const CsvBlock& block, const FeatureReader& reader, CsvCells& cells) const;

    CsvBlocks m_blocks;
    CsvColumns m_columns;
    std::vector<FeatureReader> m_readers;

    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::map<std::uint64_t, Batch> m_read; ///< by block
    std::vector<Batch> m_spent;            ///< to be freed by the threads that fill others
    std::uint64_t m_wanted = 0;            ///< block that is taken next
    std::size_t m_reading = 0;             ///< threads that go on
    bool m_is_abandoned = false;
    std::map<std::uint64_t, std::exception_ptr> m_errors; ///< by block that could not be read

    Batch m_taken; ///< of these the first m_next have been given away
    std::size_t m_next = 0;
    std::vector<std::thread> m_threads;
};

} // namespace tuban::io
