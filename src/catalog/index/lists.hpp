#pragma once
// Lists of rising numbers, packed one behind the other, in the form that suits how many they are: a few as differences
// of seven bits a byte, the lowest first, the last byte of each below 128; more as differences of sixteen bits, since
// these are read much faster; and where many of all numbers are in a list, a bit for each number.

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <vector>

namespace marketplace::catalog::detail {

enum class ListForm : std::uint8_t { bytes, pairs, bits };  // pairs of bytes

/// The form of a list of some of so many numbers.
[[nodiscard]] constexpr ListForm form_of(std::size_t count, std::size_t numbers) noexcept {
    constexpr std::size_t pairs_min = 24;
    constexpr std::size_t bits_numbers_min = 4096;
    constexpr std::size_t bits_share = 32;
    if (numbers >= bits_numbers_min && count * bits_share >= numbers) return ListForm::bits;
    return count >= pairs_min ? ListForm::pairs : ListForm::bytes;
}

/// A list as it lies in memory.
struct ListView {
    const std::uint8_t* begin = nullptr;
    const std::uint8_t* end = nullptr;
    ListForm form = ListForm::bytes;

    [[nodiscard]] bool is_dense() const { return form == ListForm::bits; }
    [[nodiscard]] std::size_t bytes() const { return static_cast<std::size_t>(end - begin); }
    /// Whether a dense list has a number.
    [[nodiscard]] bool has(std::uint32_t number) const { return (begin[number / 8] >> number % 8 & 1U) != 0; }
};

/// Stands for a difference that is larger than itself: the number of it has no place in the list.
inline constexpr std::uint32_t pair_max = 0xFFFF;

/// Reads a list, a number at a time.
class ListCursor {
public:
    ListCursor() = default;
    explicit ListCursor(ListView list) : at_(list.begin), end_(list.end), form_(list.form) {}

    [[nodiscard]] bool next(std::uint32_t& number) noexcept {
        switch (form_) {
            case ListForm::bytes: return next_of<ListForm::bytes>(number);
            case ListForm::pairs: return next_of<ListForm::pairs>(number);
            case ListForm::bits: return next_of<ListForm::bits>(number);
        }
        return false;
    }
    /// Of a list of that form.
    template <ListForm form>
    [[nodiscard]] bool next_of(std::uint32_t& number) noexcept {
        if constexpr (form == ListForm::bytes) return next_bytes(number);
        else if constexpr (form == ListForm::pairs) return next_pair(number);
        else return next_bit(number);
    }

private:
    bool next_bytes(std::uint32_t& number) noexcept {
        if (at_ == end_) return false;
        std::uint32_t difference = *at_ & 0x7FU;
        for (unsigned shift = 7; (*at_++ & 0x80U) != 0; shift += 7) difference |= (*at_ & 0x7FU) << shift;
        number = next_ + difference;
        next_ = number + 1;  // numbers rise, so a difference of zero is the next one
        return true;
    }
    bool next_pair(std::uint32_t& number) noexcept {
        while (at_ != end_) {
            std::uint16_t difference = 0;
            std::memcpy(&difference, at_, sizeof difference);
            at_ += sizeof difference;
            number = next_ + difference;
            next_ = number + (difference == pair_max ? 0U : 1U);
            if (difference != pair_max) return true;
        }
        return false;
    }
    bool next_bit(std::uint32_t& number) noexcept {
        while (bits_ == 0) {
            if (at_ == end_) return false;
            bits_ = *at_++;
            next_ += 8;
        }
        number = next_ - 8 + static_cast<std::uint32_t>(std::countr_zero(bits_));
        bits_ &= bits_ - 1;
        return true;
    }

    const std::uint8_t* at_ = nullptr;
    const std::uint8_t* end_ = nullptr;
    std::uint32_t next_ = 0;
    std::uint32_t bits_ = 0;
    ListForm form_ = ListForm::bytes;
};

template <class F>
void for_each_number(ListView list, F&& visit) {
    ListCursor cursor{list};
    std::uint32_t number = 0;
    switch (list.form) {
        case ListForm::bytes:
            while (cursor.next_of<ListForm::bytes>(number)) visit(number);
            break;
        case ListForm::pairs:
            while (cursor.next_of<ListForm::pairs>(number)) visit(number);
            break;
        case ListForm::bits:
            while (cursor.next_of<ListForm::bits>(number)) visit(number);
            break;
    }
}

/// Makes one list after the other.
class ListWriter {
public:
    /// A list that will have about so many of so many numbers.
    void begin(std::size_t count, std::size_t numbers) {
        form_ = form_of(count, numbers);
        bytes_.assign(form_ == ListForm::bits ? (numbers + 7) / 8 : 0, 0);
        next_ = 0;
        count_ = 0;
    }
    /// Above all that were added.
    void add(std::uint32_t number) {
        ++count_;
        switch (form_) {
            case ListForm::bytes: add_bytes(number - next_); break;
            case ListForm::pairs: add_pair(number - next_); break;
            case ListForm::bits: bytes_[number / 8] |= static_cast<std::uint8_t>(1U << number % 8); break;
        }
        next_ = number + 1;
    }
    [[nodiscard]] std::uint32_t count() const { return count_; }
    [[nodiscard]] ListView view() const { return {bytes_.data(), bytes_.data() + bytes_.size(), form_}; }

private:
    void add_bytes(std::uint32_t difference) {
        for (; difference >= 0x80U; difference >>= 7) bytes_.push_back(static_cast<std::uint8_t>(difference | 0x80U));
        bytes_.push_back(static_cast<std::uint8_t>(difference));
    }
    void add_pair(std::uint32_t difference) {
        for (; difference >= pair_max; difference -= pair_max) bytes_.insert(bytes_.end(), {0xFFU, 0xFFU});
        bytes_.push_back(static_cast<std::uint8_t>(difference));
        bytes_.push_back(static_cast<std::uint8_t>(difference >> 8));
    }

    std::vector<std::uint8_t> bytes_;
    std::uint32_t next_ = 0;
    std::uint32_t count_ = 0;
    ListForm form_ = ListForm::bytes;
};

/// Many lists. Each has before it how long it is; where one begins is known of every fourth.
class Lists {
public:
    static constexpr std::size_t of_a_block = 4;

    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] ListView operator[](std::size_t i) const {
        const std::uint8_t* at = bytes_.data() + begin_[i / of_a_block];
        for (std::size_t left = i % of_a_block;; --left) {
            const std::uint32_t head = head_at(at);
            const std::uint8_t* end = at + (head >> form_bits);
            if (left == 0) return {at, end, static_cast<ListForm>(head & form_mask)};
            at = end;
        }
    }
    /// That a list will be read soon: first where it begins, and once this is here, the list.
    void expect_begin(std::size_t i) const { __builtin_prefetch(&begin_[i / of_a_block]); }
    void expect(std::size_t i) const { __builtin_prefetch(bytes_.data() + begin_[i / of_a_block]); }
    void reserve(std::size_t lists, std::size_t bytes) {
        begin_.reserve(lists / of_a_block + 1);
        bytes_.reserve(bytes);
    }
    /// Throws `limit_exceeded` above 2 GB.
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
    // A head is the bytes of a list and its form.
    static constexpr unsigned form_bits = 2;
    static constexpr std::uint32_t form_mask = 3;

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
