#pragma once
// A store in memory: for tests, simulations and what-if questions. Nothing survives the store.

#include <marketplace/ports/store.hpp>

#include <memory>

namespace marketplace {

/// A new, empty store.
[[nodiscard]] std::shared_ptr<Store> make_memory_store();

}  // namespace marketplace
