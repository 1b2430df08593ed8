// CSV: the first byte is the size of the pieces in which the source hands out the rest.

#include "fuzzing.hpp"

#include <marketplace/core/csv.hpp>

#include <algorithm>
#include <string>
#include <vector>

using namespace marketplace;

namespace {

constexpr std::size_t line_bytes_max = 256;

/// A record, or the text of the error in its place.
using Record = std::vector<std::string>;

ByteSource pieces(std::string_view text, std::size_t piece) {
    return [text, piece](std::span<char> buffer) mutable {
        const std::size_t count = std::min({piece, text.size(), buffer.size()});
        std::copy_n(text.begin(), count, buffer.begin());
        text.remove_prefix(count);
        return count;
    };
}

struct Reading {
    std::vector<Record> records;
    bool is_sound = true;
};

Reading read(std::string_view text, std::size_t piece) {
    CsvReader reader{pieces(text, piece), {',', line_bytes_max}};
    Reading out;
    std::vector<std::string_view> fields;
    std::size_t calls = 0;
    for (bool more = true; more;) {
        fuzz::require(++calls <= text.size() + 2, "every call consumes something");
        try {
            more = reader.next(fields);
            if (more) out.records.emplace_back(fields.begin(), fields.end());
        } catch (const Error& error) {
            out.records.push_back({error.what()});
            out.is_sound = false;
        }
    }
    return out;
}

std::string written(const std::vector<Record>& records) {
    std::string out;
    for (const Record& record : records) {
        for (std::size_t i = 0; i < record.size(); ++i) {
            out += i == 0 ? "\"" : ",\"";
            for (const char c : record[i]) out += c == '"' ? std::string{"\"\""} : std::string(1, c);
            out += '"';
        }
        out += "\r\n";
    }
    return out;
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const std::string_view text = fuzz::text_of(data + 1, size - 1);
    const Reading whole = read(text, size);
    fuzz::require(read(text, 1U + data[0] % 8U).records == whole.records, "the pieces of the source do not matter");
    if (whole.is_sound) {
        fuzz::require(read(written(whole.records), size).records == whole.records, "accepted records are read again");
    }
    return 0;
}
