#include "olist_source.hpp"

#include "olist_staging.hpp"

namespace replay {

using namespace marketplace;

namespace {

VendorType type_of_seller(std::string_view name) { return enum_of<VendorType>(name, "vendor.type"); }

/// One customer in eight came through one of sixteen affiliates; see the header.
AffiliateId affiliate_of(std::string_view customer) {
    const bool referred = !customer.empty() && (customer[0] == '0' || customer[0] == '1');
    return referred && customer.size() > 1 ? AffiliateId{"affiliate-" + std::string(1, customer[1])} : AffiliateId{};
}

}  // namespace

class OlistSource::Impl {
public:
    Impl(const std::filesystem::path& folder, std::int64_t orders_max)
        : zone_(olist_time_zone), totals_(stage_olist(staging_, folder, zone_, orders_max)) {
        // The last day to close is known before the walk begins.
        Statement last = staging_.prepare("SELECT min(at), max(at) FROM event");
        if (last.step() && !last.is_null(0)) {
            begin_day(zone_.date_of({last.integer(0)}));
            const Date day = zone_.date_of({last.integer(1)});
            last_day_ = add_days(add_months(Date{day.year, day.month, 1}, 2), -1);
            totals_.days = days_between(next_day_, *last_day_) + 1;
        }
        walk_.emplace(
            staging_.prepare("SELECT at, kind, subject, detail FROM event ORDER BY at, kind, subject, detail"));
        order_.emplace(staging_.prepare(
            "SELECT c.unique_id, c.state, o.placed, p.type FROM orders o JOIN customer c ON c.id = o.customer "
            "LEFT JOIN payment p ON p.order_id = o.id WHERE o.id = ?"));
        lines_.emplace(staging_.prepare(
            "SELECT i.position, i.product, i.seller, i.price, i.freight, p.category, s.type FROM item i "
            "JOIN product p ON p.id = i.product JOIN seller s ON s.id = i.seller WHERE i.order_id = ? ORDER BY "
            "i.position"));
        seller_.emplace(staging_.prepare("SELECT type FROM seller WHERE id = ?"));
        has_row_ = walk_->step();
    }

    [[nodiscard]] const SourceTotals& totals() const noexcept { return totals_; }

    std::optional<Event> next() {
        if (has_row_ && Timestamp{walk_->integer(0)} < day_ends_) return staged_event();
        if (!last_day_ || *last_day_ < next_day_) return std::nullopt;
        Event event{id_of("closed"), day_ends_, DayClosed{next_day_}};
        begin_day(add_days(next_day_, 1));
        return event;
    }

private:
    void begin_day(const Date& day) {
        next_day_ = day;
        day_ends_ = zone_.start_of(add_days(day, 1));
    }
    /// Ids grow with time, like a UUIDv7: what the engine derives from them lies together in the indexes of a database.
    [[nodiscard]] EventId id_of(std::string_view what) const {
        return EventId{to_string(next_day_) + "/" + std::string{what}};
    }
    [[nodiscard]] EventId id_of(std::string_view what, const std::string& subject) const {
        return EventId{id_of(what).value + "/" + subject};
    }
    Event staged_event() {
        const Timestamp at{walk_->integer(0)};
        const auto kind = static_cast<StagedKind>(walk_->integer(1));
        const std::string subject{walk_->text(2)};
        const std::int64_t detail = walk_->integer(3);
        has_row_ = walk_->step();
        switch (kind) {
            case StagedKind::vendor: return {id_of("vendor", subject), at, vendor(subject, at)};
            case StagedKind::placed: return {id_of("placed", subject), at, placed(subject)};
            case StagedKind::captured: return {id_of("captured", subject), at, OrderCaptured{OrderId{subject}}};
            case StagedKind::fulfilled: return {id_of("fulfilled", subject), at, OrderFulfilled{OrderId{subject}}};
            case StagedKind::refunded:
                return {id_of("cancelled", subject), at, OrderCancelled{OrderId{subject}, "cancelled"}};
            case StagedKind::rated: break;
        }
        // An order may be reviewed more than once; day and score keep the ids apart.
        return {id_of("rated", subject + "/" + std::to_string(detail)), at,
                OrderRated{OrderId{subject}, detail * 100}};
    }

    VendorRegistered vendor(const std::string& id, Timestamp at) {
        seller_->reset();
        seller_->bind(1, id);
        seller_->step();
        VendorRegistered out;
        out.vendor.id = VendorId{id};
        out.vendor.name = "Seller " + id.substr(0, 8);
        out.vendor.type = type_of_seller(seller_->text(0));
        out.vendor.status = vendors::VendorStatus::active;
        out.vendor.country = "BR";
        out.vendor.created_at = at;
        out.vendor.approved_at = at;
        out.vendor.status_changed_at = at;
        return out;
    }

    OrderPlaced placed(const std::string& id) {
        OrderPlaced out;
        Order& order = out.order;
        order_->reset();
        order_->bind(1, id);
        if (!order_->step()) fail(ErrorCode::not_found, "order", id, "a customer for each order");
        order.id = OrderId{id};
        order.currency = Currency{olist_currency};
        order.placed_at = {order_->integer(2)};
        order.customer_id = CustomerId{order_->text(0)};
        order.channel = "olist";
        order.country = "BR";
        order.region = std::string{order_->text(1)};
        order.payment_method = std::string{order_->text(3)};
        lines_->reset();
        lines_->bind(1, id);
        while (lines_->step()) order.lines.push_back(line(order.customer_id.value));
        out.redeem_points_max = {redeem_points_max};  // who has points uses them
        return out;
    }

    OrderLine line(std::string_view customer) const {
        OrderLine out;
        out.id = OrderLineId{std::to_string(lines_->integer(0))};
        out.product_id = ProductId{lines_->text(1)};
        out.vendor_id = VendorId{lines_->text(2)};
        out.vendor_type = type_of_seller(lines_->text(6));
        out.unit_price_minor = {lines_->integer(3)};
        out.shipping_minor = {lines_->integer(4)};
        out.categories = {CategoryId{lines_->text(5)}};
        out.affiliate = affiliate_of(customer);
        return out;
    }

    static constexpr std::int64_t redeem_points_max = 1'000'000;

    Staging staging_;
    TimeZone zone_;
    SourceTotals totals_;
    Date next_day_;  ///< that is to be closed
    Timestamp day_ends_;
    std::optional<Date> last_day_;
    std::optional<Statement> walk_;
    std::optional<Statement> order_;
    std::optional<Statement> lines_;
    std::optional<Statement> seller_;
    bool has_row_ = false;
};

OlistSource::OlistSource(const std::filesystem::path& folder, std::int64_t orders_max)
    : impl_(std::make_unique<Impl>(folder, orders_max)) {}
OlistSource::~OlistSource() = default;

const SourceTotals& OlistSource::totals() const noexcept { return impl_->totals(); }

std::optional<Event> OlistSource::next() { return impl_->next(); }

}  // namespace replay
