#pragma once
// How near two embeddings are.

#include <marketplace/catalog/embedding.hpp>

namespace marketplace::catalog {

/// The cosine in 2^-28ths. Both have the same dimensions. The sum and each part of it stay within 32 bits, since both
/// have length 1.
[[nodiscard]] inline std::int32_t dot(std::span<const std::int16_t> a, std::span<const std::int16_t> b) noexcept {
    std::int32_t out = 0;
    const std::int16_t* const of_b = b.data();
    for (std::size_t i = 0; i < a.size(); ++i) out += std::int32_t{a[i]} * std::int32_t{of_b[i]};
    return out;
}

/// A cosine that is not known, since one side has no embedding.
inline constexpr float no_cosine = -2;

[[nodiscard]] inline float cosine(std::span<const std::int16_t> a, std::span<const std::int16_t> b) noexcept {
    constexpr float whole = 1U << 28U;
    return a.empty() || b.empty() ? no_cosine : static_cast<float>(dot(a, b)) / whole;
}

}  // namespace marketplace::catalog
