#include "data/store/store.hpp"

#include "data/model/data_folder.hpp"
#include "data/store/sqlite/sqlite_store.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <utility>

namespace tuban::store {
namespace {

const char* code_of(StoreFault fault) {
    switch (fault) {
    case StoreFault::unique:
        return "store_unique";
    case StoreFault::foreign_key:
        return "store_foreign_key";
    case StoreFault::check:
        return "store_check";
    case StoreFault::busy:
        return "store_busy";
    case StoreFault::serialization:
        return "store_serialization";
    case StoreFault::full:
        return "store_full";
    case StoreFault::unavailable:
        return "store_unavailable";
    case StoreFault::unknown_outcome:
        return "store_unknown_outcome";
    case StoreFault::corrupt:
        return "store_corrupt";
    case StoreFault::newer:
        return "store_newer";
    case StoreFault::other:
        return "store_other";
    }
    return "store_other";
}

template <typename T>
Value nullable_value(const std::optional<T>& value) {
    return value ? Value(*value) : Value();
}

} // namespace

const char* explain(StoreFault fault) {
    switch (fault) {
    case StoreFault::busy:
    case StoreFault::serialization:
        return "数据库正忙，请稍后重试";
    case StoreFault::full:
        return "磁盘空间不足，数据库没有写入，请腾出空间后重试";
    case StoreFault::unavailable:
        return "数据库不可用，请检查数据目录、权限、磁盘与内存";
    case StoreFault::unknown_outcome:
        return "不能确定是否已经写入，请先查看，没有再重试";
    case StoreFault::corrupt:
        return "数据库已损坏，请从备份恢复";
    case StoreFault::newer:
        return "数据库由更新版本的程序写成，请换用新版程序";
    case StoreFault::unique:
    case StoreFault::foreign_key:
    case StoreFault::check:
    case StoreFault::other:
        break;
    }
    return "数据库出错，请联系管理员";
}

StoreError::StoreError(StoreFault fault, std::string detail)
    : Error(code_of(fault), fmt::format("{}（{}）。", explain(fault), detail)), m_fault(fault),
      m_detail(std::move(detail)) {}

Value nullable(const std::optional<std::int64_t>& value) {
    return nullable_value(value);
}
Value nullable(const std::optional<double>& value) {
    return nullable_value(value);
}
Value nullable(const std::optional<std::string>& value) {
    return nullable_value(value);
}

Value nullable(const std::optional<Blob>& value) {
    return nullable_value(value);
}

std::optional<std::int64_t> Row::optional_integer(int column) const {
    return is_null(column) ? std::nullopt : std::optional(integer(column));
}

std::optional<double> Row::optional_real(int column) const {
    return is_null(column) ? std::nullopt : std::optional(real(column));
}

std::optional<std::string> Row::optional_text(int column) const {
    return is_null(column) ? std::nullopt : std::optional(std::string(text(column)));
}

std::optional<Blob> Row::optional_blob(int column) const {
    if (is_null(column)) {
        return std::nullopt;
    }
    const auto bytes = blob(column);
    return Blob(bytes.begin(), bytes.end());
}

std::unique_ptr<Store> open_store(const std::string& data_dir, const std::string& url) {
    if (!url.empty()) {
        throw StoreError(StoreFault::unavailable, "no engine for this store URL: " + url);
    }
    const model::DataFolder folder{data_dir};
    std::error_code failure;
    if (std::filesystem::create_directories(folder.root, failure)) {
        std::filesystem::permissions(folder.root, std::filesystem::perms::owner_all);
    }
    if (failure) {
        throw StoreError(StoreFault::unavailable,
                         "cannot make " + folder.root.string() + ": " + failure.message());
    }
    return std::make_unique<sqlite::SqliteStore>(folder.database());
}

} // namespace tuban::store
