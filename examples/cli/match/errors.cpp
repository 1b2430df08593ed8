#include "errors.hpp"

#include <marketplace/catalog/attributes.hpp>
#include <marketplace/catalog/match_review.hpp>
#include <marketplace/core/error.hpp>
#include <marketplace/core/json.hpp>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <map>
#include <set>

namespace match {

using namespace marketplace;
using namespace marketplace::catalog;

namespace {

/// The words of a title in order, as they are compared.
std::string words_of(const Listing& listing) {
    std::string out;
    for (const char c : fold(listing.title)) {
        const bool is_plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (is_plain || (static_cast<unsigned char>(c) & 0x80U) != 0) out += c;
        else if (!out.empty() && out.back() != ' ') out += ' ';
    }
    while (out.ends_with(' ')) out.pop_back();
    return out;
}

/// The labels that pairs of two texts have: tables name a product twice now and then.
class LabelsByText {
public:
    explicit LabelsByText(const Data& data) : data_(data) {
        for (const auto* part : {&data.train, &data.valid, &data.test}) {
            for (const LabelledPair& each : *part) labels_[texts_of(each.pair)].insert(each.is_match);
        }
    }
    [[nodiscard]] bool are_contradicted(const PairKey& pair) const { return labels_.at(texts_of(pair)).size() > 1; }

private:
    [[nodiscard]] std::pair<std::string, std::string> texts_of(const PairKey& pair) const {
        return {words_of(data_.left.listings[static_cast<std::size_t>(pair.left)]),
                words_of(data_.right.listings[static_cast<std::size_t>(pair.right)])};
    }

    const Data& data_;
    std::map<std::pair<std::string, std::string>, std::set<bool>> labels_;
};

/// What two listings state of some kinds of attributes.
struct Stated {
    bool clashes = false;
    bool is_one_sided = false;
};

Stated stated(const std::vector<Attribute>& left, const std::vector<Attribute>& right,
              std::initializer_list<AttributeKind> kinds) {
    Stated out;
    for (const AttributeKind kind : kinds) {
        const auto is_kind = [&](const Attribute& each) { return each.kind == kind; };
        const bool in_left = std::ranges::any_of(left, is_kind);
        const bool in_right = std::ranges::any_of(right, is_kind);
        out.is_one_sided |= in_left != in_right;
        if (!in_left || !in_right) continue;
        const bool agree = std::ranges::any_of(left, [&](const Attribute& a) {
            return is_kind(a) && std::ranges::any_of(right, [&](const Attribute& b) { return states_the_same(a, b); });
        });
        out.clashes |= !agree;
    }
    return out;
}

std::vector<Attribute> attributes_of(const Listing& listing) {
    std::vector<Attribute> out = extract_attributes(listing.title);
    if (!listing.part_number.empty()) {
        out.push_back({AttributeKind::model_code, 0, fold_code(listing.part_number), {}});
    }
    return out;
}

/// Everything but labels and the search: what the listings say.
ErrorKind kind_of_texts(const Listing& left, const Listing& right) {
    using enum AttributeKind;
    const std::vector<Attribute> a = attributes_of(left);
    const std::vector<Attribute> b = attributes_of(right);
    const Stated versions = stated(a, b, {version, year});
    if (versions.clashes) return ErrorKind::version;
    const Stated editions = stated(a, b, {edition, platform, seats});
    if (editions.clashes) return ErrorKind::edition;
    const Stated others = stated(a, b, {volume, mass, length, data, charge, power, voltage, frequency, pixels, duration,
                                        pack, dimensions, size, colour});
    if (others.clashes) return ErrorKind::attribute;
    const Stated codes = stated(a, b, {model_code});
    if (codes.clashes) return ErrorKind::code_clash;
    if (versions.is_one_sided) return ErrorKind::version_missing;
    if (editions.is_one_sided) return ErrorKind::edition_missing;
    if (codes.is_one_sided) return ErrorKind::code_missing;
    if (!left.price || !right.price) return ErrorKind::price_missing;
    const auto one = static_cast<double>(left.price->minor.value);
    const auto other = static_cast<double>(right.price->minor.value);
    return std::max(one, other) >= 2 * std::min(one, other) ? ErrorKind::price : ErrorKind::wording;
}

ErrorKind kind_of(const Data& data, const LabelsByText& labels, const JudgedPair& judged, bool is_match) {
    const Listing& left = data.left.listings[static_cast<std::size_t>(judged.pair.left)];
    const Listing& right = data.right.listings[static_cast<std::size_t>(judged.pair.right)];
    if (labels.are_contradicted(judged.pair)) return ErrorKind::label_contradicted;
    if (!is_match && words_of(left) == words_of(right)) return ErrorKind::label_equal_texts;
    if (is_match && !judged.is_candidate) return ErrorKind::not_found;
    return kind_of_texts(left, right);
}

std::vector<std::string> ids_of(const Table& table) {
    std::vector<std::string> out(table.listings.size());
    for (const auto& [id, key] : table.key_of) out[static_cast<std::size_t>(key)] = id;
    return out;
}

WrongPair described(const Listing& left, const Listing& right) {
    WrongPair out;
    out.left_title = left.title;
    out.right_title = right.title;
    out.left_price = left.price;
    out.right_price = right.price;
    for (const MatchEvidence& each : match_evidence(left, right)) {
        if (each.kind != EvidenceKind::word || each.agrees) continue;
        if (each.text_b.empty()) out.only_left.push_back(each.text_a);
        else out.only_right.push_back(each.text_b);
    }
    return out;
}

}  // namespace

std::vector<WrongPair> wrong_pairs(const Data& data, const JudgedTest& judged) {
    const LabelsByText labels{data};
    const std::vector<std::string> left_ids = ids_of(data.left);
    const std::vector<std::string> right_ids = ids_of(data.right);
    std::vector<WrongPair> out;
    for (std::size_t i = 0; i < data.test.size(); ++i) {
        const JudgedPair& each = judged.pairs[i];
        const bool is_match = data.test[i].is_match;
        if ((each.probability >= judged.result.threshold) == is_match) continue;
        const auto left = static_cast<std::size_t>(each.pair.left);
        const auto right = static_cast<std::size_t>(each.pair.right);
        WrongPair wrong = described(data.left.listings[left], data.right.listings[right]);
        wrong.left = left_ids[left];
        wrong.right = right_ids[right];
        wrong.is_match = is_match;
        wrong.probability = each.probability;
        wrong.threshold = judged.result.threshold;
        wrong.kind = kind_of(data, labels, each, is_match);
        out.push_back(std::move(wrong));
    }
    std::ranges::stable_sort(out, std::greater{}, [](const WrongPair& each) {
        return std::abs(each.probability - each.threshold);
    });
    return out;
}

std::vector<ErrorCount> count_errors(const std::vector<WrongPair>& pairs) {
    std::map<ErrorKind, ErrorCount> counts;
    for (const WrongPair& each : pairs) {
        ErrorCount& count = counts[each.kind];
        count.kind = each.kind;
        ++(each.is_match ? count.missed : count.wrong);
    }
    std::vector<ErrorCount> out;
    for (const auto& [kind, count] : counts) out.push_back(count);
    return out;
}

void write_errors(const std::filesystem::path& file, const std::vector<WrongPair>& pairs) {
    std::ofstream out{file, std::ios::binary};
    for (const WrongPair& each : pairs) out << to_json(each) << '\n';
    out.close();
    if (!out) fail(ErrorCode::invalid_value, "errors", file.string(), "a file that can be written");
}

}  // namespace match
