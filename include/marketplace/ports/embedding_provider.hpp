#pragma once
// Whoever turns texts into vectors that are near each other where texts mean the same: a model on this machine, a
// service, a host's own. Off unless a host brings one.

#include <cstdint>
#include <span>
#include <string>

namespace marketplace {

/// A model of texts. The same text has to give the same vector, or nearly so: what was made once is kept.
class EmbeddingProvider {
public:
    virtual ~EmbeddingProvider() = default;

    /// Its name and version, such as "all-MiniLM-L6-v2": vectors of two models are never compared.
    [[nodiscard]] virtual std::string model() const = 0;
    /// Numbers of each vector, 1 to 8192.
    [[nodiscard]] virtual std::int64_t dimensions() const = 0;
    /// Writes the vectors of texts one after the other, `dimensions` numbers each. Their length does not count. Throws
    /// what it likes: whoever called changes nothing then.
    virtual void embed(std::span<const std::string> texts, std::span<float> into) = 0;
};

}  // namespace marketplace
