#pragma once
// What all fuzz targets share: only `marketplace::Error` may leave a parser, and what was accepted must
// come back from its own text.

#include <marketplace/core/error.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string_view>

namespace marketplace::fuzz {

/// Ends the program, which makes the input a finding.
inline void require(bool holds, const char* what) {
    if (holds) return;
    std::fprintf(stderr, "does not hold: %s\n", what);
    std::abort();
}

/// The result of a parser, or nothing where it refused the input in the agreed way. Every other
/// exception leaves this function and is a finding.
template <class Parse>
auto accepted(Parse&& parse) -> std::optional<decltype(parse())> {
    try {
        return parse();
    } catch (const Error&) {
        return std::nullopt;
    }
}

inline std::string_view text_of(const std::uint8_t* data, std::size_t size) {
    return {reinterpret_cast<const char*>(data), size};
}

}  // namespace marketplace::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);
