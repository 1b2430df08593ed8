#include <marketplace/core/detail/time_text.hpp>
#include <marketplace/core/json.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>

namespace marketplace {
namespace {

void write_integer(std::string& out, std::int64_t value) {
    char buffer[24];
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, value).ptr;
    out.append(buffer, end);
}

/// The shortest text that reads as the same number; zero has one form, so equal records give equal bytes.
void write_real(std::string& out, double value) {
    if (!std::isfinite(value)) fail(ErrorCode::invalid_value, "", std::to_string(value), "a finite number");
    char buffer[32];
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, value == 0 ? 0.0 : value).ptr;
    out.append(buffer, end);
}

bool must_be_escaped(char c) { return c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20; }

/// How many bytes a text begins with that need no escape, or somewhat fewer: eight at a time, by the test for a zero
/// byte in a word (Warren, Hacker's Delight, 6-1). Most texts are ids, which need none.
std::size_t plain_beginning(std::string_view text) {
    constexpr std::uint64_t each = 0x0101010101010101;
    constexpr std::uint64_t tops = 0x8080808080808080;
    std::size_t at = 0;
    for (std::uint64_t word = 0; at + sizeof word <= text.size(); at += sizeof word) {
        std::memcpy(&word, text.data() + at, sizeof word);
        const std::uint64_t quote = word ^ each * '"';
        const std::uint64_t slash = word ^ each * '\\';
        const std::uint64_t is_control = (word - each * 0x20) & ~word;
        const std::uint64_t is_quote = (quote - each) & ~quote;
        const std::uint64_t is_slash = (slash - each) & ~slash;
        if (((is_control | is_quote | is_slash) & tops) != 0) break;
    }
    return at;
}

/// Writes one value; `indent < 0` is compact.
class Writer {
public:
    Writer(std::string& out, bool pretty) : out_(out), pretty_(pretty) {}

    void value(const TypeInfo& type, const void* at) {
        switch (type.kind) {
            case Kind::boolean: out_ += *static_cast<const bool*>(at) ? "true" : "false"; return;
            case Kind::int32: write_integer(out_, *static_cast<const std::int32_t*>(at)); return;
            case Kind::int64: write_integer(out_, type.get_integer(at)); return;
            case Kind::real: write_real(out_, *static_cast<const double*>(at)); return;
            case Kind::text: write_json_string(out_, type.get_text(at)); return;
            case Kind::timestamp: time(*static_cast<const Timestamp*>(at)); return;
            case Kind::date: write_json_string(out_, to_string(*static_cast<const Date*>(at))); return;
            case Kind::scalar: write_json_string(out_, type.format(at)); return;
            case Kind::enumeration: write_json_string(out_, enumerator(type, at)); return;
            case Kind::record: open('{'); members(type, at); close('}'); return;
            case Kind::optional: optional(type, at); return;
            case Kind::list: list(type, at); return;
            case Kind::dictionary: dictionary(type, at); return;
            case Kind::choice: choice(type, at); return;
        }
    }

private:
    /// Runs `write` and, if it fails, says where in the record that was.
    template <class F>
    void within(std::string_view where, F&& write) {
        try {
            write();
        } catch (const Error& error) {
            throw error.within(where);
        }
    }

    void time(Timestamp at) {
        detail::TimeText text;
        write_json_string(out_, detail::write_text(text, at));
    }
    static std::string_view enumerator(const TypeInfo& type, const void* at) {
        const std::int64_t value = type.get_integer(at);
        for (const EnumeratorInfo& each : type.enumerators) {
            if (each.value == value) return each.name;
        }
        fail(ErrorCode::unknown_choice, "", std::to_string(value), choices_of(type));
    }

