// The blocking index: how many true matches are among the first candidates of public data sets, and how fast and how
// large it is with a million products.
//
//   bench_blocking [--data FOLDER] [--records N] [--queries N]
//
// FOLDER has one folder for each data set, with tableA.csv (the masters), tableB.csv (what is looked for) and the
// labelled pairs of train.csv, valid.csv and test.csv. Nothing in the index was chosen by looking at the test pairs;
// they are counted by themselves.

#include "generated.hpp"

#include <marketplace/catalog/blocking_index.hpp>
#include <marketplace/core/csv.hpp>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

using namespace marketplace;
using namespace marketplace::catalog;
using benchmarks::seconds_of;
using benchmarks::Titles;

namespace {

using Row = std::map<std::string, std::string>;

std::vector<Row> read_table(const std::filesystem::path& path) {
    std::ifstream file{path, std::ios::binary};
    if (!file) throw std::runtime_error{"cannot read " + path.string()};
    CsvReader reader{[&](std::span<char> buffer) {
        file.read(buffer.data(), static_cast<std::streamsize>(buffer.size()));
        return static_cast<std::size_t>(file.gcount());
    }};
    std::vector<std::string_view> fields;
    std::vector<std::string> header;
    std::vector<Row> out;
    while (reader.next(fields)) {
        if (header.empty()) {
            header.assign(fields.begin(), fields.end());
            continue;
        }
        Row& row = out.emplace_back();
        for (std::size_t i = 0; i < fields.size() && i < header.size(); ++i) row[header[i]] = fields[i];
    }
    return out;
}

/// The title: the first of the columns that has one.
std::string title_of(const Row& row) {
    for (const char* column : {"title", "name"}) {
        const auto found = row.find(column);
        if (found != row.end()) return found->second;
    }
    return {};
}

using Matches = std::vector<std::pair<std::int64_t, std::int64_t>>;

Matches read_matches(const std::filesystem::path& folder, std::initializer_list<const char*> splits) {
    Matches out;
    for (const char* split : splits) {
        for (const Row& row : read_table(folder / (std::string{split} + ".csv"))) {
            if (row.at("label") == "1") {
                out.emplace_back(std::stoll(row.at("ltable_id")), std::stoll(row.at("rtable_id")));
            }
        }
    }
    return out;
}

/// The rank of the right master for every match; 50 and more is not found.
void print_recall(const char* name, const BlockingIndex& index, const std::map<std::int64_t, std::string>& queries,
                  const Matches& matches) {
    constexpr std::array<std::size_t, 4> limits{1, 5, 10, 50};
    std::array<std::size_t, limits.size()> found{};
    BlockingSearcher searcher{index};
    for (const auto& [master, query] : matches) {
        const std::vector<BlockingHit>& hits = searcher.search(queries.at(query), {50}).hits;
        const auto at = std::ranges::find(hits, master, &BlockingHit::key);
        const auto rank = static_cast<std::size_t>(at - hits.begin());
        for (std::size_t i = 0; i < limits.size(); ++i) found[i] += at != hits.end() && rank < limits[i] ? 1 : 0;
    }
    std::printf("  %-16s %5zu matches", name, matches.size());
    for (std::size_t i = 0; i < limits.size(); ++i) {
        const double share = static_cast<double>(found[i]) / static_cast<double>(matches.size());
        std::printf("   @%zu %6.2f", limits[i], 100 * share);
    }
    std::printf("\n");
}

double seconds_of(const std::function<void()>& what) {
    const auto begin = std::chrono::steady_clock::now();
    what();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

void recall(const std::filesystem::path& folder) {
    std::printf("%s, recall in %% of the labelled matches\n", folder.filename().string().c_str());
    BlockingIndex index;
    std::vector<BlockingRecord> masters;
    for (const Row& row : read_table(folder / "tableA.csv")) {
        masters.push_back({std::stoll(row.at("id")), title_of(row)});
    }
    index.upsert(masters);
    std::map<std::int64_t, std::string> queries;
    for (const Row& row : read_table(folder / "tableB.csv")) queries[std::stoll(row.at("id"))] = title_of(row);
    print_recall("train and valid", index, queries, read_matches(folder, {"train", "valid"}));
    print_recall("test", index, queries, read_matches(folder, {"test"}));
    print_recall("all", index, queries, read_matches(folder, {"train", "valid", "test"}));
    BlockingSearcher searcher{index};
    const double seconds = seconds_of([&] {
        for (const auto& [key, title] : queries) searcher.search(title);
    });
    std::printf("  %-16s %5zu queries   %.0f products/s\n", "searched", queries.size(),
                static_cast<double>(queries.size()) / seconds);
}

void search_speed(const char* name, const BlockingIndex& index, const std::vector<std::string>& queries,
                  const std::vector<std::int64_t>& keys, BlockingOptions options) {
    BlockingSearcher searcher{index};
    std::size_t found = 0;
    std::int64_t postings = 0;
    std::int64_t scored = 0;
    std::vector<double> times;
    const double seconds = seconds_of([&] {
        for (std::size_t i = 0; i < queries.size(); ++i) {
            times.push_back(seconds_of([&] {
                const BlockingResult& result = searcher.search(queries[i], options);
                found += std::ranges::find(result.hits, keys[i], &BlockingHit::key) != result.hits.end() ? 1 : 0;
                postings += result.postings_read;
                scored += result.records_scored;
            }));
        }
    });
    std::ranges::sort(times);
    const auto count = static_cast<double>(queries.size());
    std::printf("  %-24s %8.0f products/s   p50 %6.0f us   p99 %6.0f us   found %6.2f %%   %.0f read, %.0f scored\n",
                name, count / seconds, times[times.size() / 2] * 1e6, times[times.size() * 99 / 100] * 1e6,
                100.0 * static_cast<double>(found) / count, static_cast<double>(postings) / count,
                static_cast<double>(scored) / count);
}

void upsert_speed(BlockingIndex& index, Titles& titles, std::size_t records) {
    std::vector<double> times;
    for (int i = 0; i < 20'000; ++i) {
        const std::string title = titles.master();
        const auto key = static_cast<std::int64_t>(titles.any(records));
        times.push_back(seconds_of([&] { index.upsert(key, title); }));
    }
    std::ranges::sort(times);
    std::printf("  upsert one by one: p50 %.1f us, p99 %.1f us, longest %.1f ms\n", times[times.size() / 2] * 1e6,
                times[times.size() * 99 / 100] * 1e6, times.back() * 1e3);
}

void speed(std::size_t records, std::size_t query_count) {
    Titles titles;
    std::vector<BlockingRecord> masters;
    std::size_t letters = 0;
    for (std::size_t i = 0; i < records; ++i) {
        masters.push_back({static_cast<std::int64_t>(i), titles.master()});
        letters += masters.back().text.size();
    }
    std::vector<std::string> queries;
    std::vector<std::int64_t> keys;
    for (std::size_t i = 0; i < query_count; ++i) {
        keys.push_back(static_cast<std::int64_t>(titles.any(records)));
        queries.push_back(titles.offer(masters[static_cast<std::size_t>(keys.back())].text));
    }
    BlockingIndex index;
    const auto count = static_cast<double>(records);
    const double building = seconds_of([&] { index.upsert(masters); });
    masters = {};
    std::printf("%zu generated products of %.0f letters\n", records, static_cast<double>(letters) / count);
    std::printf("  built in %.1f s, %.0f records/s, %.0f bytes a record, texts included\n", building, count / building,
                static_cast<double>(index.memory_bytes()) / count);
    search_speed("exact", index, queries, keys, {10});
    search_speed("20,000 postings at most", index, queries, keys, {10, 20'000});
    search_speed("2,000 postings at most", index, queries, keys, {10, 2'000});
    std::string bytes;
    const double writing = seconds_of([&] { bytes = index.snapshot(); });
    const double reading = seconds_of([&] { index = BlockingIndex::restore(bytes); });
    std::printf("  snapshot of %.1f MB, written in %.2f s, read in %.2f s\n", static_cast<double>(bytes.size()) / 1e6,
                writing, reading);
    upsert_speed(index, titles, records);
    search_speed("exact, after upserts", index, queries, keys, {10});
}

}  // namespace

int main(int count, char** arguments) {
    try {
        std::string data;
        std::size_t records = 1'000'000;
        std::size_t queries = 2'000;
        for (int i = 1; i + 1 < count; i += 2) {
            const std::string option = arguments[i];
            if (option == "--data") data = arguments[i + 1];
            else if (option == "--records") records = std::stoull(arguments[i + 1]);
            else if (option == "--queries") queries = std::stoull(arguments[i + 1]);
            else throw std::runtime_error{"no such option: " + option};
        }
        if (!data.empty()) {
            std::set<std::filesystem::path> folders;
            for (const auto& each : std::filesystem::directory_iterator{data}) folders.insert(each.path());
            for (const std::filesystem::path& each : folders) recall(each);
        }
        if (records > 0 && queries > 0) speed(records, queries);
        return 0;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 1;
    }
}
