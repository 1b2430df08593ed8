#pragma once
// Text by lines.

#include "decoding.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace marketplace::catalog::feed {

/// One line after the other; ends in LF or CRLF.
class LineReader {
public:
    LineReader(Decoder& decoder, std::size_t bytes_max);

    /// The next line without its end, or false. Of a line that is too long only the head is there.
    bool next();
    [[nodiscard]] std::string_view text() const noexcept { return line_; }
    [[nodiscard]] std::int64_t number() const noexcept { return number_; }
    [[nodiscard]] bool is_too_long() const noexcept { return is_too_long_; }

private:
    bool fill();

    Decoder& decoder_;
    std::size_t bytes_max_;
    std::vector<char> buffer_;
    std::string_view rest_;  ///< of the buffer
    std::string line_;
    std::int64_t number_ = 0;
    bool is_too_long_ = false;
};

}  // namespace marketplace::catalog::feed
