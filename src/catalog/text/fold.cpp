#include <marketplace/catalog/text.hpp>

#include <marketplace/core/error.hpp>

#include <utf8proc.h>

#include <algorithm>
#include <array>

namespace marketplace::catalog {
namespace {

constexpr auto options = static_cast<utf8proc_option_t>(UTF8PROC_COMPAT | UTF8PROC_DECOMPOSE | UTF8PROC_CASEFOLD |
                                                        UTF8PROC_IGNORE);

/// Letters and signs that Unicode does not decompose, or decomposes into what no one would search for.
struct Spelling {
    utf8proc_int32_t from;
    std::string_view to;
};
constexpr std::array spellings{
    Spelling{0x00A9, " "},  Spelling{0x00AE, " "},  Spelling{0x2120, " "},  Spelling{0x2122, " "},  // © ® ℠ ™
    Spelling{0x00C6, "ae"}, Spelling{0x00E6, "ae"}, Spelling{0x0152, "oe"}, Spelling{0x0153, "oe"},
    Spelling{0x00D8, "o"},  Spelling{0x00F8, "o"},  Spelling{0x0141, "l"},  Spelling{0x0142, "l"},
    Spelling{0x0110, "d"},  Spelling{0x0111, "d"},  Spelling{0x00D0, "d"},  Spelling{0x00F0, "d"},
    Spelling{0x00DE, "th"}, Spelling{0x00FE, "th"}, Spelling{0x0131, "i"},  Spelling{0x0126, "h"},
    Spelling{0x0127, "h"},  Spelling{0x00B5, "u"},                                                   // micro
    Spelling{0x00D7, "x"},  Spelling{0x2715, "x"},  Spelling{0x2716, "x"},                           // × ✕ ✖
    Spelling{0x2032, "'"},  Spelling{0x2033, "\""}, Spelling{0x2018, "'"},  Spelling{0x2019, "'"},
    Spelling{0x201C, "\""}, Spelling{0x201D, "\""}, Spelling{0x2010, "-"},  Spelling{0x2011, "-"},
    Spelling{0x2012, "-"},  Spelling{0x2013, "-"},  Spelling{0x2014, "-"},  Spelling{0x2212, "-"},
    Spelling{0x2044, "/"},
};

const Spelling* find_spelling(utf8proc_int32_t point) {
    const auto found = std::ranges::find(spellings, point, &Spelling::from);
    return found == spellings.end() ? nullptr : &*found;
}

/// Blanks and control characters are one blank; capitals are small.
constexpr std::array<char, 128> ascii_table = [] {
    std::array<char, 128> out{};
    for (std::size_t i = 0; i < out.size(); ++i) {
        const char c = static_cast<char>(i);
        out[i] = i <= ' ' || i == 127 ? ' ' : c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    }
    return out;
}();

bool is_accent(utf8proc_int32_t point) {
    const utf8proc_property_t& property = *utf8proc_get_property(point);
    if (property.category != UTF8PROC_CATEGORY_MN) return false;
    // Accents above and below, and the points of Hebrew, Arabic and Syriac, which readers leave out.
    return (property.combining_class >= 10 && property.combining_class <= 36) || property.combining_class >= 200;
}

bool is_part_of_a_word(utf8proc_int32_t point) {
    switch (utf8proc_category(point)) {
        case UTF8PROC_CATEGORY_LU:
        case UTF8PROC_CATEGORY_LL:
        case UTF8PROC_CATEGORY_LT:
        case UTF8PROC_CATEGORY_LM:
        case UTF8PROC_CATEGORY_LO:
        case UTF8PROC_CATEGORY_MN:
        case UTF8PROC_CATEGORY_MC:
        case UTF8PROC_CATEGORY_ND:
        case UTF8PROC_CATEGORY_NL:
        case UTF8PROC_CATEGORY_NO: return true;
        default: return false;
    }
}

/// Appends what one character of the original becomes.
class Folder {
public:
    Folder(std::string_view text, FoldedText& out) : text_(text), out_(out) {}

