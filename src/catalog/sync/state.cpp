#include <marketplace/catalog/feed_sync.hpp>
#include <marketplace/core/sha256.hpp>

namespace marketplace::catalog {

FeedState feed_state(const VendorId& vendor_id, std::int64_t version, std::string_view bytes, SyncMode mode) {
    return {vendor_id, version, sha256_hex(bytes), mode};
}

FeedStanding standing_of(const std::optional<FeedState>& last, const FeedState& feed) {
    (void)parse_sha256(feed.digest, "feed.digest");
    if (!last) return FeedStanding::due;
    if (feed.vendor_id != last->vendor_id) {
        fail(ErrorCode::invalid_value, "feed.vendor_id", feed.vendor_id.value, last->vendor_id.value);
    }
    if (feed.version > last->version) return FeedStanding::due;
    if (feed.version < last->version) return FeedStanding::outdated;
    return feed == *last ? FeedStanding::applied : FeedStanding::conflicting;
}

}  // namespace marketplace::catalog
