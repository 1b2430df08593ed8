#include <marketplace/catalog/blocking_index.hpp>

#include "search.hpp"

#include <marketplace/core/detail/validation.hpp>

#include <algorithm>
#include <limits>

namespace marketplace::catalog {

std::vector<BlockingTerm> blocking_terms(std::string_view text) {
    std::vector<BlockingTerm> out;
    for_each_term(detail::blocking_text(text),
                  [&](std::uint32_t hash, TermKind kind) { out.push_back({hash, importance_of(kind)}); });
    std::ranges::sort(out, std::less{}, [](const BlockingTerm& each) { return std::pair{each.hash, each.importance}; });
    const auto is_same = [](const BlockingTerm& a, const BlockingTerm& b) { return a.hash == b.hash; };
    out.erase(std::unique(out.begin(), out.end(), is_same), out.end());
    return out;
}

std::int64_t term_weight(std::int32_t importance, std::int64_t records, std::int64_t records_with_it) {
    constexpr std::int64_t records_max = std::numeric_limits<std::uint32_t>::max();
    marketplace::detail::require_between(importance, 1, 2, "importance");
    marketplace::detail::require_between(records, 1, records_max, "records");
    marketplace::detail::require_between(records_with_it, 1, records, "records_with_it");
    return weight_of(static_cast<std::uint32_t>(importance), static_cast<std::uint64_t>(records),
                     static_cast<std::uint64_t>(records_with_it));
}

std::int64_t length_factor(std::string_view text) {
    return class_factors[class_of_length(detail::blocking_text(text).size())];
}

BlockingIndex::BlockingIndex() : data_(std::make_unique<detail::BlockingData>()) {}
BlockingIndex::BlockingIndex(const TermStatistics& statistics) : BlockingIndex() {
    data_->fix_weights(std::make_shared<const detail::TermWeights>(statistics));
}
BlockingIndex::BlockingIndex(BlockingIndex&&) noexcept = default;
BlockingIndex& BlockingIndex::operator=(BlockingIndex&&) noexcept = default;
BlockingIndex::~BlockingIndex() = default;

void BlockingIndex::upsert(std::int64_t key, std::string_view text) { data_->upsert(key, text); }
void BlockingIndex::upsert(std::span<const BlockingRecord> records) { data_->upsert(records); }
bool BlockingIndex::erase(std::int64_t key) { return data_->erase(key); }
void BlockingIndex::compact() { data_->compact(); }
bool BlockingIndex::contains(std::int64_t key) const { return data_->find(key).has_value(); }
std::string_view BlockingIndex::text_of(std::int64_t key) const { return data_->find(key).value_or(""); }
std::size_t BlockingIndex::size() const { return data_->size(); }
std::size_t BlockingIndex::records_with(std::uint32_t hash) const { return data_->records_with(hash); }
std::size_t BlockingIndex::memory_bytes() const { return data_->memory_bytes(); }

BlockingResult BlockingIndex::search(std::string_view text, const BlockingOptions& options) const {
    return BlockingSearcher{*this}.search(text, options);
}

BlockingSearcher::BlockingSearcher(const BlockingIndex& index)
    : index_(&index), scratch_(std::make_unique<detail::BlockingScratch>()) {}
BlockingSearcher::BlockingSearcher(BlockingSearcher&&) noexcept = default;
BlockingSearcher& BlockingSearcher::operator=(BlockingSearcher&&) noexcept = default;
BlockingSearcher::~BlockingSearcher() = default;

const BlockingResult& BlockingSearcher::search(std::string_view text, const BlockingOptions& options) {
    return scratch_->search(*index_->data_, detail::blocking_text(text), options);
}

}  // namespace marketplace::catalog
