#include "ledger_samples.hpp"

#include <marketplace/ledger/flows.hpp>
#include <marketplace/ledger/template.hpp>

using namespace ledger_samples;

namespace {

/// One vendor, one provider, the platform.
struct Market {
    Account psp_waiting = psp_pending("stripe", euro());
    Account psp_settled = psp_available("stripe", euro());
    Account waiting = vendor_pending("v1", euro());
    Account available = vendor_available("v1", euro());
    Account in_payout = vendor_in_payout("v1", euro());
    Account owing = vendor_receivable("v1", euro());
    Account commission = platform_commission(euro());
    Account fees = psp_fee_expense(euro());
    Account taxes = tax("DE", euro());
    Book book;

    Market() {
        for (const Account& each :
             {psp_waiting, psp_settled, waiting, available, in_payout, owing, commission, fees, taxes}) {
            book.add_account(each);
        }
    }

    std::int64_t balance(const Account& account) const { return balance_of(book.account(account.id)).value; }
    void run(const Requests& requests) {
        book.post_all(requests, noon);
        check_sound(book);
    }
    /// A sale of 100.00 of which the vendor gets 85.00, settled and available.
    void sell(std::string order) {
        const std::vector<Leg> legs = {{waiting.id, Amount{8500}, ""},
                                       {commission.id, Amount{1000}, "commission"},
                                       {taxes.id, Amount{500}, "tax"}};
        run(order_captured(context(order + "/captured"), psp_waiting.id, legs));
        run(settled(context(order + "/settled"), psp_waiting.id, psp_settled.id, Amount{10000}, fees.id, Amount{320}));
        run(released(context(order + "/released"), waiting.id, available.id, owing.id, Amount{8500}));
    }
    static FlowContext context(std::string id) { return {TransactionId{std::move(id)}, euro(), "order1", noon}; }
};

}  // namespace

TEST_CASE("a captured order is money at the provider, owed to each party") {
    Market market;
    const std::vector<Leg> legs = {{market.waiting.id, Amount{8500}, ""},
                                   {market.commission.id, Amount{1000}, "commission"},
                                   {market.taxes.id, Amount{0}, "tax"}};
    const Requests requests = order_captured(Market::context("o1"), market.psp_waiting.id, legs);
    REQUIRE(requests.size() == 2);
    CHECK(requests[0].id == PostingId{"o1/1"});
    CHECK(requests[0].code == "capture");
    CHECK(requests[0].linked);
    CHECK(requests[1].id == PostingId{"o1/2"});
    CHECK(requests[1].code == "commission");
    CHECK_FALSE(requests[1].linked);
    CHECK(requests[1].reference == "order1");
    market.run(requests);
    CHECK(market.balance(market.psp_waiting) == 9500);
    CHECK(market.balance(market.waiting) == 8500);
    CHECK(market.balance(market.commission) == 1000);
    market.run(requests);
    CHECK(market.balance(market.psp_waiting) == 9500);
}

TEST_CASE("a party whose share is negative pays into the order") {
    Market market;
    const std::vector<Leg> legs = {{market.waiting.id, Amount{-300}, ""}, {market.commission.id, Amount{1000}, ""}};
    market.run(order_captured(Market::context("o1"), market.psp_waiting.id, legs));
    CHECK(market.balance(market.psp_waiting) == 700);
    CHECK(market.balance(market.waiting) == -300);
}

TEST_CASE("from the sale to the payout every cent is where it belongs") {
    Market market;
    market.sell("o1");
    CHECK(market.balance(market.psp_waiting) == 0);
    CHECK(market.balance(market.psp_settled) == 9680);
    CHECK(market.balance(market.fees) == 320);
    CHECK(market.balance(market.available) == 8500);
    market.run(payout_created(Market::context("po1"), market.available.id, market.in_payout.id, Amount{8500}));
    CHECK(available_of(market.book.account(market.available.id)) == Amount{0});
    CHECK(market.balance(market.available) == 8500);
    market.run(payout_paid(Market::context("po1/paid"), PostingId{"po1/1"}, market.in_payout.id, market.psp_settled.id,
                           Amount{8500}));
    CHECK(market.balance(market.available) == 0);
    CHECK(market.balance(market.in_payout) == 0);
    CHECK(market.balance(market.psp_settled) == 1180);
}

