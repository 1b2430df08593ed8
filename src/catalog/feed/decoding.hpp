#pragma once
// A source of bytes in any encoding, as a source of UTF-8.

#include <marketplace/catalog/feed_reader.hpp>

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace marketplace::catalog::feed {

/// Decides about the encoding from the first 64 KiB and decodes the rest piece by piece. UTF-8 is passed on as it is,
/// so that a byte that is none costs one item and not the file.
class Decoder {
public:
    /// Throws `invalid_value` for an XML declaration with an encoding that is not read.
    Decoder(ByteSource source, FeedEncoding wanted);

    [[nodiscard]] FeedEncoding encoding() const noexcept { return encoding_; }
    /// What can be seen of the text before any of it is read, without a byte order mark.
    [[nodiscard]] std::string_view head() const noexcept { return std::string_view{text_}.substr(text_at_); }
    /// Fills a buffer with UTF-8, and returns how many bytes; zero at the end.
    std::size_t read(std::span<char> out);

private:
    void fill_head();
    void recognise(FeedEncoding wanted);
    void skip_mark();
    void decode_more();
    void decode_windows_1252(std::string_view bytes);
    void decode_utf_16(std::string_view bytes);
    void put_unit(char16_t unit);
    void finish();

    ByteSource source_;
    FeedEncoding encoding_ = FeedEncoding::utf_8;
    bool is_big_endian_ = false;
    bool is_ended_ = false;
    std::string head_;         ///< bytes as they came
    std::string text_;         ///< decoded and not read yet, from `text_at_` on
    std::size_t text_at_ = 0;
    std::vector<char> buffer_;
    std::string odd_byte_;     ///< half a unit of UTF-16
    char16_t high_ = 0;        ///< half a surrogate pair
};

}  // namespace marketplace::catalog::feed
