#pragma once
// Numbers in printable letters, for bytes that a store keeps as a text: five bits in each letter, the lowest first; the
// last letter of a number is of the upper half of the alphabet.

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace marketplace::catalog::detail {

class LetterWriter {
public:
    void number(std::uint64_t value) {
        for (; value >= half; value >>= bits) out_ += static_cast<char>(first + value % half);
        out_ += static_cast<char>(first + half + value);
    }
    void real(float value) { number(std::bit_cast<std::uint32_t>(value)); }
    void real(double value) { number(std::bit_cast<std::uint64_t>(value)); }
    void text(std::string_view value) {
        number(value.size());
        out_ += value;
    }
    [[nodiscard]] std::string take() { return std::move(out_); }

private:
    friend class LetterReader;
    static constexpr unsigned bits = 5;
    static constexpr std::uint64_t half = 1U << bits;
    static constexpr char first = '0';

    std::string out_;
};

/// Reads what was written; after anything else it is not sound, and what it returns means nothing.
class LetterReader {
public:
    explicit LetterReader(std::string_view letters) : rest_(letters) {}

    [[nodiscard]] std::uint64_t number() {
        std::uint64_t out = 0;
        for (unsigned shift = 0; shift < 64 && !rest_.empty(); shift += LetterWriter::bits) {
            const auto letter = static_cast<std::uint64_t>(rest_.front() - LetterWriter::first);
            rest_.remove_prefix(1);
            if (letter >= 2 * LetterWriter::half) break;
            out |= letter % LetterWriter::half << shift;
            if (letter >= LetterWriter::half) return out;
        }
        is_sound_ = false;
        return 0;
    }
    /// A number below a bound.
    [[nodiscard]] std::uint64_t number_below(std::uint64_t bound) {
        const std::uint64_t out = number();
        if (out < bound) return out;
        is_sound_ = false;
        return 0;
    }
    [[nodiscard]] float real32() { return std::bit_cast<float>(static_cast<std::uint32_t>(number_below(1ULL << 32U))); }
    [[nodiscard]] double real64() { return std::bit_cast<double>(number()); }
    [[nodiscard]] std::string_view text() {
        const auto size = static_cast<std::size_t>(number_below(rest_.size() + 1));
        const std::string_view out = rest_.substr(0, size);
        rest_.remove_prefix(std::min(size, rest_.size()));
        return out;
    }
    /// How many of something there are that takes a letter or more each.
    [[nodiscard]] std::size_t count() { return static_cast<std::size_t>(number_below(rest_.size() + 1)); }
    [[nodiscard]] bool is_sound() const { return is_sound_; }
    [[nodiscard]] bool is_empty() const { return rest_.empty(); }

private:
    std::string_view rest_;
    bool is_sound_ = true;
};

}  // namespace marketplace::catalog::detail
