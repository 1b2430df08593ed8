// penny_proof: checks a hundred million cases of order, plan and refunds, in shards that can be resumed.

#include "property/affiliate/penny/penny_case.hpp"

#include <marketplace/core/json.hpp>

#include <unistd.h>

#include <atomic>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <mutex>
#include <thread>

using namespace marketplace;
using namespace marketplace::penny;

namespace {

constexpr std::string_view usage =
    "penny_proof [--cases N] [--shards N] [--shard K | --from K] [--seed S] [--threads N]\n"
    "penny_proof --emit-oracle N FILE [--seed S] [--shard K]\n"
    "  --cases N        cases in all; 100000000 unless told\n"
    "  --shards N       how many parts the cases are divided into; 100 unless told\n"
    "  --shard K        which part to run, from 0; all of them unless told\n"
    "  --from K         that part and all behind it, to go on with a run that was stopped\n"
    "  --seed S         1 unless told\n"
    "  --threads N      one for each processor unless told\n"
    "  --emit-oracle    writes N cases as JSON lines for oracle.py, spread over the plans from the part of --shard on\n"
    "Each shard that holds is one line of output, so a run that was stopped goes on with the next one.\n";

struct Options {
    std::uint64_t cases = 100'000'000;
    std::uint64_t shards = 100;
    std::optional<std::uint64_t> shard;
    std::uint64_t from = 0;
    std::uint64_t seed = 1;
    std::uint64_t threads = std::max(1U, std::thread::hardware_concurrency());
    std::uint64_t oracle_cases = 0;
    std::string oracle_file;
};

std::uint64_t number_of(std::string_view text, std::string_view option) {
    std::uint64_t out = 0;
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), out);
    if (code != std::errc{} || end != text.data() + text.size()) {
        fail(ErrorCode::invalid_value, option, text, "a whole number, 0 or more");
    }
    return out;
}

Options options_of(std::span<char* const> words) {
    Options out;
    for (std::size_t i = 1; i < words.size(); ++i) {
        const std::string_view word = words[i];
        const auto next = [&]() -> std::string_view {
            if (++i == words.size()) fail(ErrorCode::missing_field, word, "", "a value");
            return words[i];
        };
        if (word == "--cases") out.cases = number_of(next(), word);
        else if (word == "--shards") out.shards = number_of(next(), word);
        else if (word == "--shard") out.shard = number_of(next(), word);
        else if (word == "--from") out.from = number_of(next(), word);
        else if (word == "--seed") out.seed = number_of(next(), word);
        else if (word == "--threads") out.threads = number_of(next(), word);
        else if (word == "--emit-oracle") {
            out.oracle_cases = number_of(next(), word);
            out.oracle_file = next();
        } else
            fail(ErrorCode::unknown_field, "option", word,
                 "one of --cases, --shards, --shard, --from, --seed, --threads, --emit-oracle");
    }
    if (out.shards == 0 || out.threads == 0) fail(ErrorCode::out_of_range, "--shards, --threads", "0", "1 or more");
    if (out.shard && *out.shard >= out.shards) {
        fail(ErrorCode::out_of_range, "--shard", std::to_string(*out.shard), "less than " + std::to_string(out.shards));
    }
    if (out.from >= out.shards) {
        fail(ErrorCode::out_of_range, "--from", std::to_string(out.from), "less than " + std::to_string(out.shards));
    }
    return out;
}

double seconds_since(std::chrono::steady_clock::time_point begin) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

/// Cases [begin, end), handed out to threads by the block of one plan.
class Shard {
public:
    Shard(const Options& options, std::uint64_t begin, std::uint64_t end)
        : options_(options), begin_(begin), end_(end), next_(begin) {}

    /// The first case found that does not hold, in words; empty when all hold.
    std::string run() {
        std::vector<std::jthread> threads;
        for (std::uint64_t i = 1; i < options_.threads; ++i) threads.emplace_back([this] { work(false); });
        work(isatty(STDERR_FILENO) != 0);
        for (std::jthread& thread : threads) thread.join();
        return wrong_;
    }

private:
    void work(bool shows_progress) {
        PennyProof proof{options_.seed};
        while (!stop_) {
            const std::uint64_t first = next_.fetch_add(cases_each_plan);
            if (first >= end_) return;
            const std::uint64_t last = std::min(end_, first + cases_each_plan);
            for (std::uint64_t number = first; number < last; ++number) {
                if (const std::string wrong = proof.check(number); !wrong.empty()) return report(number, wrong);
            }
            if (shows_progress) progress(last);
        }
    }

