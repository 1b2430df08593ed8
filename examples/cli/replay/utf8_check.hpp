#pragma once
// Whether the bytes of a file are UTF-8, looked at piece by piece as they are read.

#include <cstddef>
#include <cstdint>
#include <span>

namespace replay {

class Utf8Check {
public:
    /// Throws `invalid_csv` with field "line L, column C", where the character begins that is none; columns are bytes.
    void add(std::span<const char> bytes);
    /// No more bytes come. Throws the same when the last character has no end.
    void end() const;

private:
    void begin(std::uint8_t byte);
    void go_on(std::uint8_t byte);
    [[noreturn]] void refuse() const;

    std::size_t line_ = 1;
    std::size_t column_ = 0;   ///< where the character began that was read last
    std::size_t length_ = 0;   ///< bytes of it so far
    std::size_t missing_ = 0;  ///< bytes that it still needs
    std::uint8_t least_ = 0x80;  ///< what the next one of them may be
    std::uint8_t most_ = 0xBF;
};

}  // namespace replay
