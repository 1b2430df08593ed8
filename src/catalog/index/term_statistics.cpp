#include "term_weights.hpp"

#include <marketplace/catalog/blocking_index.hpp>
#include <marketplace/core/detail/validation.hpp>

#include <algorithm>
#include <limits>

namespace marketplace::catalog {

TermStatistics count_terms(std::span<const std::string> texts) {
    boost::unordered_flat_map<std::uint32_t, std::int64_t> counts;
    for (const std::string& each : texts) {
        for (const BlockingTerm& term : blocking_terms(each)) ++counts[term.hash];
    }
    TermStatistics out{std::max<std::int64_t>(1, std::ssize(texts)), {}};
    for (const auto& [hash, records] : counts) {
        if (records > 1) out.terms.push_back({hash, records});
    }
    std::ranges::sort(out.terms, {}, &TermCount::hash);
    return out;
}

void validate(const TermStatistics& statistics) {
    constexpr std::int64_t records_max = std::numeric_limits<std::uint32_t>::max();
    marketplace::detail::require_between(statistics.records, 1, records_max, "records");
    for (std::size_t i = 0; i < statistics.terms.size(); ++i) {
        const TermCount& each = statistics.terms[i];
        const std::string path = marketplace::detail::indexed("terms", i);
        marketplace::detail::require_between(each.records, 2, statistics.records, path + ".records");
        if (i == 0 || statistics.terms[i - 1].hash < each.hash) continue;
        fail(ErrorCode::invalid_value, path + ".hash", std::to_string(each.hash), "hashes that rise");
    }
}

namespace detail {

TermWeights::TermWeights(const TermStatistics& statistics) {
    validate(statistics);
    records_ = static_cast<std::uint64_t>(statistics.records);
    counts_.reserve(statistics.terms.size());
    for (const TermCount& each : statistics.terms) counts_.emplace(each.hash, static_cast<std::uint32_t>(each.records));
}

}  // namespace detail
}  // namespace marketplace::catalog
