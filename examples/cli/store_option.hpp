#pragma once
// What --store takes.

#include <marketplace/ports/store.hpp>

#include <memory>
#include <string>

namespace cli {

/// A store by "memory" or "sqlite:PATH". Throws `unknown_choice`, and `not_found` for a file that `must_exist` and is
/// not there.
[[nodiscard]] std::shared_ptr<marketplace::Store> open_store(const std::string& where, bool must_exist = false);

}  // namespace cli
