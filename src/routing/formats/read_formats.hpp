#pragma once
// One reader for each benchmark format.

#include <marketplace/routing/benchmark_formats.hpp>

#include <string_view>

namespace marketplace::routing::detail {

[[nodiscard]] BenchmarkInstance read_vrplib(std::string_view text, Convention convention);
[[nodiscard]] BenchmarkInstance read_solomon(std::string_view text, Convention convention);
[[nodiscard]] BenchmarkInstance read_li_lim(std::string_view text, Convention convention);

}  // namespace marketplace::routing::detail
