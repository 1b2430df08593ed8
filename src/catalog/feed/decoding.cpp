#include "decoding.hpp"

#include "utf8.hpp"

#include <marketplace/core/error.hpp>

#include <algorithm>
#include <array>
#include <optional>

namespace marketplace::catalog::feed {
namespace {

constexpr std::size_t head_bytes = 1 << 16;
constexpr std::size_t buffer_bytes = 1 << 15;

/// 0x80 to 0x9F of Windows-1252; its five gaps are the control characters of ISO 8859-1, as browsers read them
/// (https://encoding.spec.whatwg.org/#windows-1252). All other bytes are their own code points.
constexpr std::array<char16_t, 32> windows_1252{0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                                0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x008D, 0x017D, 0x008F,
                                                0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                                0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x009D, 0x017E, 0x0178};

std::string lower(std::string_view text) {
    std::string out{text};
    for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return out;
}

/// What the declaration of an XML document says: windows-1252 in `<?xml version="1.0" encoding="windows-1252"?>`.
std::string declared_encoding(std::string_view head) {
    if (head.starts_with(byte_order_mark)) head.remove_prefix(byte_order_mark.size());
    if (!head.starts_with("<?xml")) return {};
    const std::string_view declaration = head.substr(0, std::min(head.find("?>"), std::size_t{200}));
    const std::size_t at = declaration.find("encoding");
    if (at == declaration.npos) return {};
    const std::size_t open = declaration.find_first_of("\"'", at);
    if (open == declaration.npos) return {};
    const std::size_t close = declaration.find(declaration[open], open + 1);
    if (close == declaration.npos) return {};
    return lower(declaration.substr(open + 1, close - open - 1));
}

std::optional<FeedEncoding> encoding_of_declaration(std::string_view head) {
    const std::string name = declared_encoding(head);
    if (name.empty()) return std::nullopt;
    if (name == "utf-8" || name == "utf8" || name == "us-ascii" || name == "utf-16") return FeedEncoding::utf_8;
    if (name == "windows-1252" || name == "iso-8859-1" || name == "latin1" || name == "cp1252") {
        return FeedEncoding::windows_1252;
    }
    fail(ErrorCode::invalid_value, "encoding", sound_text(name, 80), "UTF-8, UTF-16, Windows-1252 or ISO-8859-1");
}

/// A character may be cut off where the head ends. Where the feed ends there as well, it was cut off itself if other
/// characters of several bytes are whole; else "Café" in Windows-1252 is more likely.
bool is_utf_8(std::string_view head, bool is_all) {
    const std::size_t wrong = first_wrong_byte(head);
    if (wrong == head.npos) return true;
    const auto is_ascii = [](char c) { return static_cast<unsigned char>(c) < 0x80; };
    const bool has_proof = !is_all || !std::ranges::all_of(head.substr(0, wrong), is_ascii);
    return has_proof && first_wrong_byte_of_head(head) == head.npos;
}

}  // namespace

Decoder::Decoder(ByteSource source, FeedEncoding wanted) : source_(std::move(source)), buffer_(buffer_bytes) {
    fill_head();
    recognise(wanted);
    const std::string bytes = std::move(head_);
    if (encoding_ == FeedEncoding::windows_1252) decode_windows_1252(bytes);
    else if (encoding_ == FeedEncoding::utf_16) decode_utf_16(bytes);
    else text_ = bytes;
    if (is_ended_) finish();
    skip_mark();
}

void Decoder::fill_head() {
    head_.resize(head_bytes);
    std::size_t filled = 0;
    while (filled < head_bytes && !is_ended_) {
        const std::size_t more = source_(std::span{head_}.subspan(filled));
        is_ended_ = more == 0;
        filled += more;
    }
    head_.resize(filled);
}

void Decoder::recognise(FeedEncoding wanted) {
    const std::string_view head = head_;
    const bool has_big_mark = head.starts_with("\xFE\xFF");
    const bool has_little_mark = head.starts_with("\xFF\xFE");
    // Without a mark the zero of the first ASCII character tells; every format begins with one.
    is_big_endian_ = has_big_mark || (!has_little_mark && head.size() > 1 && head[0] == '\0');
    encoding_ = wanted;
    if (wanted != FeedEncoding::automatic) return;
    if (has_big_mark || has_little_mark) encoding_ = FeedEncoding::utf_16;
    else if (head.starts_with(byte_order_mark)) encoding_ = FeedEncoding::utf_8;
    else if (const auto declared = encoding_of_declaration(head)) encoding_ = *declared;
    else encoding_ = is_utf_8(head, is_ended_) ? FeedEncoding::utf_8 : FeedEncoding::windows_1252;
}

void Decoder::skip_mark() {
    if (head().starts_with(byte_order_mark)) text_at_ = byte_order_mark.size();
}

std::size_t Decoder::read(std::span<char> out) {
    while (text_at_ == text_.size()) {
        if (is_ended_) return 0;
        decode_more();
    }
    const std::size_t count = std::min(out.size(), text_.size() - text_at_);
    std::copy_n(text_.begin() + static_cast<std::ptrdiff_t>(text_at_), count, out.begin());
    text_at_ += count;
    return count;
}

void Decoder::decode_more() {
    text_.clear();
    text_at_ = 0;
    const std::size_t count = source_(buffer_);
    const std::string_view bytes{buffer_.data(), count};
    if (count == 0) {
        is_ended_ = true;
        finish();
    } else if (encoding_ == FeedEncoding::windows_1252) {
        decode_windows_1252(bytes);
    } else if (encoding_ == FeedEncoding::utf_16) {
        decode_utf_16(bytes);
    } else {
        text_.assign(bytes);
    }
}

void Decoder::decode_windows_1252(std::string_view bytes) {
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x80) text_ += c;
        else append_utf8(text_, byte < 0xA0 ? windows_1252[byte - 0x80U] : char32_t{byte});
    }
}

void Decoder::decode_utf_16(std::string_view bytes) {
    for (const char c : bytes) {
        odd_byte_ += c;
        if (odd_byte_.size() < 2) continue;
        const auto first = static_cast<unsigned char>(odd_byte_[0]);
        const auto second = static_cast<unsigned char>(odd_byte_[1]);
        odd_byte_.clear();
        put_unit(static_cast<char16_t>(is_big_endian_ ? first << 8 | second : second << 8 | first));
    }
}

/// A half of a surrogate pair that has no other half becomes the replacement character.
void Decoder::put_unit(char16_t unit) {
    const bool is_high = unit >= 0xD800 && unit < 0xDC00;
    const bool is_low = unit >= 0xDC00 && unit < 0xE000;
    if (high_ != 0 && is_low) {
        append_utf8(text_, 0x10000U + ((high_ - 0xD800U) << 10U) + (unit - 0xDC00U));
        high_ = 0;
        return;
    }
    if (high_ != 0) append_utf8(text_, high_);
    high_ = is_high ? unit : char16_t{0};
    if (!is_high) append_utf8(text_, unit);
}

void Decoder::finish() {
    if (high_ != 0 || !odd_byte_.empty()) text_ += replacement_character;
    high_ = 0;
    odd_byte_.clear();
}

}  // namespace marketplace::catalog::feed
