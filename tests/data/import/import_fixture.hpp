#pragma once

#include "data/model/data_folder.hpp"
#include "data/seal/sealer.hpp"
#include "data/store/store.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <string_view>

namespace tuban::import {

/// An empty data folder of its own.
class ImportTest : public ::testing::Test {
  protected:
    ImportTest() {
        std::string name =
            (std::filesystem::temp_directory_path() / "tuban-import-XXXXXX").string();
        folder = {::mkdtemp(name.data())};
        store = store::open_store(folder.root.string());
        sealer = std::make_unique<seal::Sealer>(seal::Sealer::open(folder.key_file(), true));
    }
    ~ImportTest() override {
        store.reset();
        std::filesystem::remove_all(folder.root);
    }

    std::filesystem::path write(const std::string& name, std::string_view content) const {
        auto file = folder.root / name;
        std::ofstream(file, std::ios::binary) << content;
        return file;
    }

    model::DataFolder folder;
    std::unique_ptr<store::Store> store;
    std::unique_ptr<seal::Sealer> sealer;
};

} // namespace tuban::import
