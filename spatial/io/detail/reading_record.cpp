#include "spatial/io/detail/reading_record.hpp"

#include "base/error.hpp"

#include <array>
#include <cstring>
#include <optional>
#include <type_traits>

namespace tuban::io {
namespace {

constexpr std::array texts{&Patch::number,        &Patch::division_code, &Patch::address,
                           &Patch::building_name, &Patch::owner_name,    &Patch::owner_id_sealed,
                           &Patch::use,           &Patch::dwelling_kind, &Patch::structure,
                           &Patch::built_period,  &Patch::built_by,      &Patch::land_tenure,
                           &Patch::grade};
constexpr std::array measures{&Patch::height_m, &Patch::ground_area_m2, &Patch::floor_area_m2};
constexpr std::array issue_texts{&Issue::code, &Issue::subject, &Issue::field, &Issue::detail};

[[noreturn]] void fail() {
    throw Error("journal_damaged", "a record leaves its bytes");
}

class Writer {
  public:
    explicit Writer(std::string& bytes) : m_bytes(bytes) {}

    template <typename Value>
    void value(const Value& value) {
        static_assert(std::is_trivially_copyable_v<Value>);
        m_bytes.append(reinterpret_cast<const char*>(&value), sizeof(value));
    }
    /// Seven bits a byte, the lowest first.
    void count(std::size_t count) {
        constexpr std::size_t more = 0x80;
        for (; count >= more; count >>= 7U) {
            m_bytes += static_cast<char>((count & (more - 1)) | more);
        }
        m_bytes += static_cast<char>(count);
    }
    void text(const std::string& text) {
        count(text.size());
        m_bytes += text;
    }
    template <typename Value>
    void optional(const std::optional<Value>& maybe) {
        value(maybe.has_value());
        if (maybe) {
            value(*maybe);
        }
    }

  private:
    std::string& m_bytes;
};

class Reader {
  public:
    explicit Reader(std::string_view& bytes) : m_bytes(bytes) {}

    template <typename Value>
    Value value() {
        Value value{};
        std::memcpy(&value, take(sizeof(value)).data(), sizeof(value));
        return value;
    }
    bool flag() { return value<std::uint8_t>() != 0; }
    /// Of things that take a byte each at least.
    std::size_t count() {
        std::size_t count = 0;
        for (unsigned shift = 0;; shift += 7) {
            const auto byte = value<std::uint8_t>();
            count |= std::size_t{byte & 0x7FU} << shift;
            if ((byte & 0x80U) == 0) {
                break;
            }
            if (shift > 28) {
                fail();
            }
        }
        if (count > m_bytes.size()) {
            fail();
        }
        return count;
    }
    std::string text() { return std::string(take(count())); }
    template <typename Value>
    std::optional<Value> optional() {
        return flag() ? std::optional(value<Value>()) : std::nullopt;
    }

  private:
    std::string_view take(std::size_t length) {
        if (length > m_bytes.size()) {
            fail();
        }
        const auto taken = m_bytes.substr(0, length);
        m_bytes.remove_prefix(length);
        return taken;
    }

    std::string_view& m_bytes;
};

void write_shape(const geometry::MultiPolygon& shape, Writer& writer) {
    writer.count(shape.size());
    for (const auto& polygon : shape) {
        writer.count(polygon.size());
        for (const auto& ring : polygon) {
            writer.count(ring.size());
            for (const auto& point : ring) {
                writer.value(point.lon);
                writer.value(point.lat);
            }
        }
    }
}

geometry::MultiPolygon read_shape(Reader& reader) {
    geometry::MultiPolygon shape(reader.count());
    for (auto& polygon : shape) {
        polygon.resize(reader.count());
        for (auto& ring : polygon) {
            ring.resize(reader.count());
            for (auto& point : ring) {
                point.lon = reader.value<double>();
                point.lat = reader.value<double>();
            }
        }
    }
    return shape;
}

void write_issue(const Issue& issue, Writer& writer) {
    for (const auto text : issue_texts) {
        writer.text(issue.*text);
    }
}

Issue read_issue(Reader& reader) {
    Issue issue;
    for (const auto text : issue_texts) {
        issue.*text = reader.text();
    }
    return issue;
}

} // namespace

void write_record(std::uint32_t layer, const PatchReading& reading, std::string& bytes) {
    Writer writer(bytes);
    writer.value(layer);
    writer.text(reading.source_id);
    writer.text(reading.own_number);
    for (const auto text : texts) {
        writer.text(reading.patch.*text);
    }
    for (const auto measure : measures) {
        writer.optional(reading.patch.*measure);
    }
    writer.optional(reading.patch.floors);
    writer.value(reading.patch.was_repaired);
    write_shape(reading.patch.shape, writer);
    writer.value(reading.issue.has_value());
    if (reading.issue) {
        write_issue(*reading.issue, writer);
    }
    writer.count(reading.unread.size());
    for (const auto& [attribute, value] : reading.unread) {
        writer.value(static_cast<std::uint8_t>(attribute));
        writer.text(value);
    }
}

ReadingRecord read_record(std::string_view& bytes) {
    Reader reader(bytes);
    ReadingRecord record;
    record.layer = reader.value<std::uint32_t>();
    PatchReading& reading = record.reading;
    reading.source_id = reader.text();
    reading.own_number = reader.text();
    for (const auto text : texts) {
        reading.patch.*text = reader.text();
    }
    for (const auto measure : measures) {
        reading.patch.*measure = reader.optional<float>();
    }
    reading.patch.floors = reader.optional<std::uint16_t>();
    reading.patch.was_repaired = reader.flag();
    reading.patch.shape = read_shape(reader);
    if (reader.flag()) {
        reading.issue = read_issue(reader);
    }
    reading.unread.resize(reader.count());
    for (auto& [attribute, value] : reading.unread) {
        const auto number = reader.value<std::uint8_t>();
        if (number >= attribute_count) {
            fail();
        }
        attribute = static_cast<Attribute>(number);
        value = reader.text();
    }
    return record;
}

void write_issues(const std::vector<Issue>& issues, std::string& bytes) {
    Writer writer(bytes);
    writer.count(issues.size());
    for (const auto& issue : issues) {
        write_issue(issue, writer);
    }
}

std::vector<Issue> read_issues(std::string_view& bytes) {
    Reader reader(bytes);
    std::vector<Issue> issues(reader.count());
    for (auto& issue : issues) {
        issue = read_issue(reader);
    }
    return issues;
}

} // namespace tuban::io
