#pragma once

#include "data/store/divisions.hpp"
#include "tests/data/store/engine.hpp"

namespace tuban::store {

/// A small invented tree:
///
///     99 省 [1, 100]
///     ├── 9901 市 [2, 60]
///     │   ├── 990101 甲县 [3, 30]
///     │   │   └── 990101001 河口镇 [4, 20]
///     │   │       ├── 990101001200 上河村 [5, 5]
///     │   │       └── 990101001201 下河村 [6, 6]
///     │   └── 990102 乙县 [31, 50]
///     └── 990201 丙县, right under the province [61, 80]
class TreeFixture {
  public:
    static void fill(Store& store) {
        store.write([](Transaction& transaction) {
            add(transaction, 1, "990000000000", "虚构省", 1, 0, 1, 100);
            add(transaction, 2, "990100000000", "云山市", 2, 1, 2, 60);
            add(transaction, 3, "990101000000", "甲县", 3, 2, 3, 30);
            add(transaction, 4, "990101001000", "河口镇", 4, 3, 4, 20);
            add(transaction, 5, "990101001200", "上河村", 5, 4, 5, 5);
            add(transaction, 6, "990101001201", "下河村", 5, 4, 6, 6);
            add(transaction, 7, "990102000000", "乙县", 3, 2, 31, 50);
            add(transaction, 8, "990201000000", "丙县", 3, 1, 61, 80);
        });
    }

    static void add(Transaction& transaction, std::int64_t id, const std::string& code,
                    const std::string& name, int level, std::int64_t parent, std::int64_t first,
                    std::int64_t last) {
        GazetteerEntry entry;
        entry.division = {id,           code, name,  static_cast<model::Level>(level),
                          std::nullopt, name, first, last};
        if (parent != 0) {
            entry.division.parent_id = parent;
        }
        insert_division(transaction, entry);
    }
};

} // namespace tuban::store