TEST_CASE("a payout that fails gives the amount back, and the next one can take it") {
    Market market;
    market.sell("o1");
    market.run(payout_created(Market::context("po1"), market.available.id, market.in_payout.id, Amount{8500}));
    CHECK(refusal([&] {
              market.run(payout_created(Market::context("po2"), market.available.id, market.in_payout.id, Amount{1}));
          }) == "insufficient_balance requests[0].debit");
    market.run(payout_failed(Market::context("po1/failed"), PostingId{"po1/1"}));
    market.run(payout_created(Market::context("po2"), market.available.id, market.in_payout.id, Amount{8500}));
    CHECK(refusal([&] {
              market.run(payout_paid(Market::context("po1/paid"), PostingId{"po1/1"}, market.in_payout.id,
                                     market.psp_settled.id, Amount{8500}));
          }) == "pending_resolved requests[0].pending_id");
}

TEST_CASE("a payout that comes back is owed again") {
    Market market;
    market.sell("o1");
    market.run(payout_created(Market::context("po1"), market.available.id, market.in_payout.id, Amount{8500}));
    market.run(payout_paid(Market::context("po1/paid"), PostingId{"po1/1"}, market.in_payout.id, market.psp_settled.id,
                           Amount{8500}));
    market.run(
        payout_returned(Market::context("po1/returned"), market.available.id, market.psp_settled.id, Amount{8500}));
    CHECK(market.balance(market.available) == 8500);
    CHECK(market.balance(market.psp_settled) == 9680);
}

TEST_CASE("a refund after the payout becomes a debt, and the debt is netted first from the next sale") {
    Market market;
    market.sell("o1");
    market.run(payout_created(Market::context("po1"), market.available.id, market.in_payout.id, Amount{6000}));
    market.run(payout_paid(Market::context("po1/paid"), PostingId{"po1/1"}, market.in_payout.id, market.psp_settled.id,
                           Amount{6000}));
    std::vector<Leg> legs = taken_from(market.book.account(market.available.id), market.owing.id, Amount{8500});
    CHECK(legs ==
          std::vector<Leg>{{market.available.id, Amount{2500}, "refund"}, {market.owing.id, Amount{6000}, "refund"}});
    legs.push_back({market.commission.id, Amount{1000}, ""});
    market.run(refunded(Market::context("r1"), market.psp_settled.id, legs));
    CHECK(market.balance(market.available) == 0);
    CHECK(market.balance(market.owing) == 6000);
    CHECK(market.balance(market.commission) == 0);
    market.sell("o2");
    CHECK(market.balance(market.owing) == 0);
    CHECK(market.balance(market.available) == 2500);
}

TEST_CASE("netting takes as much as there is of both") {
    Market market;
    market.run(
        refunded(Market::context("r1"), market.psp_settled.id, std::vector<Leg>{{market.owing.id, Amount{100}, ""}}));
    market.run(netted(Market::context("n1"), market.available.id, market.owing.id, Amount{1000}));
    CHECK(market.balance(market.owing) == 100);
    market.sell("o1");
    CHECK(market.balance(market.owing) == 0);
    CHECK(market.balance(market.available) == 8400);
}

TEST_CASE("what a party gives is split at what it has") {
    Account purse_of_50 = purse("p");
    purse_of_50.credits_posted_minor = Amount{50};
    const AccountId owing{"d"};
    CHECK(taken_from(purse_of_50, owing, Amount{50}) == std::vector<Leg>{{AccountId{"p"}, Amount{50}, "refund"}});
    CHECK(taken_from(purse("p"), owing, Amount{50}, "fee") == std::vector<Leg>{{owing, Amount{50}, "fee"}});
    CHECK(taken_from(purse_of_50, owing, Amount{0}).empty());
    CHECK(taken_from(purse_of_50, owing, Amount{-5}) == std::vector<Leg>{{AccountId{"p"}, Amount{-5}, "refund"}});
}

TEST_CASE("a flow needs a transaction and an amount") {
    const Market market;
    const FlowContext context = Market::context("t");
    CHECK(refusal([&] { static_cast<void>(netted({}, market.available.id, market.owing.id, Amount{1})); }) ==
          "missing_field transaction_id");
    CHECK(refusal([&] { static_cast<void>(netted(context, market.available.id, market.owing.id, Amount{0})); }) ==
          "out_of_range amount_minor");
    CHECK(refusal([&] {
              static_cast<void>(released(context, market.waiting.id, market.available.id, market.owing.id, Amount{-1}));
          }) == "out_of_range amount_minor");
    CHECK(refusal([&] {
              static_cast<void>(payout_created(context, market.available.id, market.in_payout.id, Amount{}));
          }) == "out_of_range amount_minor");
    CHECK(order_captured(context, market.psp_waiting.id, {}).empty());
    FlowBuilder builder{context};
    CHECK(builder.move(market.waiting.id, market.available.id, Amount{1}, "x").take().size() == 1);
    CHECK(builder.take().empty());
}
