#include <marketplace/catalog/match_features.hpp>

#include <array>
#include <utility>

namespace marketplace::catalog {
namespace {

/// The name of an enumerator, which both compilers write at the end of a function's name, so that it is not repeated.
template <MatchFeature feature>
constexpr std::string_view name() {
    constexpr std::string_view function = __PRETTY_FUNCTION__;
    constexpr std::string_view before = "MatchFeature::";
    constexpr std::size_t begin = function.rfind(before) + before.size();
    return function.substr(begin, function.find_first_of(";]", begin) - begin);
}

template <std::size_t... places>
constexpr auto names(std::index_sequence<places...>) {
    return std::array{name<static_cast<MatchFeature>(places)>()...};
}

constexpr auto table = names(std::make_index_sequence<match_feature_count_max>{});
static_assert(table.front() == "word_overlap" && table.back() == "embedding_cosine");

}  // namespace

std::string_view name_of(MatchFeature feature) { return table[static_cast<std::size_t>(feature)]; }

}  // namespace marketplace::catalog
