#include "sha256_constants.hpp"

#include <marketplace/core/error.hpp>
#include <marketplace/core/sha256.hpp>

#include <algorithm>
#include <bit>
#include <cstring>

namespace marketplace {
namespace detail {
namespace {

std::uint32_t read_big_endian(const std::uint8_t* from) noexcept {
    return std::uint32_t{from[0]} << 24 | std::uint32_t{from[1]} << 16 | std::uint32_t{from[2]} << 8 | from[3];
}

/// The message schedule: sixteen words of the block, stretched to sixty-four.
void stretch(std::uint32_t (&words)[64], const std::uint8_t* block) noexcept {
    for (std::size_t i = 0; i < 16; ++i) words[i] = read_big_endian(block + 4 * i);
    for (std::size_t i = 16; i < 64; ++i) {
        const std::uint32_t near = words[i - 15];
        const std::uint32_t far = words[i - 2];
        const std::uint32_t small0 = std::rotr(near, 7) ^ std::rotr(near, 18) ^ (near >> 3);
        const std::uint32_t small1 = std::rotr(far, 17) ^ std::rotr(far, 19) ^ (far >> 10);
        words[i] = words[i - 16] + small0 + words[i - 7] + small1;
    }
}

void one_block(std::uint32_t* state, const std::uint8_t* block) noexcept {
    std::uint32_t words[64];
    stretch(words, block);
    std::uint32_t a = state[0], b = state[1], c = state[2], d = state[3];
    std::uint32_t e = state[4], f = state[5], g = state[6], h = state[7];
    for (std::size_t i = 0; i < 64; ++i) {
        const std::uint32_t big1 = std::rotr(e, 6) ^ std::rotr(e, 11) ^ std::rotr(e, 25);
        const std::uint32_t first = h + big1 + ((e & f) ^ (~e & g)) + sha256_constants[i] + words[i];
        const std::uint32_t big0 = std::rotr(a, 2) ^ std::rotr(a, 13) ^ std::rotr(a, 22);
        const std::uint32_t second = big0 + ((a & b) ^ (a & c) ^ (b & c));
        h = g;
        g = f;
        f = e;
        e = d + first;
        d = c;
        c = b;
        b = a;
        a = first + second;
    }
    const std::uint32_t out[8] = {a, b, c, d, e, f, g, h};
    for (std::size_t i = 0; i < 8; ++i) state[i] += out[i];
}

}  // namespace

void sha256_blocks_portable(std::uint32_t* state, const std::uint8_t* data, std::size_t blocks) {
    for (; blocks > 0; --blocks, data += 64) one_block(state, data);
}

}  // namespace detail

namespace {

/// "00" "01" ... "ff", so that a byte is one copy.
constexpr std::array<char, 512> hex_pairs = [] {
    constexpr std::string_view digits = "0123456789abcdef";
    std::array<char, 512> out{};
    for (std::size_t i = 0; i < 256; ++i) {
        out[2 * i] = digits[i / 16];
        out[2 * i + 1] = digits[i % 16];
    }
    return out;
}();

int value_of_hex(char digit) noexcept {
    if (digit >= '0' && digit <= '9') return digit - '0';
    if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
    return -1;
}

}  // namespace

bool sha256_hardware_available() noexcept {
    static const bool available = detail::sha256_has_instructions();
    return available;
}

Sha256::Sha256(Sha256Path path) noexcept
    : compress_(path != Sha256Path::portable && sha256_hardware_available() ? detail::sha256_blocks_instructions
                                                                            : detail::sha256_blocks_portable) {
    reset();
}

void Sha256::reset() noexcept {
    state_ = detail::sha256_initial;
    filled_ = 0;
    length_ = 0;
}

void Sha256::update(std::string_view bytes) noexcept {
    if (bytes.empty()) return;
    const auto* from = reinterpret_cast<const std::uint8_t*>(bytes.data());
    std::size_t left = bytes.size();
    length_ += left;
    if (filled_ > 0) {
        const std::size_t taken = std::min(left, block_.size() - filled_);
        std::memcpy(block_.data() + filled_, from, taken);
        filled_ += taken;
        from += taken;
        left -= taken;
        if (filled_ < block_.size()) return;
        compress_(state_.data(), block_.data(), 1);
        filled_ = 0;
    }
    if (left >= block_.size()) compress_(state_.data(), from, left / block_.size());
    from += left / block_.size() * block_.size();
    filled_ = left % block_.size();
    if (filled_ > 0) std::memcpy(block_.data(), from, filled_);
}

Sha256Digest Sha256::finish() noexcept {
    // The padding: one bit, zeros, and the length in bits as 64 bits at the end of a block.
    std::array<std::uint8_t, 128> tail{};
    std::memcpy(tail.data(), block_.data(), filled_);
    tail[filled_] = 0x80;
    const std::size_t size = filled_ + 9 <= 64 ? 64 : 128;
    for (std::size_t i = 0; i < 8; ++i) tail[size - 1 - i] = static_cast<std::uint8_t>((length_ * 8) >> (8 * i));
    compress_(state_.data(), tail.data(), size / 64);
    Sha256Digest out{};
    for (std::size_t i = 0; i < out.size(); ++i) {
        out[i] = static_cast<std::uint8_t>(state_[i / 4] >> (24 - 8 * (i % 4)));
    }
    reset();
    return out;
}

Sha256Digest sha256(std::string_view bytes, Sha256Path path) noexcept {
    Sha256 hash{path};
    hash.update(bytes);
    return hash.finish();
}

void write_hex(const Sha256Digest& digest, std::span<char, 64> to) noexcept {
    for (std::size_t i = 0; i < digest.size(); ++i) std::memcpy(&to[2 * i], &hex_pairs[2 * std::size_t{digest[i]}], 2);
}

std::string to_hex(const Sha256Digest& digest) {
    std::string out(64, '0');
    write_hex(digest, std::span<char, 64>{out.data(), 64});
    return out;
}

std::string sha256_hex(std::string_view bytes) { return to_hex(sha256(bytes)); }

Sha256Digest parse_sha256(std::string_view hex, std::string_view field) {
    Sha256Digest out{};
    if (hex.size() != 64) fail(ErrorCode::parse_error, field, hex, "64 lower-case hexadecimal digits");
    for (std::size_t i = 0; i < out.size(); ++i) {
        const int high = value_of_hex(hex[2 * i]);
        const int low = value_of_hex(hex[2 * i + 1]);
        if (high < 0 || low < 0) fail(ErrorCode::parse_error, field, hex, "64 lower-case hexadecimal digits");
        out[i] = static_cast<std::uint8_t>(high * 16 + low);
    }
    return out;
}

}  // namespace marketplace
