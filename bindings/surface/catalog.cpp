#include "module.hpp"

#include <marketplace/catalog/attributes.hpp>
#include <marketplace/catalog/blocking_index.hpp>
#include <marketplace/catalog/identifiers.hpp>
#include <marketplace/catalog/listing.hpp>
#include <marketplace/catalog/match_evaluation.hpp>
#include <marketplace/catalog/part_numbers.hpp>
#include <marketplace/catalog/price_text.hpp>
#include <marketplace/catalog/table_matcher.hpp>

#include <marketplace/core/error.hpp>

namespace marketplace::surface {
namespace {

using namespace marketplace::catalog;  // NOLINT: this file is a list of its functions

void register_identifiers(Module& module) {
    module.function("read_gtin", {"text"}, &read_gtin);
    module.function("read_gtins", {"texts"},
                    [](std::span<const std::string> texts) {
                        const std::vector<std::string_view> views{texts.begin(), texts.end()};
                        std::vector<GtinReading> out(views.size());
                        catalog::read_gtins(views, out);
                        return out;
                    })
        .takes_long();
    module.function("parse_gtin", {"text", {"field", std::string{"gtin"}}}, &parse_gtin);
    module.function("range_of", {"gtin"}, &range_of);
    module.function("is_worldwide", {"gtin"}, &is_worldwide);
    module.function("pack_indicator", {"gtin"}, &pack_indicator);
    module.function("item_in_pack", {"gtin"}, &item_in_pack);
    module.function("check_digit_of", {"digits"}, &check_digit_of);
    module.function("expand_upc_e", {"text"}, &expand_upc_e);
    module.function("isbn_10_of", {"gtin"}, &isbn_10_of);
}

void register_texts(Module& module) {
    module.function("fold", {"text"}, [](std::string_view text) { return fold(text); }).cpp("fold(string_view)");
    module.function("fold_brand", {"text"}, &fold_brand);
    module.function("part_key", {"brand", "number"}, &part_key);
    module.function("fold_code", {"text"}, &fold_code);
    module.function("extract_attributes", {"text", {"style", NumberStyle::automatic}}, &extract_attributes);
    module.function("states_the_same", {"a", "b"}, &states_the_same);
}

void register_blocking(Module& module) {
    module.function("blocking_terms", {"text"}, &blocking_terms);
    module.function("term_weight", {"importance", "records", "records_with_it"}, &term_weight);
    module.function("length_factor", {"text"}, &length_factor);
    auto index = module.handle<BlockingIndex>("BlockingIndex", true);
    index.constructor({}, [] { return BlockingIndex{}; });
    index.method("upsert", {"key", "text"}, [](BlockingIndex& self, std::int64_t key, std::string_view text) {
        self.upsert(key, text);
    }).cpp("BlockingIndex::upsert(int64_t, string_view)");
    index.method("upsert_all", {"records"}, [](BlockingIndex& self, std::span<const BlockingRecord> records) {
        self.upsert(records);
    }).cpp("BlockingIndex::upsert(span<BlockingRecord>)").takes_long();
    index.method("erase", {"key"}, &BlockingIndex::erase);
    index.method("compact", {}, &BlockingIndex::compact).takes_long();
    index.method("search", {"text", {"options", BlockingOptions{}}}, &BlockingIndex::search);
    index.method("search_all", {"texts", {"options", BlockingOptions{}}},
                 [](const BlockingIndex& self, std::span<const std::string> texts, const BlockingOptions& options) {
                     std::vector<BlockingResult> out;
                     BlockingSearcher searcher{self};
                     for (const std::string& text : texts) out.push_back(searcher.search(text, options));
                     return out;
                 })
        .in_bulk("BlockingSearcher::search").takes_long();
    index.method("contains", {"key"}, &BlockingIndex::contains);
    index.method("text_of", {"key"}, &BlockingIndex::text_of);
    index.method("size", {}, &BlockingIndex::size);
    index.method("memory_bytes", {}, &BlockingIndex::memory_bytes);
}

/// Labels are whole numbers outside.
std::vector<std::uint8_t> labels_of(std::span<const std::int64_t> labels) {
    std::vector<std::uint8_t> out;
    for (const std::int64_t each : labels) {
        if (each != 0 && each != 1) fail(ErrorCode::invalid_value, "labels", std::to_string(each), "0 or 1");
        out.push_back(each == 1 ? 1 : 0);
    }
    return out;
}

using Numbers = std::span<const double>;
using Labels = std::span<const std::int64_t>;

void register_evaluation(Module& module) {
    module.function("match_scores", {"matches_found", "others_found", "matches_missed"}, &match_scores);
    module.function("score_matches", {"probabilities", "labels", "threshold"},
                    [](Numbers probabilities, Labels labels, double threshold) {
                        return score_matches(probabilities, labels_of(labels), threshold);
                    });
    module.function("best_threshold", {"probabilities", "labels"}, [](Numbers probabilities, Labels labels) {
        return best_threshold(probabilities, labels_of(labels));
    });
    module.function("best_expected_threshold", {"probabilities"}, &best_expected_threshold);
    module.function("threshold_for_precision", {"probabilities", "labels", "precision"},
                    [](Numbers probabilities, Labels labels, double precision) {
                        return threshold_for_precision(probabilities, labels_of(labels), precision);
                    });
    module.function("bootstrap_f1", {"probabilities", "labels", "threshold", {"options", BootstrapOptions{}}},
                    [](Numbers probabilities, Labels labels, double threshold, const BootstrapOptions& options) {
                        return bootstrap_f1(probabilities, labels_of(labels), threshold, options);
                    })
        .takes_long();
}

void register_matching(Module& module) {
    module.function("blocking_text_of", {"listing"}, &blocking_text_of);
    module.function("read_price", {"text", "fallback", {"rounding", Rounding::exact}}, &read_price);
    auto matcher = module.handle<TableMatcher>("TableMatcher", false);
    matcher.constructor({"left", "right", {"wanted", std::vector<PairKey>{}}, {"options", TableMatchOptions{}}},
                        [](std::span<const Listing> left, std::span<const Listing> right,
                           std::span<const PairKey> wanted, const TableMatchOptions& options) {
                            return TableMatcher{left, right, wanted, options};
                        })
        .takes_long();
    matcher.method("judge", {"labels", {"seed", std::int64_t{1}}}, &TableMatcher::judge).takes_long();
    matcher.method("choose_for_review", {"pool", "labels", "count", {"seed", std::int64_t{1}}},
                   &TableMatcher::choose_for_review)
        .takes_long();
    matcher.method("candidates", {}, &TableMatcher::candidates);
    matcher.method("left_rank", {"pair"}, &TableMatcher::left_rank);
    matcher.method("size", {}, &TableMatcher::size);
}

}  // namespace

void register_catalog(Registry& registry) {
    Module module{registry, "catalog"};
    register_identifiers(module);
    register_texts(module);
    register_blocking(module);
    register_evaluation(module);
    register_matching(module);
}

}  // namespace marketplace::surface
