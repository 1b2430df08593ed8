#pragma once
// Lists of rising numbers, packed one behind the other: differences, seven bits a byte, the lowest first, the last byte
// of each below 128; or, where many of all numbers are in a list, a bit for each number.

#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace marketplace::catalog::detail {

/// A list as it lies in memory.
struct ListView {
    const std::uint8_t* begin = nullptr;
    const std::uint8_t* end = nullptr;
    bool is_dense = false;

    [[nodiscard]] std::size_t bytes() const { return static_cast<std::size_t>(end - begin); }
    /// Whether a dense list has a number.
    [[nodiscard]] bool has(std::uint32_t number) const { return (begin[number / 8] >> number % 8 & 1U) != 0; }
};

/// Reads a list, a number at a time.
class ListCursor {
public:
    ListCursor() = default;
    explicit ListCursor(ListView list) : at_(list.begin), end_(list.end), is_dense_(list.is_dense) {}

    [[nodiscard]] bool next(std::uint32_t& number) noexcept { return is_dense_ ? next_bit(number) : next_byte(number); }
    /// Of a list that is not dense.
    [[nodiscard]] bool next_byte(std::uint32_t& number) noexcept {
        if (at_ == end_) return false;
        std::uint32_t difference = *at_ & 0x7FU;
        for (unsigned shift = 7; (*at_++ & 0x80U) != 0; shift += 7) difference |= (*at_ & 0x7FU) << shift;
        number = next_ + difference;
        next_ = number + 1;  // numbers rise, so a difference of zero is the next one
        return true;
    }
    /// Of a dense list.
    [[nodiscard]] bool next_bit(std::uint32_t& number) noexcept {
        while (bits_ == 0) {
            if (at_ == end_) return false;
            bits_ = *at_++;
            next_ += 8;
        }
        number = next_ - 8 + static_cast<std::uint32_t>(std::countr_zero(bits_));
        bits_ &= bits_ - 1;
        return true;
    }

private:
    const std::uint8_t* at_ = nullptr;
    const std::uint8_t* end_ = nullptr;
    std::uint32_t next_ = 0;
    std::uint32_t bits_ = 0;
    bool is_dense_ = false;
};

template <class F>
void for_each_number(ListView list, F&& visit) {
    ListCursor cursor{list};
    std::uint32_t number = 0;
    if (list.is_dense) {
        while (cursor.next_bit(number)) visit(number);
    } else {
        while (cursor.next_byte(number)) visit(number);
    }
}

/// Makes one list after the other.
class ListWriter {
public:
    /// `numbers`: 0, or for a dense list how many numbers there are.
    void begin(std::size_t numbers) {
        is_dense_ = numbers > 0;
        bytes_.assign((numbers + 7) / 8, 0);
        next_ = 0;
        count_ = 0;
    }
    /// Above all that were added.
    void add(std::uint32_t number) {
        ++count_;
        if (is_dense_) {
            bytes_[number / 8] |= static_cast<std::uint8_t>(1U << number % 8);
            return;
        }
        std::uint32_t difference = number - next_;
        for (; difference >= 0x80U; difference >>= 7) bytes_.push_back(static_cast<std::uint8_t>(difference | 0x80U));
        bytes_.push_back(static_cast<std::uint8_t>(difference));
        next_ = number + 1;
    }
    [[nodiscard]] std::uint32_t count() const { return count_; }
    [[nodiscard]] ListView view() const { return {bytes_.data(), bytes_.data() + bytes_.size(), is_dense_}; }

private:
    std::vector<std::uint8_t> bytes_;
    std::uint32_t next_ = 0;
    std::uint32_t count_ = 0;
    bool is_dense_ = false;
};

/// Many lists. Each has before it how long it is; where one begins is known of every sixteenth.
class Lists {
public:
    static constexpr std::size_t of_a_block = 16;

    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] ListView operator[](std::size_t i) const {
        const std::uint8_t* at = bytes_.data() + begin_[i / of_a_block];
        for (std::size_t left = i % of_a_block;; --left) {
            const std::uint32_t head = head_at(at);
            const std::uint8_t* end = at + (head >> 1);
            if (left == 0) return {at, end, (head & 1U) != 0};
            at = end;
        }
    }
    void reserve(std::size_t lists, std::size_t bytes) {
        begin_.reserve(lists / of_a_block + 1);
        bytes_.reserve(bytes);
    }
    /// Throws `limit_exceeded` above 4 GB.
    void append(ListView list);
    void shrink_to_fit() {
        begin_.shrink_to_fit();
        bytes_.shrink_to_fit();
    }
    [[nodiscard]] const std::vector<std::uint8_t>& bytes() const { return bytes_; }
    /// Lists from their bytes; false if they are not so many, or a number is not below the bound.
    [[nodiscard]] bool restore(std::vector<std::uint8_t> bytes, std::size_t lists, std::size_t numbers);
    [[nodiscard]] std::size_t memory_bytes() const { return begin_.size() * sizeof(std::uint32_t) + bytes_.size(); }

private:
    static std::uint32_t head_at(const std::uint8_t*& at) noexcept {
        std::uint32_t out = *at & 0x7FU;
        for (unsigned shift = 7; (*at++ & 0x80U) != 0; shift += 7) out |= (*at & 0x7FU) << shift;
        return out;
    }

    std::size_t size_ = 0;
    std::vector<std::uint32_t> begin_;
    std::vector<std::uint8_t> bytes_;
};

}  // namespace marketplace::catalog::detail
