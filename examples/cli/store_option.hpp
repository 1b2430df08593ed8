#pragma once
// What --store takes.

#include <marketplace/adapters/sqlite.hpp>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

namespace cli {

/// How a file is opened.
struct StoreFile {
    bool must_exist = false;
    marketplace::Durability durability = marketplace::Durability::full;
    std::int64_t log_kib = marketplace::SqliteOptions{}.log_kib;
};

/// The file of "sqlite:PATH", or nothing for "memory". Throws `unknown_choice` for anything else.
[[nodiscard]] std::optional<std::filesystem::path> store_file_of(const std::string& where);

/// A store by "memory" or "sqlite:PATH". Throws `unknown_choice`, and `not_found` for a file that must exist and is
/// not there.
[[nodiscard]] std::shared_ptr<marketplace::Store> open_store(const std::string& where, const StoreFile& file = {});

}  // namespace cli
