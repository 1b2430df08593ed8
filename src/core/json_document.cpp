#include "json_document.hpp"

#include <marketplace/core/error.hpp>

#include <boost/json.hpp>
#include <boost/json/basic_parser_impl.hpp>

#include <algorithm>
#include <charconv>
#include <string>

namespace marketplace::detail {
namespace {

namespace bj = boost::json;

constexpr std::size_t depth_max = 64;

/// Builds the document. Boost.JSON's own parser computes decimal numbers a last digit away from what was written
/// (there is no other before 1.84), so that a coordinate would not come back as it went out; this one reads them anew.
struct Builder {
    using Part = bj::string_view;
    using Code = bj::error_code;
    static constexpr std::size_t max_object_size = bj::object::max_size();
    static constexpr std::size_t max_array_size = bj::array::max_size();
    static constexpr std::size_t max_key_size = bj::string::max_size();
    static constexpr std::size_t max_string_size = bj::string::max_size();

    bj::value_stack stack;

    bool on_document_begin(Code&) {
        stack.reset();
        return true;
    }
    bool on_document_end(Code&) { return true; }
    bool on_object_begin(Code&) { return true; }
    bool on_object_end(std::size_t members, Code&) {
        stack.push_object(members);
        return true;
    }
    bool on_array_begin(Code&) { return true; }
    bool on_array_end(std::size_t elements, Code&) {
        stack.push_array(elements);
        return true;
    }
    bool on_key_part(Part part, std::size_t, Code&) { return chars(part); }
    bool on_key(Part part, std::size_t, Code&) {
        stack.push_key(part);
        return true;
    }
    bool on_string_part(Part part, std::size_t, Code&) { return chars(part); }
    bool on_string(Part part, std::size_t, Code&) {
        stack.push_string(part);
        return true;
    }
    bool on_number_part(Part, Code&) { return true; }
    bool on_int64(std::int64_t value, Part, Code&) {
        stack.push_int64(value);
        return true;
    }
    bool on_uint64(std::uint64_t value, Part, Code&) {
        stack.push_uint64(value);
        return true;
    }
    bool on_double(double roughly, Part part, Code&) {
        double value = 0;
        const auto read = std::from_chars(part.data(), part.data() + part.size(), value);
        const bool is_whole_text = read.ec == std::errc{} && read.ptr == part.data() + part.size();
        stack.push_double(is_whole_text ? value : roughly);
        return true;
    }
    bool on_bool(bool value, Code&) {
        stack.push_bool(value);
        return true;
    }
    bool on_null(Code&) {
        stack.push_null();
        return true;
    }
    bool on_comment_part(Part, Code&) { return true; }
    bool on_comment(Part, Code&) { return true; }

private:
    bool chars(Part part) {
        stack.push_chars(part);
        return true;
    }
};

}  // namespace

bj::value parse_document(std::string_view text) {
    bj::parse_options options;
    options.max_depth = depth_max;
    bj::error_code error;
    bj::basic_parser<Builder> parser{options};
    const std::size_t read = parser.write_some(false, text.data(), text.size(), error);
    if (!error && text.find_first_not_of(" \t\r\n", read) != std::string_view::npos) error = bj::error::extra_data;
    if (error) {
        const std::string where = "byte " + std::to_string(read);
        fail(ErrorCode::parse_error, where, text.substr(std::min(read, text.size()), 40),
             "JSON (" + error.message() + ")");
    }
    return parser.handler().stack.release();
}

}  // namespace marketplace::detail