    void members(const TypeInfo& type, const void* at) {
        for (const FieldInfo& field : type.fields) {
            const TypeInfo& of = *field.type();
            const void* address = field.get(const_cast<void*>(at));
            if (of.kind == Kind::optional && of.optional_get(address) == nullptr) continue;
            this->field(field.name);
            within(field.name, [&] { value(of, address); });
        }
    }
    void optional(const TypeInfo& type, const void* at) {
        const void* held = type.optional_get(at);
        if (held == nullptr) {
            out_ += "null";
        } else {
            value(*type.element(), held);
        }
    }
    void list(const TypeInfo& type, const void* at) {
        const TypeInfo& of = *type.element();
        open('[');
        for (std::size_t i = 0, n = type.size(at); i < n; ++i) {
            separate();
            try {
                value(of, type.at(at, i));
            } catch (const Error& error) {
                throw error.within("[" + std::to_string(i) + "]");
            }
        }
        close(']');
    }
    void dictionary(const TypeInfo& type, const void* at) {
        struct Context {
            Writer* writer;
            const TypeInfo* of;
        } context{this, type.element()};
        open('{');
        type.dictionary_visit(at, &context, [](void* raw, const std::string& name, const void* held) {
            auto& [writer, of] = *static_cast<Context*>(raw);
            writer->key(name);
            writer->within(name, [writer = writer, of = of, held] { writer->value(*of, held); });
        });
        close('}');
    }
    void choice(const TypeInfo& type, const void* at) {
        const TypeInfo& held = *type.alternatives[type.choice_index(at)]();
        open('{');
        field("kind");
        write_json_string(out_, snake_case(held.name));
        members(held, type.choice_get(at));
        close('}');
    }

    void open(char bracket) {
        out_ += bracket;
        ++depth_;
        first_ = true;
    }
    void close(char bracket) {
        --depth_;
        if (!first_) line();
        out_ += bracket;
        first_ = false;
    }
    void separate() {
        if (!first_) out_ += ',';
        first_ = false;
        line();
    }
    void key(std::string_view name) {
        separate();
        write_json_string(out_, name);
        out_ += pretty_ ? ": " : ":";
    }
    /// The name of a field needs no escapes.
    void field(std::string_view name) {
        separate();
        (out_ += '"').append(name).append(pretty_ ? "\": " : "\":");
    }
    void line() {
        if (!pretty_) return;
        out_ += '\n';
        out_.append(static_cast<std::size_t>(depth_) * 2, ' ');
    }

    std::string& out_;
    bool pretty_;
    int depth_ = 0;
    bool first_ = true;
};

}  // namespace

void write_json(std::string& out, ConstRef value) { Writer{out, false}.value(*value.type, value.value); }

std::string pretty_json(ConstRef value) {
    std::string out;
    Writer{out, true}.value(*value.type, value.value);
    return out;
}

void write_json_string(std::string& out, std::string_view text) {
    constexpr std::string_view hex = "0123456789abcdef";
    out += '"';
    while (true) {
        const auto start = text.begin() + static_cast<std::ptrdiff_t>(plain_beginning(text));
        const auto special = std::find_if(start, text.end(), must_be_escaped);
        out.append(text.begin(), special);
        if (special == text.end()) break;
        const char c = *special;
        const auto code = static_cast<unsigned char>(c);
        out += '\\';
        if (c == '"' || c == '\\') {
            out += c;
        } else if (c == '\n') {
            out += 'n';
        } else if (c == '\t') {
            out += 't';
        } else if (c == '\r') {
            out += 'r';
        } else {
            out.append("u00").append({hex[code >> 4], hex[code & 15]});
        }
        text.remove_prefix(static_cast<std::size_t>(special - text.begin()) + 1);
    }
    out += '"';
}

std::string snake_case(std::string_view type_name) {
    std::string out;
    for (const char c : type_name) {
        const bool upper = c >= 'A' && c <= 'Z';
        if (upper && !out.empty()) out += '_';
        out += upper ? static_cast<char>(c - 'A' + 'a') : c;
    }
    return out;
}

}  // namespace marketplace
