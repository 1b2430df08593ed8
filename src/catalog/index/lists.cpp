#include "lists.hpp"

#include <marketplace/core/error.hpp>

#include <limits>
#include <string>

namespace marketplace::catalog::detail {
namespace {

/// A number of seven bits a byte, below 2^32; false if there is none before the end.
bool read_number(const std::vector<std::uint8_t>& bytes, std::size_t& at, std::size_t end, std::uint64_t& number) {
    number = 0;
    for (unsigned shift = 0; shift < 35; shift += 7) {
        if (at >= end) return false;
        const std::uint8_t byte = bytes[at++];
        number |= std::uint64_t{byte & 0x7FU} << shift;
        if (byte < 0x80U) return number <= std::numeric_limits<std::uint32_t>::max();
    }
    return false;
}

bool is_sound_bytes(const std::vector<std::uint8_t>& bytes, std::size_t at, std::size_t end, std::size_t numbers) {
    std::uint64_t next = 0;
    while (at < end) {
        std::uint64_t difference = 0;
        if (!read_number(bytes, at, end, difference)) return false;
        next += difference + 1;
        if (next > numbers) return false;
    }
    return true;
}

bool is_sound_pairs(const std::vector<std::uint8_t>& bytes, std::size_t at, std::size_t end, std::size_t numbers) {
    if ((end - at) % 2 != 0) return false;
    std::uint64_t next = 0;
    for (; at < end; at += 2) {
        const std::uint32_t difference = bytes[at] | static_cast<std::uint32_t>(bytes[at + 1]) << 8;
        next += difference + (difference == pair_max ? 0U : 1U);
        if (next > numbers) return false;
    }
    return true;
}

bool is_sound_bits(const std::vector<std::uint8_t>& bytes, std::size_t at, std::size_t end, std::size_t numbers) {
    if (numbers == 0 || end - at != (numbers + 7) / 8) return false;
    return numbers % 8 == 0 || bytes[end - 1] >> numbers % 8 == 0;
}

bool is_sound(const std::vector<std::uint8_t>& bytes, std::size_t at, std::size_t end, std::size_t numbers,
              std::uint32_t form) {
    switch (form) {
        case static_cast<std::uint32_t>(ListForm::bytes): return is_sound_bytes(bytes, at, end, numbers);
        case static_cast<std::uint32_t>(ListForm::pairs): return is_sound_pairs(bytes, at, end, numbers);
        case static_cast<std::uint32_t>(ListForm::bits): return is_sound_bits(bytes, at, end, numbers);
        default: return false;
    }
}

}  // namespace

void Lists::append(ListView list) {
    constexpr std::size_t bytes_max = std::numeric_limits<std::uint32_t>::max() / 2;
    if (bytes_.size() + list.bytes() > bytes_max) {
        fail(ErrorCode::limit_exceeded, "records", std::to_string(bytes_.size()) + " bytes of lists",
             "2 GB in one segment");
    }
    if (size_++ % of_a_block == 0) begin_.push_back(static_cast<std::uint32_t>(bytes_.size()));
    auto head = static_cast<std::uint32_t>(list.bytes() << form_bits | static_cast<std::size_t>(list.form));
    for (; head >= 0x80U; head >>= 7) bytes_.push_back(static_cast<std::uint8_t>(head | 0x80U));
    bytes_.push_back(static_cast<std::uint8_t>(head));
    bytes_.insert(bytes_.end(), list.begin, list.end);
}

bool Lists::restore(std::vector<std::uint8_t> bytes, std::size_t lists, std::size_t numbers) {
    bytes_ = std::move(bytes);
    std::size_t at = 0;
    for (size_ = 0; size_ < lists; ++size_) {
        if (size_ % of_a_block == 0) begin_.push_back(static_cast<std::uint32_t>(at));
        std::uint64_t head = 0;
        if (!read_number(bytes_, at, bytes_.size(), head) || (head >> form_bits) > bytes_.size() - at) return false;
        const std::size_t end = at + (head >> form_bits);
        if (!is_sound(bytes_, at, end, numbers, static_cast<std::uint32_t>(head & form_mask))) return false;
        at = end;
    }
    return at == bytes_.size();
}

}  // namespace marketplace::catalog::detail
