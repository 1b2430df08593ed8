#pragma once
// The events of an XML document, put together to items.

#include "../raw_item.hpp"

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace marketplace::catalog::feed {

/// An item that owns its texts.
struct XmlItem {
    struct Field {
        std::shared_ptr<const Column> column;
        std::string text;
        Place place;
    };
    std::int64_t line = 0;
    std::int64_t bytes = 0;
    std::deque<Field> fields;
    std::vector<RawShipping> shipping;
    std::vector<RawProblem> problems;
};

/// The name of an element, and whether it is in the namespace of the feed or of Google.
struct ElementName {
    std::string_view local;
    bool is_known = false;
};
[[nodiscard]] ElementName element_name(std::string_view expanded);

/// Follows the elements of a document. Throws `Error` for a document that is no feed.
class XmlDocument {
public:
    explicit XmlDocument(std::int64_t item_bytes_max) : item_bytes_max_(item_bytes_max) {}

    /// An element begins; `link` is the target of an Atom link.
    void begin(std::string_view expanded_name, std::string_view link, Place place);
    void characters(std::string_view text);
    void end();

    /// Finished items that nobody has taken yet.
    std::deque<XmlItem>& items() { return items_; }
    /// From now on a replacement character in a text is taken for a byte that was no UTF-8.
    void note_wrong_bytes() { has_wrong_bytes_ = true; }

private:
    void begin_root(std::string_view local) const;
    void begin_field(std::string_view expanded_name, std::string_view link, Place place);
    [[nodiscard]] std::shared_ptr<const Column> column_of(std::string_view expanded_name);
    void begin_part(std::string_view local, Place place);
    void end_field();
    void end_part();
    void end_item();
    void add_field(std::shared_ptr<const Column> column, std::string_view text, Place place);
    void put_shipping_part(std::string_view name, std::string_view text);

    std::int64_t item_bytes_max_;
    std::deque<XmlItem> items_;
    int depth_ = 0;
    int item_depth_ = 0;  ///< 0: outside of an item
    bool has_wrong_bytes_ = false;
    XmlItem item_;
    std::map<std::string, std::shared_ptr<const Column>, std::less<>> columns_;  ///< of the names seen so far
    std::shared_ptr<const Column> column_;  ///< of the element just below the item
    Place place_;
    std::string text_;
    RawShipping shipping_;
    bool has_parts_ = false;
    std::string part_name_;
    std::string part_text_;
    Place part_place_;
};

}  // namespace marketplace::catalog::feed
