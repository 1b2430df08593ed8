#pragma once
// Identifiers that cannot be mixed up: an `OrderId` is not a `VendorId`, though both are text.
//
// The host chooses the text. The engine derives the ids of what it creates from the id of the event
// that caused it, so that a replay creates the same ids again.

#include <compare>
#include <functional>
#include <string>
#include <string_view>

namespace marketplace {

/// A text id with a compile-time kind. Empty means "none".
template <class Tag>
struct Id {
    std::string value;

    Id() = default;
    explicit Id(std::string text) : value(std::move(text)) {}
    explicit Id(std::string_view text) : value(text) {}
    explicit Id(const char* text) : value(text) {}

    [[nodiscard]] bool empty() const noexcept { return value.empty(); }
    [[nodiscard]] static constexpr std::string_view kind() noexcept { return Tag::name; }

    friend bool operator==(const Id&, const Id&) = default;
    friend auto operator<=>(const Id&, const Id&) = default;
};

#define MARKETPLACE_ID(Type)                                  \
    struct Type##Tag {                                        \
        static constexpr std::string_view name = #Type;       \
    };                                                        \
    using Type = ::marketplace::Id<Type##Tag>

MARKETPLACE_ID(EventId);
MARKETPLACE_ID(OrderId);
MARKETPLACE_ID(OrderLineId);
MARKETPLACE_ID(RefundId);
MARKETPLACE_ID(CustomerId);
MARKETPLACE_ID(VendorId);
MARKETPLACE_ID(ProductId);
MARKETPLACE_ID(CategoryId);
MARKETPLACE_ID(BrandId);
MARKETPLACE_ID(AffiliateId);
MARKETPLACE_ID(CampaignId);
MARKETPLACE_ID(PlanId);
MARKETPLACE_ID(RuleId);
MARKETPLACE_ID(TierPolicyId);
MARKETPLACE_ID(ProgramId);
MARKETPLACE_ID(LotId);
MARKETPLACE_ID(PayoutId);
MARKETPLACE_ID(AccountId);
MARKETPLACE_ID(PostingId);
MARKETPLACE_ID(TransactionId);
MARKETPLACE_ID(RunId);

}  // namespace marketplace

template <class Tag>
struct std::hash<marketplace::Id<Tag>> {
    std::size_t operator()(const marketplace::Id<Tag>& id) const noexcept {
        return std::hash<std::string>{}(id.value);
    }
};
