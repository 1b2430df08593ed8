#include "utf8_check.hpp"

#include <marketplace/core/error.hpp>

#include <string>

namespace replay {

void Utf8Check::add(std::span<const char> bytes) {
    for (const char c : bytes) {
        const auto byte = static_cast<std::uint8_t>(c);
        if (missing_ > 0) go_on(byte); else begin(byte);
    }
}

void Utf8Check::end() const {
    if (missing_ > 0) refuse();
}

void Utf8Check::begin(std::uint8_t byte) {
    column_ += length_ == 0 ? 1 : length_;
    length_ = 1;
    if (byte == '\n') {
        ++line_;
        column_ = 0;
        length_ = 0;
    }
    if (byte < 0x80) return;
    if (byte < 0xC2 || byte > 0xF4) refuse();
    missing_ = byte < 0xE0 ? 1 : byte < 0xF0 ? 2 : 3;
    // Neither longer than need be, nor half of a pair of UTF-16, nor beyond the last character.
    least_ = byte == 0xE0 ? 0xA0 : byte == 0xF0 ? 0x90 : 0x80;
    most_ = byte == 0xED ? 0x9F : byte == 0xF4 ? 0x8F : 0xBF;
}

void Utf8Check::go_on(std::uint8_t byte) {
    if (byte < least_ || byte > most_) refuse();
    ++length_;
    --missing_;
    least_ = 0x80;
    most_ = 0xBF;
}

void Utf8Check::refuse() const {
    const std::string where = "line " + std::to_string(line_) + ", column " + std::to_string(column_);
    marketplace::fail(marketplace::ErrorCode::invalid_csv, where, "", "text in UTF-8");
}

}  // namespace replay
