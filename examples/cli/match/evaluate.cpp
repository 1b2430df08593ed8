#include "match.hpp"

#include "errors.hpp"
#include "protocols.hpp"

#include "../progress.hpp"

#include <marketplace/core/error.hpp>
#include <marketplace/core/json.hpp>

#include <sys/resource.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <iomanip>
#include <iostream>
#include <limits>

namespace match {

using namespace marketplace;
using namespace marketplace::catalog;

/// Of the labelled matches, how many have their master among the first k that the search finds.
struct BlockingRecall {
    std::int64_t k = 0;
    double recall = 0;
};
MARKETPLACE_RECORD(BlockingRecall, (k, recall));

/// Everything that is printed.
struct Report {
    std::string protocol;
    double precision = 0;  ///< means over seeds
    double recall = 0;
    double f1 = 0;
    double f1_deviation = 0;
    ConfidenceInterval f1_interval;  ///< of the first seed
    std::int64_t candidates = 0;
    std::vector<BlockingRecall> blocking_recall;
    double compare_s = 0;  ///< to search both tables and compare all pairs
    double pairs_per_second = 0;
    double products_per_second = 0;
    double learn_s = 0;    ///< to learn and judge, for one seed
    double peak_memory_mb = 0;
    std::vector<SeedResult> seeds;
    std::vector<ErrorCount> errors;  ///< of the first seed, by kind, if they were asked for
};
MARKETPLACE_RECORD(Report, (protocol, precision, recall, f1, f1_deviation, f1_interval, candidates, blocking_recall,
                            compare_s, pairs_per_second, products_per_second, learn_s, peak_memory_mb, seeds, errors));

namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

double peak_memory_mb() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_maxrss) / 1024;
}

/// How many labels are learned from: 0 for none.
std::int64_t labels_of(const std::string& text) {
    if (text == "all") return std::numeric_limits<std::int64_t>::max();
    if (text == "none") return 0;
    std::int64_t out = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
    if (error != std::errc{} || end != text.data() + text.size() || out < 1) {
        fail(ErrorCode::invalid_value, "labels", text, "all, none or a number above zero");
    }
    return out;
}

Data read_data(const Options& options) {
    Data out{read_table(options.left), read_table(options.right), {}, {}, {}};
    out.train = read_labels(options.train, out.left, out.right);
    out.valid = read_labels(options.valid, out.left, out.right);
    out.test = read_labels(options.test, out.left, out.right);
    return out;
}

std::vector<PairKey> labelled_pairs(const Data& data) {
    std::vector<PairKey> out;
    for (const auto* part : {&data.train, &data.valid, &data.test}) {
        for (const LabelledPair& each : *part) out.push_back(each.pair);
    }
    return out;
}

std::vector<BlockingRecall> blocking_recall(const TableMatcher& matcher, const Data& data) {
    std::vector<std::int32_t> ranks;
    for (const auto* part : {&data.train, &data.valid, &data.test}) {
        for (const LabelledPair& each : *part) {
            if (each.is_match) ranks.push_back(matcher.left_rank(each.pair));
        }
    }
    std::vector<BlockingRecall> out;
    for (const std::int64_t k : {1, 5, 10, 50}) {
        const auto found = std::ranges::count_if(ranks, [&](std::int32_t rank) { return rank >= 0 && rank < k; });
        out.push_back({k, ranks.empty() ? 1 : static_cast<double>(found) / static_cast<double>(ranks.size())});
    }
    return out;
}

void summarise(Report& report) {
    const auto count = static_cast<double>(report.seeds.size());
    for (const SeedResult& each : report.seeds) {
        report.precision += each.scores.precision / count;
        report.recall += each.scores.recall / count;
        report.f1 += each.scores.f1 / count;
    }
    double squares = 0;
    for (const SeedResult& each : report.seeds) squares += std::pow(each.scores.f1 - report.f1, 2);
    report.f1_deviation = report.seeds.size() > 1 ? std::sqrt(squares / (count - 1)) : 0;
    report.f1_interval = report.seeds.front().f1_interval;
}

std::string name_of_kind(ErrorKind kind) {
    std::string out{name_of(kind)};
    std::ranges::replace(out, '_', ' ');
    return out;
}

