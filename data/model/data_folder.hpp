#pragma once

#include <filesystem>
#include <string>

namespace tuban::model {

/// Where things lie in the folder that --data names. Content-addressed files are named by the hex
/// BLAKE2b-256 of what they hold and never change.
struct DataFolder {
    std::filesystem::path root;

    std::filesystem::path database() const { return root / "tuban.sqlite"; }
    std::filesystem::path key_file() const { return root / "keys" / "master.key"; } ///< mode 0600
    std::filesystem::path batches() const { return root / "batches"; }
    std::filesystem::path batch(const std::string& hash) const { return batches() / hash; }
    std::filesystem::path segments() const { return root / "segments"; }
    std::filesystem::path segment(const std::string& hash) const {
        return segments() / (hash + ".seg");
    }
    /// What nginx may send where the server says so; deploy/nginx.conf calls it @FILES_DIR@.
    std::filesystem::path files() const { return root / "files"; }
    std::filesystem::path exports() const { return files() / "exports"; }
    std::filesystem::path base_maps() const { return files() / "base-maps"; }
    std::filesystem::path base_maps_configuration() const { return root / "base-maps.json"; }
    std::filesystem::path photos() const { return root / "photos"; }
    std::filesystem::path photo(const std::string& hash) const { return photos() / hash; }
    std::filesystem::path sample_accounts() const {
        return root / "sample-accounts.json";
    } ///< 0600
};

} // namespace tuban::model
