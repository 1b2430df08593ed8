#pragma once
// A listing made ready for comparing: cut, weighed and sorted once, compared many times. Everything is a number or a
// few letters in one piece of memory, so that comparing two listings allocates nothing and hashes nothing.

#include "packed_lists.hpp"
#include "packed_terms.hpp"

#include <marketplace/catalog/attributes.hpp>
#include <marketplace/catalog/identifiers.hpp>
#include <marketplace/catalog/listing.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace marketplace::catalog {

/// In how many records a term is: from the indexes of the two sides.
class TermCounts {
public:
    virtual ~TermCounts() = default;
    [[nodiscard]] virtual std::uint64_t records() const = 0;
    [[nodiscard]] virtual std::uint64_t records_with(std::uint32_t hash) const = 0;
};

/// Where a word of a title is among its letters, and what it is made of.
struct WordShape {
    std::uint16_t begin = 0;
    std::uint16_t size = 0;
    char first = 0;  ///< letter or digit
    TokenKind kind = TokenKind::word;
};

/// An attribute whose text is a hash.
struct PackedAttribute {
    std::int64_t amount_micro = 0;
    std::uint32_t text = 0;
    AttributeKind kind{};
};

/// As of the attributes themselves.
[[nodiscard]] bool states_the_same(const PackedAttribute& a, const PackedAttribute& b);

/// A model code of a title or a part number: a place among the letters of the listing.
struct Code {
    std::uint32_t begin = 0;
    std::uint32_t size = 0;
    std::uint32_t hash = 0;
    float weight = 0;
};

/// Longer lists are cut: a title of more words is a description.
inline constexpr std::size_t words_max = 64;

class PreparedListing {
public:

    [[nodiscard]] std::size_t word_count() const noexcept { return word_hashes().size(); }
    /// Of the words of the title, in order. Of their normal forms: "8.0" is "8". They can be read in whole blocks of
    /// four: the terms, of which there are four or more where there is a word, stand behind them.
    [[nodiscard]] std::span<const std::uint32_t> word_hashes() const noexcept { return lists_.list<1>(); }
    [[nodiscard]] std::span<const float> word_weights() const noexcept { return lists_.list<2>(); }  ///< log2 of rarity
    [[nodiscard]] std::span<const WordShape> word_shapes() const noexcept { return lists_.list<8>(); }
    /// The letters of a word; the point of "1.5" is none.
    [[nodiscard]] std::string_view word(std::size_t i) const noexcept {
        return letters().substr(word_shapes()[i].begin, word_shapes()[i].size);
    }
    /// The distinct numbers of the title, by hash.
    [[nodiscard]] std::span<const std::uint32_t> numbers() const noexcept { return lists_.list<3>(); }
    /// The title's groups of four letters.
    [[nodiscard]] std::span<const PackedTerm> grams() const noexcept { return lists_.list<4>(); }
    /// The words of all texts; those of the description and other texts are marked.
    [[nodiscard]] std::span<const PackedTerm> terms() const noexcept { return lists_.list<5>(); }
    [[nodiscard]] std::span<const Code> codes() const noexcept { return lists_.list<6>(); }
    [[nodiscard]] std::string_view code(std::size_t i) const noexcept {
        return everything().substr(codes()[i].begin, codes()[i].size);
    }
    /// Letters and digits of the title.
    [[nodiscard]] std::string_view letters() const noexcept { return everything().substr(0, letters_size_); }
    /// And of all texts, to look codes up in.
    [[nodiscard]] std::string_view everything() const noexcept { return text_of(lists_.list<9>()); }
    /// False only if a text of four letters or more is surely not in `everything`.
    [[nodiscard]] bool may_contain(std::string_view text) const noexcept;
    [[nodiscard]] std::string_view brand() const noexcept { return text_of(lists_.list<10>()); }  ///< folded, or empty
    [[nodiscard]] std::string_view part_number() const noexcept {
        return everything().substr(letters_size_ + 1U, part_number_size_);
    }
    /// Of the title, without model codes, by kind.
    [[nodiscard]] std::span<const PackedAttribute> attributes() const noexcept {
        return lists_.list<0>().first(attribute_count_);
    }
    /// Those, and of kinds that the title leaves out what other columns say.
    [[nodiscard]] std::span<const PackedAttribute> stated() const noexcept { return lists_.list<0>(); }

    float words_weight = 0;         ///< of all words of the title
    std::uint32_t grams_sum = 0;    ///< of squared weights, as `SharedTerms`
    SharedTerms terms_sum;
    std::uint32_t kinds = 0;        ///< of `attributes`, a bit for each
    std::int64_t gtin = 0;          ///< sound, and worldwide; 0 for none
    float log_price = 0;            ///< log2 of the minor units: a size for models, no money
    Currency currency;
    bool has_price = false;         ///< above zero

    [[nodiscard]] std::size_t memory_bytes() const noexcept { return sizeof *this + lists_.size_bytes(); }

private:
    friend class ListingPreparer;
    static std::string_view text_of(std::span<const char> text) noexcept { return {text.data(), text.size()}; }

    PackedLists<PackedAttribute, std::uint32_t, float, std::uint32_t, PackedTerm, PackedTerm, Code, std::uint32_t,
                WordShape, char, char>
        lists_;
    std::uint32_t letters_size_ = 0;
    std::uint32_t part_number_size_ = 0;
    std::uint16_t attribute_count_ = 0;
};

/// Prepares listings one after the other, without allocating scratch space anew: one for each thread.
class ListingPreparer {
public:
    /// The counts have to live longer, and are asked about each listing as they are then.
    explicit ListingPreparer(const TermCounts& counts);
    ListingPreparer(ListingPreparer&&) noexcept;
    ListingPreparer& operator=(ListingPreparer&&) noexcept;
    ~ListingPreparer();

    [[nodiscard]] PreparedListing prepare(const Listing& listing);

private:
    class Draft;
    const TermCounts* counts_;
    std::unique_ptr<Draft> draft_;
};

/// Attributes of a listing's title.
[[nodiscard]] std::vector<Attribute> title_attributes(const Listing& listing);
/// What a feed has columns of its own for, of kinds that the title leaves out.
[[nodiscard]] std::vector<Attribute> other_attributes(const Listing& listing, const std::vector<Attribute>& of_title);

}  // namespace marketplace::catalog