    void progress(std::uint64_t done) {
        if (seconds_since(shown_) < 0.5) return;
        shown_ = std::chrono::steady_clock::now();
        const auto checked = static_cast<double>(done - begin_);
        const double rate = checked / seconds_since(start_);
        const double left = static_cast<double>(end_ - done) / rate;
        std::fprintf(stderr, "\r%5.1f %%  %.0f cases/s  %.0f s left   ",
                     100 * checked / static_cast<double>(end_ - begin_), rate, left);
    }

    void report(std::uint64_t number, const std::string& wrong) {
        stop_ = true;
        const std::lock_guard lock{mutex_};
        wrong_ = "seed " + std::to_string(options_.seed) + ", case " + std::to_string(number) + ": " + wrong;
    }

    const Options& options_;
    std::uint64_t begin_;
    std::uint64_t end_;
    std::atomic<std::uint64_t> next_;
    std::atomic<bool> stop_{false};
    std::mutex mutex_;
    std::string wrong_;
    std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
    std::chrono::steady_clock::time_point shown_ = start_;
};

std::uint64_t cases_of_a_shard(const Options& options) {
    return (options.cases + options.shards - 1) / options.shards;
}

bool run_shard(const Options& options, std::uint64_t shard) {
    const std::uint64_t each = cases_of_a_shard(options);
    const std::uint64_t begin = std::min(options.cases, shard * each);
    const std::uint64_t end = std::min(options.cases, begin + each);
    const auto start = std::chrono::steady_clock::now();
    const std::string wrong = Shard{options, begin, end}.run();
    const double seconds = seconds_since(start);
    if (isatty(STDERR_FILENO) != 0) std::fputs("\r", stderr);
    if (!wrong.empty()) {
        std::cerr << "FAILED " << wrong << '\n';
        return false;
    }
    std::printf("shard %llu of %llu, seed %llu: %llu cases hold, %.1f s, %.0f cases/s, %llu threads\n",
                static_cast<unsigned long long>(shard), static_cast<unsigned long long>(options.shards),
                static_cast<unsigned long long>(options.seed), static_cast<unsigned long long>(end - begin), seconds,
                static_cast<double>(end - begin) / seconds, static_cast<unsigned long long>(options.threads));
    std::fflush(stdout);
    return true;
}

/// Few cases of each plan, so that a short file meets many plans.
void emit_oracle(const Options& options) {
    constexpr std::uint64_t cases_of_a_plan = 8;
    const std::uint64_t plans_before = options.shard.value_or(0) * cases_of_a_shard(options) / cases_each_plan;
    std::ofstream out{options.oracle_file};
    PennyProof proof{options.seed};
    std::string line;
    for (std::uint64_t i = 0; i < options.oracle_cases; ++i) {
        const std::uint64_t plan = plans_before + i / cases_of_a_plan;
        const CaseRecord record = proof.record(plan * cases_each_plan + i % cases_of_a_plan);
        line.clear();
        write_json(line, {&type_of<CaseRecord>(), &record});
        out << line << '\n';
    }
    if (!out.flush())
        fail(ErrorCode::invalid_value, "--emit-oracle", options.oracle_file, "a file that can be written");
}

}  // namespace

int main(int count, char** words) {
    try {
        const Options options = options_of({words, static_cast<std::size_t>(count)});
        if (!options.oracle_file.empty()) {
            emit_oracle(options);
            return 0;
        }
        const std::uint64_t first = options.shard.value_or(options.from);
        const std::uint64_t last = options.shard ? first + 1 : options.shards;
        for (std::uint64_t shard = first; shard < last; ++shard) {
            if (!run_shard(options, shard)) return 1;
        }
        return 0;
    } catch (const Error& error) {
        std::cerr << error.what() << '\n' << usage;
        return 2;
    }
}
