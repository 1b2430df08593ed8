#include "utf8.hpp"

#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

namespace marketplace::catalog::feed {
namespace {

/// Bytes of the character at the front, or 0 if it is none.
std::size_t character_bytes(std::string_view text) {
    utf8proc_int32_t code_point = 0;
    const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
    const utf8proc_ssize_t count = utf8proc_iterate(bytes, static_cast<utf8proc_ssize_t>(text.size()), &code_point);
    return count > 0 ? static_cast<std::size_t>(count) : 0;
}

/// How many ASCII bytes a text begins with, eight at a time.
std::size_t ascii_bytes(std::string_view text) {
    std::size_t at = 0;
    for (std::uint64_t word = 0; at + sizeof word <= text.size(); at += sizeof word) {
        std::memcpy(&word, text.data() + at, sizeof word);
        if ((word & 0x8080808080808080U) != 0) break;
    }
    while (at < text.size() && static_cast<unsigned char>(text[at]) < 0x80) ++at;
    return at;
}

/// Bytes of a character by its first one.
std::size_t announced_bytes(char first) {
    const auto byte = static_cast<unsigned char>(first);
    if (byte < 0xC2 || byte > 0xF4) return 1;
    return byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
}

bool continues(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80; }

constexpr std::array<std::string_view, 7> blanks{" ", "\t", "\n", "\r", "\f", "\v", "\u00A0"};

}  // namespace

std::size_t first_wrong_byte(std::string_view text) {
    for (std::size_t at = 0;;) {
        at += ascii_bytes(text.substr(at));
        if (at == text.size()) return text.npos;
        const std::size_t bytes = character_bytes(text.substr(at));
        if (bytes == 0) return at;
        at += bytes;
    }
}

std::size_t first_wrong_byte_of_head(std::string_view text) {
    const std::size_t wrong = first_wrong_byte(text);
    if (wrong == text.npos) return wrong;
    const std::string_view tail = text.substr(wrong);
    const bool is_cut = tail.size() < announced_bytes(tail.front()) && std::ranges::all_of(tail.substr(1), continues);
    return is_cut ? text.npos : wrong;
}

std::string sound_text(std::string_view text, std::size_t bytes_max) {
    std::string out;
    while (!text.empty()) {
        const std::size_t bytes = character_bytes(text);
        const std::string_view part = bytes == 0 ? replacement_character : text.substr(0, bytes);
        if (out.size() + part.size() > bytes_max) break;
        out += part;
        text.remove_prefix(std::max<std::size_t>(bytes, 1));
    }
    return out;
}

void append_utf8(std::string& out, char32_t code_point) {
    std::array<utf8proc_uint8_t, 4> bytes{};
    const auto value = static_cast<utf8proc_int32_t>(code_point);
    if (utf8proc_codepoint_valid(value) == 0) {
        out += replacement_character;
        return;
    }
    const auto count = static_cast<std::size_t>(utf8proc_encode_char(value, bytes.data()));
    out.append(reinterpret_cast<const char*>(bytes.data()), count);
}

std::string_view trimmed(std::string_view text) {
    const auto trim = [&](auto touches, auto remove) {
        for (bool is_changed = true; is_changed;) {
            is_changed = false;
            for (const std::string_view blank : blanks) {
                if (!touches(blank)) continue;
                remove(blank.size());
                is_changed = true;
            }
        }
    };
    trim([&](std::string_view blank) { return text.starts_with(blank); },
         [&](std::size_t n) { text.remove_prefix(n); });
    trim([&](std::string_view blank) { return text.ends_with(blank); }, [&](std::size_t n) { text.remove_suffix(n); });
    return text;
}

}  // namespace marketplace::catalog::feed
