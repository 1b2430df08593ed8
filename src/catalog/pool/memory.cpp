#include "memory.hpp"

#include "letters.hpp"

#include <marketplace/core/json.hpp>
#include <marketplace/core/sha256.hpp>

#include <algorithm>
#include <map>

namespace marketplace::catalog::detail {
namespace {

constexpr std::size_t digest_letters = 64;  // of SHA-256

/// Texts that occur again and again, by number.
class VendorNumbers {
public:
    explicit VendorNumbers(const std::vector<RememberedItem>& items) {
        for (const RememberedItem& each : items) {
            if (numbers_.emplace(each.vendor, names_.size()).second) names_.push_back(each.vendor);
        }
    }
    [[nodiscard]] const std::vector<std::string_view>& names() const { return names_; }
    [[nodiscard]] std::size_t of(std::string_view name) const { return numbers_.at(name); }

private:
    std::map<std::string_view, std::size_t> numbers_;
    std::vector<std::string_view> names_;
};

void write(LetterWriter& out, const Edge& edge) {
    out.real(edge.facts.odds);
    out.real(edge.facts.price_ratio);
    out.real(edge.facts.letter_similarity);
    out.number(edge.facts.share);
    out.number((edge.is_close ? 1U : 0U) + (edge.are_variants ? 2U : 0U));
    out.real(edge.probability);
    const PairContext& context = edge.context;
    for (const float each : {context.rank_left, context.rank_right, context.margin_left, context.margin_right,
                             context.score_left, context.score_right}) {
        out.real(each);
    }
}

Edge read_edge(LetterReader& in) {
    Edge out;
    out.facts.odds = in.real32();
    out.facts.price_ratio = in.real32();
    out.facts.letter_similarity = in.real32();
    out.facts.share = static_cast<std::uint32_t>(in.number_below(std::uint64_t{1} << 32U));
    const std::uint64_t flags = in.number_below(4);
    out.is_close = (flags & 1U) != 0;
    out.are_variants = (flags & 2U) != 0;
    out.probability = in.real64();
    PairContext& context = out.context;
    for (float* each : {&context.rank_left, &context.rank_right, &context.margin_left, &context.margin_right,
                        &context.score_left, &context.score_right}) {
        *each = in.real32();
    }
    return out;
}

void read_items(LetterReader& in, const std::vector<std::string_view>& vendors, Memory& out) {
    const std::size_t count = in.count();
    for (std::size_t i = 0; i < count && in.is_sound(); ++i) {
        RememberedItem& item = out.items.emplace_back();
        item.key = static_cast<std::int64_t>(in.number());
        item.digest = in.number();
        const auto vendor = static_cast<std::size_t>(in.number_below(vendors.size()));
        if (!in.is_sound()) return;
        item.vendor = vendors[vendor];
        item.is_cut = in.number_below(2) == 1;
        item.self_score = in.number();
        const auto found = static_cast<std::size_t>(in.number_below(Neighbours::found_max + 1));
        item.found.reserve(found);
        for (std::size_t k = 0; k < found; ++k) {
            const auto place = static_cast<std::uint32_t>(in.number_below(count));
            item.found.emplace_back(place, in.number());
        }
    }
}

void read_pairs(LetterReader& in, Memory& out) {
    const std::size_t count = in.count();
    out.pairs.reserve(count);
    for (std::size_t i = 0; i < count && in.is_sound(); ++i) {
        const auto a = static_cast<std::uint32_t>(in.number_below(out.items.size()));
        const auto b = static_cast<std::uint32_t>(in.number_below(out.items.size()));
        out.pairs.push_back({a, b, read_edge(in)});
    }
}

}  // namespace

std::uint64_t digest_of(const Listing& listing) {
    Listing without_key = listing;
    without_key.key = 0;
    const Sha256Digest digest = sha256(to_json(without_key));
    std::uint64_t out = 0;
    for (std::size_t i = 0; i < sizeof out; ++i) out = out << 8U | digest[i];
    return out;
}

std::string write_memory(const Memory& memory, std::string_view mark) {
    LetterWriter out;
    out.text(mark);
    const VendorNumbers vendors{memory.items};
    out.number(vendors.names().size());
    for (const std::string_view each : vendors.names()) out.text(each);
    out.number(memory.items.size());
    for (const RememberedItem& item : memory.items) {
        out.number(static_cast<std::uint64_t>(item.key));
        out.number(item.digest);
        out.number(vendors.of(item.vendor));
        out.number(item.is_cut ? 1 : 0);
        out.number(item.self_score);
        out.number(item.found.size());
        for (const auto& [place, score] : item.found) {
            out.number(place);
            out.number(score);
        }
    }
    out.number(memory.pairs.size());
    for (const RememberedPair& each : memory.pairs) {
        out.number(each.a);
        out.number(each.b);
        write(out, each.edge);
    }
    out.number(memory.decided.size());
    for (const VendorProductId& each : memory.decided) {
        out.text(each.vendor_id.value);
        out.text(each.sku);
    }
    const std::string letters = out.take();
    return sha256_hex(letters) + letters;
}

std::optional<Memory> read_memory(std::string_view letters, std::string_view mark) {
    if (letters.size() < digest_letters) return std::nullopt;
    const std::string_view digest = letters.substr(0, digest_letters);
    letters.remove_prefix(digest_letters);
    LetterReader in{letters};
    if (in.text() != mark || digest != sha256_hex(letters)) return std::nullopt;
    std::vector<std::string_view> vendors(in.count());
    for (std::string_view& each : vendors) each = in.text();
    Memory out;
    read_items(in, vendors, out);
    read_pairs(in, out);
    out.decided.resize(in.count());
    for (VendorProductId& each : out.decided) {
        each.vendor_id = VendorId{std::string{in.text()}};
        each.sku = in.text();
    }
    return in.is_sound() && in.is_empty() ? std::optional{std::move(out)} : std::nullopt;
}

}  // namespace marketplace::catalog::detail
