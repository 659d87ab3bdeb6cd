#pragma once

#include "base/error.hpp"

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace tuban::store {

using Blob = std::vector<std::uint8_t>;

/// One SQL value. Times are UTC microseconds since 1970, booleans 0 or 1, geometries WKB.
using Value = std::variant<std::monostate, std::int64_t, double, std::string, Blob>;

/// NULL where the optional is empty.
Value nullable(const std::optional<std::int64_t>& value);
Value nullable(const std::optional<double>& value);
Value nullable(const std::optional<std::string>& value);
Value nullable(const std::optional<Blob>& value);

/// One row of a result, valid during the visit only. Columns count from 0; asking a NULL for a
/// plain value, or a column for another type, throws Error `store_type`.
class Row {
  public:
    virtual ~Row() = default;
    virtual bool is_null(int column) const = 0;
    virtual std::int64_t integer(int column) const = 0;
    virtual double real(int column) const = 0;
    virtual std::string_view text(int column) const = 0;
    virtual std::span<const std::uint8_t> blob(int column) const = 0;

    std::optional<std::int64_t> optional_integer(int column) const;
    std::optional<double> optional_real(int column) const;
    std::optional<std::string> optional_text(int column) const;
    std::optional<Blob> optional_blob(int column) const;
};

using Parameters = std::initializer_list<Value>;
using RowVisitor = std::function<void(const Row&)>;

/// Reads one consistent snapshot. Statements are portable SQL with parameters $1, $2 …, each a
/// literal in the source (statements are cached by their address and text); nothing is ever
/// assembled from values. As many parameters as the highest number named; one that the text doesn't
/// name is ignored. Belongs to the thread it was given to.
class Reader {
  public:
    virtual ~Reader() = default;
    virtual void query(std::string_view sql, Parameters parameters, const RowVisitor& visit) = 0;

    /// The first row mapped, nothing when there is none.
    template <typename Map>
    auto find(std::string_view sql, Parameters parameters, Map map)
        -> std::optional<decltype(map(std::declval<const Row&>()))> {
        std::optional<decltype(map(std::declval<const Row&>()))> found;
        query(sql, parameters, [&](const Row& row) {
            if (!found) {
                found.emplace(map(row));
            }
        });
        return found;
    }

    template <typename Map>
    auto list(std::string_view sql, Parameters parameters, Map map)
        -> std::vector<decltype(map(std::declval<const Row&>()))> {
        std::vector<decltype(map(std::declval<const Row&>()))> all;
        query(sql, parameters, [&](const Row& row) { all.push_back(map(row)); });
        return all;
    }
};

/// Reads and writes in one transaction.
class Transaction : public Reader {
  public:
    /// Returns the number of rows changed. Throws StoreError.
    virtual std::int64_t execute(std::string_view sql, Parameters parameters) = 0;
};

enum class StoreFault {
    unique,
    foreign_key,
    check,
    busy,
    serialization,
    full, ///< disk full
    unavailable,
    unknown_outcome, ///< commit sent, no answer: ask again with the same idempotency key
    corrupt,
    newer, ///< the store was written by a newer program
    other,
};

/// What it means and what to do, without a full stop. True of reads and of writes, and for callers
/// that send a request again under the same idempotency key as for those that have none.
const char* explain(StoreFault fault);

class StoreError : public Error {
  public:
    /// `detail`: the engine's own words, shown behind what the fault means.
    StoreError(StoreFault fault, std::string detail);
    StoreFault fault() const noexcept { return m_fault; }
    const std::string& detail() const noexcept { return m_detail; }

  private:
    StoreFault m_fault;
    std::string m_detail;
};

/// The truth: accounts, divisions, lists, records, links, which segment is in force. One
/// implementation per engine; all share the contract tests in tests/data/store. Thread-safe.
class Store {
  public:
    virtual ~Store() = default;

    /// Runs `work` on a pooled connection over one snapshot that has every write acknowledged
    /// before the call. What `work` throws passes through.
    virtual void read(const std::function<void(Reader&)>& work) = 0;

    /// Runs `work` in a transaction and returns once it is durable. Writes of many callers share
    /// a commit; each has a savepoint of its own, so a refused one (anything that `work` throws)
    /// is undone alone and rethrown here. `work` may run more than once: it must have no effect
    /// but on the transaction and on what it resets itself at its beginning. It may run on another
    /// thread, must not write through the store again, and must let a StoreError pass.
    virtual void write(const std::function<void(Transaction&)>& work) = 0;

    template <typename Work>
    auto read_value(Work work) -> decltype(work(std::declval<Reader&>())) {
        std::optional<decltype(work(std::declval<Reader&>()))> result;
        read([&](Reader& reader) { result.emplace(work(reader)); });
        return std::move(*result);
    }

    template <typename Work>
    auto write_value(Work work) -> decltype(work(std::declval<Transaction&>())) {
        std::optional<decltype(work(std::declval<Transaction&>()))> result;
        write([&](Transaction& transaction) {
            result.reset();
            result.emplace(work(transaction));
        });
        return std::move(*result);
    }
};

/// Opens (and where needed creates and migrates) the store of a data folder: `url` empty means
/// the SpatiaLite file DIR/tuban.sqlite. Throws StoreError; a file of a newer version is refused.
std::unique_ptr<Store> open_store(const std::string& data_dir, const std::string& url = {});

/// A new row id: 63 bits, time-ordered, unique over processes without a sequence.
std::int64_t new_id();

/// Ids made before this time (UTC microseconds) are smaller.
std::int64_t first_id_at(std::int64_t time_us);

/// Now, UTC microseconds since 1970.
std::int64_t now_us();

} // namespace tuban::store
