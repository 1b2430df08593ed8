#pragma once
// Products that do not exist, for measuring; and a watch.

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <ctime>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace benchmarks {

template <class F>
double seconds_of(F&& what) {
    const auto begin = std::chrono::steady_clock::now();
    what();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

/// What the processor has worked for this thread, whatever else ran meanwhile.
template <class F>
double processor_seconds_of(F&& what) {
    const auto now = [] {
        timespec out{};
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &out);
        return static_cast<double>(out.tv_sec) + 1e-9 * static_cast<double>(out.tv_nsec);
    };
    const double begin = now();
    what();
    return now() - begin;
}

/// Titles of electronics: brand, series, words of a skewed vocabulary, model code, colour; some 55 letters.
class Titles {
public:
    Titles() {
        for (int i = 0; i < 2'000; ++i) brands_.push_back(word(4 + i % 6));
        for (int i = 0; i < 20'000; ++i) words_.push_back(word(3 + i % 8));
    }
    std::string master() {
        std::string out = pick(brands_);
        for (std::size_t i = 3 + random_() % 5; i > 0; --i) out += " " + pick(words_);
        return out + " " + code() + (random_() % 2 == 0 ? " black" : " silver");
    }
    /// The same product in the words of another shop: a word less, a word more, the code written otherwise.
    std::string offer(const std::string& master) {
        std::string out = master;
        const std::size_t at = out.find(' ', out.size() / 3);
        if (at != out.npos) out.erase(at, out.find(' ', at + 1) - at);
        if (random_() % 2 == 0) std::erase(out, '-');
        return pick(words_) + " " + out;
    }
    std::size_t any(std::size_t bound) { return random_() % bound; }

private:
    std::string word(int size) {
        static constexpr std::string_view letters = "etaoinshrdlucmfwypvbgkjqxz";
        std::string out;
        for (int i = 0; i < size; ++i) out += letters[std::min(random_() % letters.size(), random_() % letters.size())];
        return out;
    }
    /// The square makes the first ones common, as words are.
    const std::string& pick(const std::vector<std::string>& from) {
        const double at = static_cast<double>(random_() % 1'000'000) / 1e6;
        return from[static_cast<std::size_t>(at * at * at * static_cast<double>(from.size()))];
    }
    std::string code() {
        const int letters = 1 + static_cast<int>(random_() % 2);
        return word(2) + "-" + word(letters) + std::to_string(random_() % 100'000);
    }

    std::mt19937 random_{20'261'123};
    std::vector<std::string> brands_;
    std::vector<std::string> words_;
};

}  // namespace benchmarks
