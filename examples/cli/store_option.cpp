#include "store_option.hpp"

#include <marketplace/adapters/memory.hpp>
#include <marketplace/core/error.hpp>

#include <filesystem>

namespace cli {

using namespace marketplace;

std::shared_ptr<Store> open_store(const std::string& where, const StoreFile& file) {
    if (where == "memory") return make_memory_store();
    constexpr std::string_view scheme = "sqlite:";
    if (!where.starts_with(scheme) || where.size() == scheme.size()) {
        fail(ErrorCode::unknown_choice, "--store", where, "memory or sqlite:PATH");
    }
    SqliteOptions options;
    options.path = where.substr(scheme.size());
    options.durability = file.durability;
    options.log_kib = file.log_kib;
    if (file.must_exist && !std::filesystem::exists(options.path)) {
        fail(ErrorCode::not_found, "--store", where, "a database that is there");
    }
    return make_sqlite_store(options);
}

}  // namespace cli
