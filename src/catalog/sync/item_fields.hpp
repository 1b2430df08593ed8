#pragma once
// Items of a feed, compared field by field.

#include <marketplace/catalog/feed_sync.hpp>

#include <string_view>
#include <vector>

namespace marketplace::catalog::sync {

/// Whether two items say the same, wherever they stand in their feeds.
[[nodiscard]] bool says_the_same(const FeedItem& a, const FeedItem& b);

/// The fields in which they differ, in the order of the record.
[[nodiscard]] std::vector<FieldChange> changes_between(const FeedItem& before, const FeedItem& after);

/// Whether a field belongs to the offer and not to the thing that is offered.
[[nodiscard]] bool is_of_offer(const FieldChange& change);

/// Takes what another item states of its offer.
void take_offer(FeedItem& into, const FeedItem& from);

}  // namespace marketplace::catalog::sync