    void run() {
        while (at_ < text_.size()) {
            const auto byte = static_cast<unsigned char>(text_[at_]);
            if (byte < 0x80) {
                end_ = at_ + 1;
                put(ascii_table[byte]);
            } else {
                character();
            }
            at_ = end_;
        }
    }

private:
    void character() {
        utf8proc_int32_t point = 0;
        const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(text_.data()) + at_;
        const auto rest = static_cast<utf8proc_ssize_t>(text_.size() - at_);
        const utf8proc_ssize_t size = utf8proc_iterate(bytes, rest, &point);
        if (size > 0) {
            end_ = at_ + static_cast<std::size_t>(size);
        } else {
            end_ = at_ + 1;
            point = *bytes < 0xA0 ? ' ' : *bytes;
            ++out_.wrong_bytes;
        }
        if (const Spelling* spelling = find_spelling(point)) return put(spelling->to);
        // "5½" is five and a half.
        if (utf8proc_category(point) == UTF8PROC_CATEGORY_NO && ends_in_digit()) put(' ');
        decomposed(point);
    }

    void decomposed(utf8proc_int32_t point) {
        std::array<utf8proc_int32_t, 32> points{};  // the longest decomposition of Unicode has 18
        int boundary = 0;
        const utf8proc_ssize_t count = utf8proc_decompose_char(
            point, points.data(), static_cast<utf8proc_ssize_t>(points.size()), options, &boundary);
        for (utf8proc_ssize_t i = 0; i < count && i < static_cast<utf8proc_ssize_t>(points.size()); ++i) {
            const utf8proc_int32_t part = points[static_cast<std::size_t>(i)];
            if (part < 0x80) put(ascii_table[static_cast<std::size_t>(part)]);
            else if (is_accent(part)) continue;
            else if (const Spelling* spelling = find_spelling(part)) put(spelling->to);  // ǿ is ø and an accent
            else if (is_part_of_a_word(part)) encoded(part);
            else put(' ');
        }
    }

    void encoded(utf8proc_int32_t point) {
        std::array<utf8proc_uint8_t, 4> bytes{};
        const utf8proc_ssize_t size = utf8proc_encode_char(point, bytes.data());
        for (utf8proc_ssize_t i = 0; i < size; ++i) put(static_cast<char>(bytes[static_cast<std::size_t>(i)]));
    }

    void put(char c) {
        out_.text += c;
        out_.begin.push_back(static_cast<std::uint32_t>(at_));
        out_.end.push_back(static_cast<std::uint32_t>(end_));
    }
    void put(std::string_view text) {
        for (const char c : text) put(c);
    }
    [[nodiscard]] bool ends_in_digit() const {
        return !out_.text.empty() && out_.text.back() >= '0' && out_.text.back() <= '9';
    }

    std::string_view text_;
    FoldedText& out_;
    std::size_t at_ = 0;
    std::size_t end_ = 0;
};

void check_size(std::string_view text) {
    if (text.size() <= text_bytes_max) return;
    fail(ErrorCode::limit_exceeded, "text", std::to_string(text.size()) + " bytes",
         "at most " + std::to_string(text_bytes_max) + " bytes");
}

/// Each character as a function says, without blanks at the ends, and never two in a row.
template <class F>
std::string with_single_blanks(std::string_view text, F&& character) {
    std::string out;
    out.reserve(text.size());
    for (const char each : text) {
        const char c = character(each);
        if (c != ' ' || (!out.empty() && out.back() != ' ')) out += c;
    }
    if (!out.empty() && out.back() == ' ') out.pop_back();
    return out;
}

}  // namespace

void fold(std::string_view text, FoldedText& out) {
    check_size(text);
    out.text.clear();
    out.begin.clear();
    out.end.clear();
    out.wrong_bytes = 0;
    Folder{text, out}.run();
}

std::string fold(std::string_view text) {
    // Most texts are ASCII, of which each byte is folded by itself.
    if (std::ranges::all_of(text, [](char c) { return (c & '\x80') == 0; })) {
        check_size(text);
        return with_single_blanks(text, [](char c) { return ascii_table[static_cast<unsigned char>(c)]; });
    }
    FoldedText folded;
    fold(text, folded);
    return with_single_blanks(folded.text, [](char c) { return c; });
}

}  // namespace marketplace::catalog