void print(const Report& report) {
    const auto percent = [](double share) { return 100 * share; };
    std::cout << std::fixed << std::setprecision(2);
    std::cout << report.protocol << ", mean of " << report.seeds.size() << " seeds\n";
    std::cout << "  precision            " << percent(report.precision) << '\n';
    std::cout << "  recall               " << percent(report.recall) << '\n';
    std::cout << "  F1                   " << percent(report.f1) << " +- " << percent(report.f1_deviation)
              << "   (95 % of samples: " << percent(report.f1_interval.low) << " to "
              << percent(report.f1_interval.high) << ")\n";
    for (const BlockingRecall& each : report.blocking_recall) {
        const std::string name = "blocking recall@" + std::to_string(each.k);
        std::cout << "  " << std::left << std::setw(21) << name << percent(each.recall) << '\n';
    }
    std::cout << std::setprecision(0);
    std::cout << "  candidates           " << report.candidates << '\n';
    std::cout << "  pairs per second     " << report.pairs_per_second << '\n';
    std::cout << "  products per second  " << report.products_per_second << '\n';
    std::cout << "  peak memory          " << report.peak_memory_mb << " MB\n";
    std::cout << std::setprecision(2) << "  learning             " << report.learn_s << " s a seed\n";
    if (!report.errors.empty()) std::cout << "wrong in the first seed     missed  joined wrongly\n";
    for (const ErrorCount& each : report.errors) {
        std::cout << "  " << std::left << std::setw(22) << name_of_kind(each.kind) << std::right << std::setw(10)
                  << each.missed << std::setw(16) << each.wrong << '\n';
    }
}

/// Adds what a seed has reached, and writes what the first of them judged wrongly.
void add_pairs(Report& report, const Data& data, const JudgedTest& judged, const Options& options) {
    if (report.seeds.empty() && !options.errors.empty()) {
        const std::vector<WrongPair> wrong = wrong_pairs(data, judged);
        write_errors(options.errors, wrong);
        report.errors = count_errors(wrong);
    }
    report.seeds.push_back(judged.result);
}

std::string protocol_of(const Options& options) {
    if (options.is_end_to_end) return "end to end";
    return options.labels == "all" || options.labels == "none" ? "pairs, " + options.labels + " labels"
                                                               : "pairs, " + options.labels + " chosen labels";
}

}  // namespace

int evaluate(const Options& options) {
    if (options.is_end_to_end && !options.errors.empty()) {
        fail(ErrorCode::invalid_value, "errors", options.errors.string(), "no --end-to-end: they are those of --test");
    }
    const std::int64_t labels = labels_of(options.labels);
    const Data data = read_data(options);
    Report report;
    report.protocol = protocol_of(options);
    const Clock::time_point compare_start = Clock::now();
    const TableMatcher matcher{data.left.listings, data.right.listings, labelled_pairs(data)};
    report.compare_s = seconds_since(compare_start);
    const auto products = static_cast<double>(data.left.listings.size() + data.right.listings.size());
    report.pairs_per_second = static_cast<double>(matcher.size()) / report.compare_s;
    report.products_per_second = products / report.compare_s;
    report.candidates = std::ssize(matcher.candidates());
    report.blocking_recall = blocking_recall(matcher, data);
    const Clock::time_point learn_start = Clock::now();
    const std::int64_t steps = options.is_end_to_end ? 5 : 1;
    cli::Progress progress{"match", options.seeds * steps, cli::is_terminal()};
    for (std::int64_t seed = 1; seed <= options.seeds; ++seed) {
        const auto update = [&](std::int64_t done) { progress.update((seed - 1) * steps + done); };
        if (options.is_end_to_end) report.seeds.push_back(judge_tables(matcher, data, seed, update));
        else add_pairs(report, data, judge_pairs(matcher, data, labels, seed), options);
        update(steps);
    }
    report.learn_s = seconds_since(learn_start) / static_cast<double>(options.seeds);
    report.peak_memory_mb = peak_memory_mb();
    summarise(report);
    if (options.json) std::cout << to_json(report) << '\n';
    else print(report);
    return 0;
}

}  // namespace match
