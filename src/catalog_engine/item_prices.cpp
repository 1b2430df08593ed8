#include "unit.hpp"

#include <algorithm>

namespace marketplace::catalog {

bool is_on_sale(const FeedItem& item, Timestamp at) {
    if (!item.price || !item.sale_price || !(item.sale_price->minor < item.price->minor)) return false;
    return (!item.sale_from || *item.sale_from <= at) && (!item.sale_to || at < *item.sale_to);
}

std::optional<Money> price_at(const FeedItem& item, Timestamp at) {
    return is_on_sale(item, at) ? item.sale_price : item.price;
}

PriceHistory price_history(Transaction& transaction, const VendorProductId& id, const Currency& currency) {
    PriceHistory out{OfferId{id.vendor_id.value + "/" + id.sku}, currency, "", {}};
    const Scan of_item{.prefix = make_key(id.vendor_id, id.sku, currency)};
    scan<ItemPriceRow>(transaction, of_item, [&](const ItemPriceRow& row) {
        out.entries.push_back(row.entry);
        return true;
    });
    return out;
}

/// A sale that has begun since the last price counts from its own beginning.
void record_price(Transaction& transaction, const VendorId& vendor_id, const FeedItem& item, Timestamp at) {
    const std::optional<Money> price = price_at(item, at);
    if (!price) return;
    const Scan last_first{.prefix = make_key(vendor_id, item.id, price->currency), .limit = 1, .descending = true};
    const auto rows = scan_all<ItemPriceRow>(transaction, last_first);
    PriceEntry entry;
    entry.from = at;
    entry.price_minor = price->minor;
    entry.is_reduced = is_on_sale(item, at);
    entry.is_in_stock = item.availability != FeedAvailability::out_of_stock;
    entry.recorded_at = at;
    std::int64_t sequence = 1;
    if (!rows.empty()) {
        const PriceEntry& last = rows.front().entry;
        const bool is_same = last.price_minor == entry.price_minor && last.is_reduced == entry.is_reduced &&
                             last.is_in_stock == entry.is_in_stock;
        if (is_same || at < last.from) return;
        if (entry.is_reduced && item.sale_from && last.from < *item.sale_from) entry.from = *item.sale_from;
        sequence = rows.front().sequence + 1;
    }
    put(transaction, ItemPriceRow{vendor_id, item.id, price->currency, sequence, entry});
}

}  // namespace marketplace::catalog
