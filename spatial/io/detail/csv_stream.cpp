#include "spatial/io/detail/csv_stream.hpp"

#include <algorithm>
#include <utility>

namespace tuban::io {
namespace {

/// The first record that has a shape says how shapes are written.
bool has_plain_shapes(const std::string& path, std::size_t column) {
    CsvBlocks blocks(path);
    CsvBlock block;
    std::uint64_t number = 0;
    if (!blocks.next(block, number)) {
        return false;
    }
    CsvCells cells;
    for (std::size_t begin = 0; begin < block.text.size();) {
        const std::size_t end = std::min(find_record_end(block.text, begin), block.text.size());
        cells.split(std::string_view(block.text).substr(begin, end - begin));
        if (!cells[column].empty()) {
            return read_plain_wkt(cells[column]).has_value();
        }
        begin = end + 1;
    }
    return false;
}

} // namespace

std::optional<CsvColumns> find_plain_columns(OGRLayer& layer, const std::string& path) {
    const OGRFeatureDefn& defined = *layer.GetLayerDefn();
    const std::vector<std::string> header = CsvBlocks(path).header();
    const auto field_count = static_cast<std::size_t>(defined.GetFieldCount());
    if (header.size() != field_count + 1 || defined.GetGeomFieldCount() != 1) {
        return std::nullopt;
    }
    CsvColumns columns;
    std::optional<std::size_t> shape;
    for (std::size_t column = 0; column < header.size(); ++column) {
        const std::size_t field = columns.fields.size();
        const OGRFieldDefn* of_gdal =
            field < field_count ? defined.GetFieldDefn(static_cast<int>(field)) : nullptr;
        if (of_gdal != nullptr && header[column] == of_gdal->GetNameRef() &&
            of_gdal->GetType() == OFTString) {
            columns.fields.push_back(column);
        } else if (!shape) {
            shape = column;
        } else {
            return std::nullopt;
        }
    }
    if (!shape || columns.fields.size() != field_count || !has_plain_shapes(path, *shape)) {
        return std::nullopt;
    }
    columns.shape = *shape;
    return columns;
}

CsvStream::CsvStream(const std::string& path, CsvColumns columns,
                     std::vector<FeatureReader> readers)
    : m_blocks(path), m_columns(std::move(columns)), m_readers(std::move(readers)),
      m_reading(m_readers.size()) {
    try {
        for (const FeatureReader& reader : m_readers) {
            m_threads.emplace_back([this, &reader] { read(reader); });
        }
    } catch (const std::system_error&) {
        if (m_threads.empty()) {
            throw;
        }
        const std::lock_guard lock(m_mutex);
        m_reading -= m_readers.size() - m_threads.size();
    }
}

CsvStream::~CsvStream() {
    {
        const std::lock_guard lock(m_mutex);
        m_is_abandoned = true;
    }
    m_changed.notify_all();
    for (std::thread& thread : m_threads) {
        thread.join();
    }
}

PatchReading* CsvStream::next() {
    while (m_next == m_taken.size()) {
        std::unique_lock lock(m_mutex);
        if (!m_taken.empty()) {
            m_spent.push_back(std::move(m_taken));
        }
        m_taken = {};
        m_next = 0;
        m_changed.wait(lock, [this] {
            return m_read.contains(m_wanted) || m_errors.contains(m_wanted) || m_reading == 0;
        });
        if (const auto error = m_errors.find(m_wanted); error != m_errors.end()) {
            std::rethrow_exception(error->second);
        }
        const auto found = m_read.find(m_wanted);
        if (found == m_read.end()) {
            return nullptr;
        }
        m_taken = std::move(found->second);
        m_read.erase(found);
        ++m_wanted;
        lock.unlock();
        m_changed.notify_all();
    }
    return &m_taken[m_next++];
}

void CsvStream::read(const FeatureReader& reader) {
    CsvBlock block;
    CsvCells cells;
    std::uint64_t number = 0;
    for (bool goes_on = true; goes_on;) {
        std::vector<Batch> spent;
        Batch batch;
        std::exception_ptr error;
        try {
            goes_on = m_blocks.next(block, number);
            batch = goes_on ? read_block(block, reader, cells) : Batch();
        } catch (...) {
            error = std::current_exception();
        }
        std::unique_lock lock(m_mutex);
        if (error) {
            m_errors.emplace(number, error);
            goes_on = false;
        } else if (goes_on) {
            m_changed.wait(lock, [&] { return number < m_wanted + most_ahead || m_is_abandoned; });
            m_read.emplace(number, std::move(batch));
            goes_on = !m_is_abandoned;
        }
        m_reading -= goes_on ? 0 : 1;
        spent.swap(m_spent);
        lock.unlock();
        m_changed.notify_all();
    }
}

CsvStream::Batch CsvStream::read_block(const CsvBlock& block, const FeatureReader& reader,
                                       CsvCells& cells) const {
    Batch batch;
    std::uint64_t id = block.first;
    const std::string_view text = block.text;
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(find_record_end(text, begin), text.size());
        if (end > begin) {
            cells.split(text.substr(begin, end - begin));
            batch.push_back(
                reader.read(CsvFeature(cells, id++, m_columns, reader.layer().plan.decoder)));
        }
        begin = end + 1;
    }
    return batch;
}

} // namespace tuban::io
