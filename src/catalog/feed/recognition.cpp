#include "recognition.hpp"

#include "columns.hpp"
#include "table.hpp"
#include "utf8.hpp"

#include <algorithm>

namespace marketplace::catalog::feed {
namespace {

/// Names that Google's specification does not have and each of Medusa's versions does.
bool is_medusa_name(std::string_view name) {
    if (name.starts_with('"') && name.ends_with('"') && name.size() > 1) name = name.substr(1, name.size() - 2);
    const std::string key = column_key(name);
    return key == "product_handle" || key == "product_title" || key == "variant_sku" || key == "variant_title";
}

bool is_medusa_header(std::string_view header) {
    const char separator = separator_of(header);
    int found = 0;
    for (std::size_t at = 0; at <= header.size();) {
        const std::size_t end = std::min(header.find(separator, at), header.size());
        if (is_medusa_name(trimmed(header.substr(at, end - at)))) ++found;
        at = end + 1;
    }
    return found >= 2;
}

}  // namespace

FeedFormat recognise_format(std::string_view head) {
    const std::string_view text = trimmed(head);
    if (text.starts_with('<')) return FeedFormat::google_xml;
    if (text.starts_with('{') || text.starts_with('[')) return FeedFormat::json_lines;
    const std::string_view header = header_line(head);
    if (is_medusa_header(header)) return FeedFormat::medusa_csv;
    return separator_of(header) == '\t' ? FeedFormat::google_tsv : FeedFormat::google_csv;
}

}  // namespace marketplace::catalog::feed
