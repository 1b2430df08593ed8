// Judging pairs: how fast each step of it is, how large a prepared listing is, how long one change of a living catalog
// takes, and what the first look costs in accuracy on public data.
//
//   bench_match [--items N] [--catalog N] [--upserts N] [--memory N] [--data FOLDER]
//
// FOLDER has one folder for each data set, with tableA.csv, tableB.csv and the labelled pairs of train.csv, valid.csv
// and test.csv. What is learned is learned from train.csv, thresholds are chosen on valid.csv.

#include "generated.hpp"

#include "catalog/pool/edges.hpp"
#include "match/tables.hpp"

#include <marketplace/catalog/blocking_index.hpp>
#include <marketplace/catalog/catalog_matcher.hpp>
#include <marketplace/catalog/match_evaluation.hpp>
#include <marketplace/catalog/match_review.hpp>

#include <algorithm>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

using namespace marketplace;
using namespace marketplace::catalog;
namespace parts = marketplace::catalog::detail;
using benchmarks::processor_seconds_of;
using benchmarks::seconds_of;
using benchmarks::Titles;

namespace {

/// Items of 50 vendors: each product is with five of them on average, in words of their own and at about one price.
class Items {
public:
    explicit Items(std::size_t count) {
        for (std::size_t i = 0; i < count / 5 + 1; ++i) {
            products_.push_back({titles_.master(), static_cast<std::int64_t>(500 + titles_.any(50'000))});
        }
    }
    CatalogItem next() {
        product_of_.push_back(titles_.any(products_.size()));
        const Product& product = products_[product_of_.back()];
        CatalogItem out;
        out.id = {VendorId{"vendor " + std::to_string(titles_.any(50))}, std::to_string(product_of_.size() - 1)};
        out.listing.title = titles_.offer(product.title);
        const auto percent = static_cast<std::int64_t>(95 + titles_.any(11));
        out.listing.price = Money{Amount{product.minor * percent / 100}, Currency{"EUR"}};
        return out;
    }
    std::vector<CatalogItem> next(std::size_t count) {
        std::vector<CatalogItem> out;
        for (std::size_t i = 0; i < count; ++i) out.push_back(next());
        return out;
    }
    std::size_t any(std::size_t bound) { return titles_.any(bound); }
    [[nodiscard]] bool are_same(const VendorProductId& a, const VendorProductId& b) const {
        return product_of_[std::stoull(a.sku)] == product_of_[std::stoull(b.sku)];
    }

private:
    struct Product {
        std::string title;
        std::int64_t minor;
    };

    Titles titles_;
    std::vector<Product> products_;
    std::vector<std::size_t> product_of_;  ///< of each item that was made
};

constexpr std::size_t learned_from = 2'000;

/// A model of a catalog of the same make whose pairs people have judged.
PairModel learned() {
    Items items{learned_from};
    const std::vector<CatalogItem> known = items.next(learned_from);
    CatalogMatcher matcher{learn_pair_model({}, {})};
    matcher.upsert(known);
    static_cast<void>(matcher.settle());
    std::vector<PairVerdict> verdicts;
    for (const MatchedPair& each : matcher.pairs()) {
        verdicts.push_back({each.a, each.b, items.are_same(each.a, each.b)});
    }
    return learn_pair_model(known, verdicts);
}

/// Two items that are compared.
struct PlacedPair {
    const PreparedListing* left;
    const PreparedListing* right;
    PairContext context;
};

/// A catalog at rest, everything prepared.
struct Catalog {
    Catalog(const std::vector<CatalogItem>& items, const PairModel& model)
        : weights(model.terms), counts(weights), pool(model.terms, static_cast<std::size_t>(model.candidates_max), {}) {
        for (const CatalogItem& each : items) pool.upsert(each.id, each.listing, {});
        static_cast<void>(pool.settle());
        ListingPreparer preparer{counts};
        for (const parts::Slot slot : pool.slots()) prepared.push_back(preparer.prepare(pool.item(slot).listing));
        for (const parts::Slot slot : pool.slots()) {
            for (const parts::Slot other : pool.partners_of(slot)) {
                if (slot > other) continue;
                pairs.push_back(placed(slot, other));
            }
        }
    }

    [[nodiscard]] PlacedPair placed(parts::Slot a, parts::Slot b) const {
        const auto [left, right] = pool.in_order(a, b);
        return {&prepared[left], &prepared[right], pool.context_of(left, right)};
    }

    struct Counts : TermCounts {
        explicit Counts(const parts::TermWeights& of) : weights(of) {}
        [[nodiscard]] std::uint64_t records() const override { return weights.records(); }
        [[nodiscard]] std::uint64_t records_with(std::uint32_t hash) const override {
            return weights.records_with(hash);
        }
        const parts::TermWeights& weights;
    };

    parts::TermWeights weights;
    Counts counts;
    parts::Pool pool;
    std::vector<PreparedListing> prepared;
    std::vector<PlacedPair> pairs;
};

/// So many of something in a second; the fastest of some rounds, since neighbours on the machine only ever slow down.
template <class F>
double per_second(std::size_t count, F&& what) {
    constexpr int rounds = 5;
    double best = 1e9;
    for (int i = 0; i < rounds; ++i) best = std::min(best, seconds_of(what));
    return static_cast<double>(count) / best;
}

void print_rate(const char* name, double rate) { std::printf("  %-44s %9.0f /s\n", name, rate); }

void preparing(const Catalog& catalog) {
    ListingPreparer preparer{catalog.counts};
    std::size_t bytes = 0;
    for (const PreparedListing& each : catalog.prepared) bytes += each.memory_bytes();
    const auto slots = catalog.pool.slots();
    print_rate("listings prepared", per_second(slots.size(), [&] {
                   for (const parts::Slot slot : slots) {
                       static_cast<void>(preparer.prepare(catalog.pool.item(slot).listing));
                   }
               }));
    std::printf("  %-44s %9.0f bytes\n", "a prepared listing",
                static_cast<double>(bytes) / static_cast<double>(slots.size()));
}

/// Steps of judging, each for all pairs, and then all together.
void judging(const Catalog& catalog, const PairModel& model) {
    const std::vector<PlacedPair>& pairs = catalog.pairs;
    std::vector<std::array<float, match_feature_count>> rows(pairs.size());
    PairComparer comparer;
    FlatTrees look_trees{model.look_trees};
    FlatTrees pair_trees{model.pair_trees};
    const auto all = [&](auto&& visit) {
        for (std::size_t i = 0; i < pairs.size(); ++i) visit(*pairs[i].left, *pairs[i].right, i);
    };
    print_rate("first look, features", per_second(pairs.size(), [&] {
                   all([&](auto& a, auto& b, std::size_t i) { comparer.look(a, b, pairs[i].context, rows[i]); });
               }));
    std::vector<const float*> begins;
    for (const auto& each : rows) begins.push_back(each.data());
    std::vector<double> odds(pairs.size());
    print_rate("first look, trees", per_second(pairs.size(), [&] { look_trees.log_odds(begins, odds); }));
    print_rate("both looks, features", per_second(pairs.size(), [&] {
                   all([&](auto& a, auto& b, std::size_t i) { comparer.compare(a, b, pairs[i].context, rows[i]); });
               }));
    print_rate("closer look, trees", per_second(pairs.size(), [&] { pair_trees.log_odds(begins, odds); }));
    const std::array<RivalFacts, 3> rivals{{{-3, 0.5F, 0.4F, 1000}, {-1, 0.2F, 0.5F, 1000}, {2, 0.1F, 0.9F, 1000}}};
    parts::PairJudge judge{model};
    std::vector<parts::RivalRow> beside;
    print_rate("beside three rivals, trees", per_second(pairs.size(), [&] {
                   beside.clear();
                   all([&](auto&, auto&, std::size_t) {
                       beside.push_back(parts::rival_row(rivals[2], rivals, rivals));
                   });
                   judge.beside(beside, odds);
               }));
    std::vector<PairContext> contexts;
    for (const PlacedPair& each : pairs) contexts.push_back(each.context);
    std::size_t close = 0;
    const auto judge_some = [&](parts::PairJudge& by, std::size_t begin, std::size_t count) {
        const auto judged = by.alone(std::span{contexts}.subspan(begin, count), [&](std::size_t i, auto&& use) {
            use(*pairs[begin + i].left, *pairs[begin + i].right);
        });
        beside.clear();
        for (const parts::PairJudgement& each : judged) {
            if (each.is_close) beside.push_back(parts::rival_row(rivals[2], rivals, rivals));
        }
        by.beside(beside, odds);
        close += beside.size();
    };
    const auto judge_all = [&](parts::PairJudge& by) {
        close = 0;
        for (std::size_t begin = 0; begin < pairs.size(); begin += parts::pairs_at_a_time) {
            judge_some(by, begin, std::min(parts::pairs_at_a_time, pairs.size() - begin));
        }
    };
    print_rate("pairs judged", per_second(pairs.size(), [&] { judge_all(judge); }));
    std::printf("  %-44s %9.2f %%\n", "ruled out by the first look",
                100 - 100 * static_cast<double>(close) / static_cast<double>(pairs.size()));
    PairModel plain = model;
    plain.look_trees = {};
    parts::PairJudge thorough{plain};
    print_rate("pairs judged, all of them closely", per_second(pairs.size(), [&] { judge_all(thorough); }));
}

void steps(std::size_t count) {
    Items items{count};
    const std::vector<CatalogItem> known = items.next(count);
    PairModel model;
    const double learning = seconds_of([&] { model = learned(); });
    const Catalog catalog{known, model};
    std::printf("%zu generated items, %zu pairs; model of %zu others learned in %.1f s\n", count, catalog.pairs.size(),
                learned_from, learning);
    preparing(catalog);
    judging(catalog, model);
}

void print_times(const char* name, std::vector<double> times) {
    std::ranges::sort(times);
    const auto at = [&](double share) {
        return 1e3 * times[static_cast<std::size_t>(share * static_cast<double>(times.size() - 1))];
    };
    std::printf("  %-24s p50 %7.3f ms   p99 %7.3f ms   longest %7.1f ms\n", name, at(0.5), at(0.99), at(1));
}

/// Single changes of a catalog, each brought up to date by itself; their times are those of the processor, since a
/// change that others interrupt is not a slow one.
void changes(std::size_t count, std::size_t upserts) {
    Items items{count};
    std::vector<CatalogItem> known = items.next(count);
    CatalogMatcher matcher{learned()};
    matcher.upsert(known);
    const double building = seconds_of([&] { static_cast<void>(matcher.settle()); });
    std::printf("a catalog of %zu items, put together in %.1f s (%.0f items/s), %zu variants\n", count, building,
                static_cast<double>(count) / building, matcher.variants().size());
    const auto timed = [&](const CatalogItem& item) {
        return processor_seconds_of([&] {
            matcher.upsert(std::span{&item, 1});
            static_cast<void>(matcher.settle());
        });
    };
    std::string snapshot;
    const double writing = seconds_of([&] { snapshot = matcher.snapshot(); });
    const double opening = seconds_of([&] {
        CatalogMatcher again{matcher.model()};
        again.adopt(matcher.variants());
        again.upsert(known);
        if (!again.recall(snapshot) || !again.settle().empty()) throw std::runtime_error{"another catalog is recalled"};
    });
    std::printf("  opened in %.2f s with a snapshot of %.1f MB, which is written in %.2f s\n", opening,
                static_cast<double>(snapshot.size()) / 1e6, writing);
    std::size_t questions = 0;
    const double asking = seconds_of([&] { questions = review_queue(matcher, {.questions_max = 100}).size(); });
    const double listing = seconds_of([&] { questions = review_queue(matcher, {.questions_max = 1'000'000}).size(); });
    std::printf("  %zu questions for review: the first 100 in %.1f ms, all in %.1f ms\n", questions, 1e3 * asking,
                1e3 * listing);
    std::vector<double> fresh;
    std::vector<double> changed;
    for (std::size_t i = 0; i < upserts; ++i) {
        known.push_back(items.next());
        fresh.push_back(timed(known.back()));
    }
    for (std::size_t i = 0; i < upserts; ++i) {
        CatalogItem item = known[items.any(known.size())];
        item.listing.title += " new";
        changed.push_back(timed(item));
    }
    print_times("a new item", std::move(fresh));
    print_times("an item changes", std::move(changed));
}

struct IndexCounts : TermCounts {
    explicit IndexCounts(const BlockingIndex& of) : index(of) {}
    [[nodiscard]] std::uint64_t records() const override { return index.size(); }
    [[nodiscard]] std::uint64_t records_with(std::uint32_t hash) const override { return index.records_with(hash); }
    const BlockingIndex& index;
};

/// Bytes of the index, with the folded texts that it keeps, and of listings that are ready for comparing.
void memory(std::size_t count) {
    Titles titles;
    BlockingIndex index;
    std::vector<BlockingRecord> records;
    for (std::size_t i = 0; i < count; ++i) records.push_back({static_cast<std::int64_t>(i), titles.master()});
    index.upsert(records);
    index.compact();
    const IndexCounts counts{index};
    ListingPreparer preparer{counts};
    std::size_t bytes = 0;
    std::size_t letters = 0;
    for (const BlockingRecord& each : records) {
        Listing listing;
        listing.title = each.text;
        letters += each.text.size();
        bytes += preparer.prepare(listing).memory_bytes();
    }
    const auto of_each = [&](std::size_t all) { return static_cast<double>(all) / static_cast<double>(count); };
    const double ready = of_each(bytes);
    const auto kept_max = static_cast<double>(parts::Pool::cache_size_max);
    const double kept = ready * std::min(1.0, kept_max / static_cast<double>(count));
    const double indexed = of_each(index.memory_bytes());
    std::printf("%zu generated products of %.0f letters, bytes of each\n", count, of_each(letters));
    std::printf("  %-44s %9.0f\n", "in the index, with its folded text", indexed);
    std::printf("  %-44s %9.0f\n", "ready for comparing", ready);
    std::printf("  %-44s %9.0f\n", "the same, of those that a catalog keeps ready", kept);
    std::printf("  %-44s %9.0f\n", "index and what is kept ready", indexed + kept);
    std::printf("  %-44s %9.0f\n", "index and all of them ready", indexed + ready);
}

/// Labels and what a catalog says about their pairs.
struct Judged {
    std::vector<double> probabilities;
    std::vector<std::uint8_t> labels;
};

VendorProductId id_of(const char* vendor, std::int64_t key) { return {VendorId{vendor}, std::to_string(key)}; }

Judged judge(CatalogMatcher& matcher, const std::vector<LabelledPair>& labels) {
    Judged out;
    for (const LabelledPair& each : labels) {
        out.labels.push_back(each.is_match ? 1 : 0);
        out.probabilities.push_back(
            matcher.explain(id_of("a", each.pair.left), id_of("b", each.pair.right)).pair.probability);
    }
    return out;
}

/// A public data set: the left table is one vendor, the right one another.
struct DataSet {
    explicit DataSet(const std::filesystem::path& folder)
        : left(match::read_table(folder / "tableA.csv")),
          right(match::read_table(folder / "tableB.csv")),
          train(match::read_labels(folder / "train.csv", left, right)),
          valid(match::read_labels(folder / "valid.csv", left, right)),
          test(match::read_labels(folder / "test.csv", left, right)) {
        for (const Listing& each : left.listings) items.push_back({id_of("a", each.key), each});
        for (const Listing& each : right.listings) items.push_back({id_of("b", each.key), each});
        for (const LabelledPair& each : train) {
            verdicts.push_back({id_of("a", each.pair.left), id_of("b", each.pair.right), each.is_match});
        }
    }

    match::Table left;
    match::Table right;
    std::vector<LabelledPair> train;
    std::vector<LabelledPair> valid;
    std::vector<LabelledPair> test;
    std::vector<CatalogItem> items;
    std::vector<PairVerdict> verdicts;
};

/// With labels the threshold is chosen on valid; without, it is the model's own.
double f1_of(const DataSet& data, const PairModel& model, bool has_labels) {
    CatalogMatcher matcher{model};
    matcher.upsert(data.items);
    static_cast<void>(matcher.settle());
    const Judged valid = judge(matcher, data.valid);
    const Judged test = judge(matcher, data.test);
    const double threshold = has_labels ? best_threshold(valid.probabilities, valid.labels) : model.auto_from;
    return 100 * score_matches(test.probabilities, test.labels, threshold).f1;
}

/// Shares of pairs, and of the matches of valid and test, that the first look rules out.
std::pair<double, double> ruled_out(const DataSet& data, const PairModel& model) {
    const Catalog catalog{data.items, model};
    parts::PairJudge judging{model};
    const auto is_out = [&](const PlacedPair& pair) {
        return !judging.alone(*pair.left, *pair.right, pair.context).is_close;
    };
    const auto out = static_cast<double>(std::ranges::count_if(catalog.pairs, is_out));
    double matches = 0;
    double matches_out = 0;
    for (const auto* part : {&data.valid, &data.test}) {
        for (const LabelledPair& each : *part) {
            if (!each.is_match) continue;
            const auto a = *catalog.pool.find(id_of("a", each.pair.left));
            const auto b = *catalog.pool.find(id_of("b", each.pair.right));
            ++matches;
            matches_out += is_out(catalog.placed(a, b)) ? 1 : 0;
        }
    }
    return {100 * out / static_cast<double>(catalog.pairs.size()), 100 * matches_out / matches};
}

void accuracy(const std::filesystem::path& folder) {
    const DataSet data{folder};
    std::printf("%s, F1 of the test pairs as a catalog judges them\n", folder.filename().string().c_str());
    for (const bool has_labels : {true, false}) {
        constexpr int seeds = 3;
        double with = 0;
        double without = 0;
        double pairs_out = 0;
        double matches_out = 0;
        for (int seed = 1; seed <= seeds; ++seed) {
            PairModelOptions options;
            options.seed = seed;
            const std::vector<PairVerdict> none;
            PairModel model = learn_pair_model(data.items, has_labels ? data.verdicts : none, options);
            with += f1_of(data, model, has_labels) / seeds;
            const auto [pairs, matches] = ruled_out(data, model);
            pairs_out += pairs / seeds;
            matches_out += matches / seeds;
            model.look_trees = {};
            without += f1_of(data, model, has_labels) / seeds;
        }
        std::printf("  %-10s with the first look %6.2f, without %6.2f; ruled out: %5.2f %% of the pairs, %5.2f %% of "
                    "the matches of valid and test\n",
                    has_labels ? "all labels" : "no labels", with, without, pairs_out, matches_out);
    }
}

}  // namespace

int main(int count, char** arguments) {
    try {
        std::setvbuf(stdout, nullptr, _IOLBF, BUFSIZ);
        std::string data;
        std::size_t items = 20'000;
        std::vector<std::size_t> catalogs{5'000, 50'000};
        std::size_t upserts = 2'000;
        std::size_t stored = 0;
        for (int i = 1; i + 1 < count; i += 2) {
            const std::string option = arguments[i];
            if (option == "--data") data = arguments[i + 1];
            else if (option == "--items") items = std::stoull(arguments[i + 1]);
            else if (option == "--catalog") catalogs = {std::stoull(arguments[i + 1])};
            else if (option == "--upserts") upserts = std::stoull(arguments[i + 1]);
            else if (option == "--memory") stored = std::stoull(arguments[i + 1]);
            else throw std::runtime_error{"no such option: " + option};
        }
        if (items > 0) steps(items);
        for (const std::size_t each : catalogs) {
            if (each > 0) changes(each, upserts);
        }
        if (stored > 0) memory(stored);
        if (!data.empty()) {
            std::set<std::filesystem::path> folders;
            for (const auto& each : std::filesystem::directory_iterator{data}) folders.insert(each.path());
            for (const std::filesystem::path& each : folders) accuracy(each);
        }
        return 0;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 1;
    }
}
