#include "store_option.hpp"

#include <marketplace/adapters/memory.hpp>
#include <marketplace/core/error.hpp>

namespace cli {

using namespace marketplace;

std::optional<std::filesystem::path> store_file_of(const std::string& where) {
    if (where == "memory") return std::nullopt;
    constexpr std::string_view scheme = "sqlite:";
    if (!where.starts_with(scheme) || where.size() == scheme.size()) {
        fail(ErrorCode::unknown_choice, "--store", where, "memory or sqlite:PATH");
    }
    return where.substr(scheme.size());
}

std::shared_ptr<Store> open_store(const std::string& where, const StoreFile& file) {
    const std::optional<std::filesystem::path> path = store_file_of(where);
    if (!path) return make_memory_store();
    SqliteOptions options;
    options.path = path->string();
    options.durability = file.durability;
    options.log_kib = file.log_kib;
    if (file.must_exist && !std::filesystem::exists(options.path)) {
        fail(ErrorCode::not_found, "--store", where, "a database that is there");
    }
    return make_sqlite_store(options);
}

}  // namespace cli
