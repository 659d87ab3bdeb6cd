#include "data/store/sqlite/sqlite_store.hpp"

#include "data/store/sqlite/dialect.hpp"
#include "data/store/sqlite/migrate.hpp"

#include <utility>

namespace tuban::store::sqlite {
namespace {

constexpr std::size_t idle_readers_kept = 16;

} // namespace

SqliteStore::SqliteStore(std::filesystem::path file) : m_file(std::move(file)) {
    auto first = std::make_unique<Connection>(m_file);
    migrate(*first);
    m_idle_readers.push_back(std::move(first));
    m_writer = std::make_unique<Writer>(m_file);
}

void SqliteStore::read(const std::function<void(Reader&)>& work) {
    auto reader = borrow_reader();
    reader->run(begin_read);
    try {
        work(*reader);
    } catch (...) {
        reader->abandon();
        give_back(std::move(reader));
        throw;
    }
    reader->abandon();
    give_back(std::move(reader));
}

void SqliteStore::write(const std::function<void(Transaction&)>& work) {
    m_writer->write(work);
}

std::unique_ptr<Connection> SqliteStore::borrow_reader() {
    {
        const std::lock_guard lock(m_mutex);
        if (!m_idle_readers.empty()) {
            auto reader = std::move(m_idle_readers.back());
            m_idle_readers.pop_back();
            return reader;
        }
    }
    return std::make_unique<Connection>(m_file);
}

void SqliteStore::give_back(std::unique_ptr<Connection> reader) {
    const std::lock_guard lock(m_mutex);
    if (m_idle_readers.size() < idle_readers_kept) {
        m_idle_readers.push_back(std::move(reader));
    }
}

} // namespace tuban::store::sqlite
