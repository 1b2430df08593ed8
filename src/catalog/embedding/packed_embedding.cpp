#include <marketplace/catalog/embedding.hpp>

#include <marketplace/core/error.hpp>

#include <algorithm>
#include <cmath>
#include <string>

namespace marketplace::catalog {
namespace {

std::string count_of(std::size_t numbers) {
    return numbers == 0 ? "no numbers" : std::to_string(numbers) + " numbers";
}

}  // namespace

PackedEmbedding pack_embedding(std::span<const double> numbers) {
    if (numbers.empty()) return {};
    if (numbers.size() > embedding_dimensions_max) {
        fail(ErrorCode::limit_exceeded, "embedding", count_of(numbers.size()),
             "at most " + std::to_string(embedding_dimensions_max));
    }
    double largest = 0;
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        if (!std::isfinite(numbers[i])) {
            fail(ErrorCode::invalid_value, "embedding[" + std::to_string(i) + "]", std::to_string(numbers[i]),
                 "a finite number");
        }
        largest = std::max(largest, std::abs(numbers[i]));
    }
    if (largest == 0) fail(ErrorCode::invalid_value, "embedding", "zeros alone", "a vector that points somewhere");
    // As shares of the largest one: squares of very large and very small numbers are no numbers any more.
    double squares = 0;
    for (const double each : numbers) squares += (each / largest) * (each / largest);
    constexpr double whole = 1U << 14U;
    const double scale = whole / std::sqrt(squares);
    PackedEmbedding out;
    out.reserve(numbers.size());
    for (const double each : numbers) out.push_back(static_cast<std::int16_t>(std::lround(each / largest * scale)));
    return out;
}

PackedEmbedding pack_embedding(std::span<const double> numbers, std::size_t dimensions) {
    if (!numbers.empty() && numbers.size() != dimensions) {
        fail(ErrorCode::invalid_value, "embedding", count_of(numbers.size()), count_of(dimensions));
    }
    return pack_embedding(numbers);
}

}  // namespace marketplace::catalog
