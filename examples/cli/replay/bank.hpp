#pragma once
// The bank of a replay: takes every payment.

#include <marketplace/ports/payment_provider.hpp>

#include <filesystem>
#include <memory>
#include <optional>

namespace replay {

/// Writes files of payment instructions into a folder, or, without one, takes the payments and writes
/// nothing.
[[nodiscard]] std::unique_ptr<marketplace::PaymentProvider> make_bank(
    const std::optional<std::filesystem::path>& folder);

}  // namespace replay
