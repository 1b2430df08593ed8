#pragma once
// Generated catalogs, and the slow and obvious twin of the blocking index.

#include <marketplace/catalog/blocking_index.hpp>

#include <algorithm>
#include <cstdint>
#include <map>
#include <random>
#include <string>
#include <vector>

namespace catalogs {

using namespace marketplace::catalog;

/// Titles as shops write them: a brand, words, a code written in one of several ways. Small vocabularies, so that many
/// records share terms and many scores are equal.
class Titles {
public:
    explicit Titles(unsigned seed) : random_(seed) {}

    std::string next() {
        static const std::vector<std::string> brands{"Sony", "Bose", "Linksys", "Müller", "D-Link", "HP"};
        static const std::vector<std::string> words{"black", "speaker", "system", "series", "switch", "wireless", "usb",
                                                    "camera", "case",   "for",    "with",   "the",    "Größe"};
        std::string out = brands[any(brands.size())];
        for (std::size_t i = any(9); i > 0; --i) out += " " + words[any(words.size())];
        if (any(4) > 0) out += " " + code();
        return any(40) == 0 ? "" : out;
    }
    std::size_t any(std::size_t bound) { return random_() % bound; }

private:
    std::string code() {
        static const std::vector<std::string> letters{"PS", "LX", "am", "KD"};
        static const std::vector<std::string> links{"", "-", " ", "/"};
        return letters[any(letters.size())] + links[any(links.size())] + std::to_string(any(60)) + letters[any(2)];
    }

    std::mt19937 random_;
};

/// Scores every record, as the header describes it.
inline std::vector<BlockingHit> exhaustive(const std::map<std::int64_t, std::string>& records, const std::string& query,
                                           std::size_t hits_max) {
    std::map<std::uint32_t, std::int64_t> records_with;
    std::map<std::int64_t, std::vector<BlockingTerm>> terms;
    for (const auto& [key, text] : records) {
        terms[key] = blocking_terms(text);
        for (const BlockingTerm& each : terms[key]) ++records_with[each.hash];
    }
    std::vector<BlockingHit> out;
    const std::vector<BlockingTerm> wanted = blocking_terms(query);
    for (const auto& [key, text] : records) {
        std::int64_t sum = 0;
        for (const BlockingTerm& each : wanted) {
            const bool has = std::ranges::find(terms[key], each.hash, &BlockingTerm::hash) != terms[key].end();
            if (!has) continue;
            sum += term_weight(each.importance, static_cast<std::int64_t>(records.size()), records_with[each.hash]);
        }
        if (sum > 0) out.push_back({key, sum * length_factor(text)});
    }
    std::ranges::sort(out, [](const BlockingHit& a, const BlockingHit& b) {
        return a.score != b.score ? a.score > b.score : a.key < b.key;
    });
    out.resize(std::min(out.size(), hits_max));
    return out;
}

}  // namespace catalogs
