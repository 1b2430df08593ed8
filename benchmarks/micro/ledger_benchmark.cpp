// How fast the ledger records, with every invariant, the hash chain and idempotency on.
//
// Each run posts one million rows into an empty book that nobody reserved, so that the growth of its memory is in the
// figure; items are postings. Account ids are as long as those of the marketplace template.

#include <marketplace/ledger/flows.hpp>
#include <marketplace/ledger/template.hpp>
#include <marketplace/ledger/verification.hpp>

#include <benchmark/benchmark.h>

using namespace marketplace;
using namespace marketplace::ledger;

namespace {

constexpr std::int64_t batch_size = 1000;
constexpr std::int64_t batch_count = 1000;
constexpr std::size_t vendor_count = 1000;
const Timestamp start{1700000000000000};

std::string numbered(const char* prefix, std::int64_t number) { return prefix + std::to_string(number); }

Currency euro() { return Currency{"EUR"}; }

Book book_of_vendors() {
    Book book;
    book.add_account(psp_pending("stripe", euro()));
    for (std::size_t i = 0; i < vendor_count; ++i) {
        const std::string id = "vendor" + std::to_string(i);
        book.add_account(vendor_pending(id, euro()));
        book.add_account(vendor_available(id, euro()));
    }
    return book;
}

/// Captures in favour of vendors in a scattered order. Ids are set batch by batch.
Requests captures() {
    Requests out(batch_size);
    for (std::size_t i = 0; i < out.size(); ++i) {
        const std::string vendor = "vendor" + std::to_string(i * 617 % vendor_count);
        out[i].debit = psp_pending("stripe", euro()).id;
        out[i].credit = vendor_pending(vendor, euro()).id;
        out[i].amount_minor = Amount{1000 + static_cast<std::int64_t>(i)};
        out[i].currency = euro();
        out[i].code = "capture";
        out[i].effective_at = start;
    }
    return out;
}

void number(Requests& requests, std::int64_t batch) {
    for (std::size_t i = 0; i < requests.size(); ++i) {
        const std::int64_t serial = batch * batch_size + static_cast<std::int64_t>(i);
        requests[i].id.value = numbered("p", serial);
        requests[i].transaction_id.value = numbered("t", serial / 4);
        requests[i].reference = numbered("order", serial / 4);
    }
}

void check(benchmark::State& state, const std::vector<PostingResult>& results, PostingOutcome expected) {
    for (const PostingResult& each : results) {
        if (each.outcome != expected) state.SkipWithError(each.text.c_str());
    }
}

void post_single(benchmark::State& state) {
    Book book = book_of_vendors();
    if (state.range(0) != 0) book.reserve(2 * vendor_count + 1, batch_size * batch_count);
    Requests requests = captures();
    std::int64_t batch = 0;
    for (auto _ : state) {
        number(requests, batch++);
        check(state, book.post(requests, start), PostingOutcome::created);
    }
    state.SetItemsProcessed(state.iterations() * batch_size);
}
BENCHMARK(post_single)->ArgName("reserved")->Arg(0)->Arg(1)->Iterations(batch_count)->Unit(benchmark::kMicrosecond);

/// Transactions of four linked postings.
void post_linked(benchmark::State& state) {
    Book book = book_of_vendors();
    Requests requests = captures();
    for (std::size_t i = 0; i < requests.size(); ++i) requests[i].linked = i % 4 != 3;
    std::int64_t batch = 0;
    for (auto _ : state) {
        number(requests, batch++);
        check(state, book.post(requests, start), PostingOutcome::created);
    }
    state.SetItemsProcessed(state.iterations() * batch_size);
}
BENCHMARK(post_linked)->Iterations(batch_count)->Unit(benchmark::kMicrosecond);

/// Half of the rows hold an amount, the other half make it final.
void post_two_phase(benchmark::State& state) {
    Book book = book_of_vendors();
    Requests holds = captures();
    holds.resize(batch_size / 2);
    std::int64_t batch = 0;
    for (auto _ : state) {
        number(holds, batch++);
        Requests posts(holds.size());
        for (std::size_t i = 0; i < holds.size(); ++i) {
            holds[i].kind = PostingKind::pending;
            posts[i].id.value = holds[i].id.value + "p";
            posts[i].kind = PostingKind::post;
            posts[i].pending_id = holds[i].id;
        }
        check(state, book.post(holds, start), PostingOutcome::created);
        check(state, book.post(posts, start), PostingOutcome::created);
    }
    state.SetItemsProcessed(state.iterations() * batch_size);
}
BENCHMARK(post_two_phase)->Iterations(batch_count)->Unit(benchmark::kMicrosecond);

Book& full_book() {
    static Book book = [] {
        Book out = book_of_vendors();
        Requests requests = captures();
        for (std::int64_t batch = 0; batch < batch_count; ++batch) {
            number(requests, batch);
            out.post(requests, start);
        }
        return out;
    }();
    return book;
}

/// Everything that was posted comes again: nothing may be written.
void replay(benchmark::State& state) {
    Book& book = full_book();
    Requests requests = captures();
    std::int64_t batch = 0;
    for (auto _ : state) {
        number(requests, batch++);
        check(state, book.post(requests, start), PostingOutcome::exists);
    }
    state.SetItemsProcessed(state.iterations() * batch_size);
}
BENCHMARK(replay)->Iterations(batch_count)->Unit(benchmark::kMicrosecond);

/// One event of the engine: a book with three accounts, three postings, the changes taken.
void one_event(benchmark::State& state) {
    const Account psp = psp_pending("stripe", euro());
    const Account vendor = vendor_pending("vendor1", euro());
    const Account commission = platform_commission(euro());
    const std::vector<Leg> legs = {{vendor.id, Amount{8000}, ""},
                                   {commission.id, Amount{1500}, "commission"},
                                   {vendor.id, Amount{500}, "shipping"}};
    const Requests requests = order_captured({TransactionId{"order1/captured"}, euro(), "order1", start}, psp.id, legs);
    for (auto _ : state) {
        Book book;
        for (const Account& account : {psp, vendor, commission}) book.load_account(account);
        benchmark::DoNotOptimize(book.post_all(requests, start));
        benchmark::DoNotOptimize(book.take_changes());
    }
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(requests.size()));
}
BENCHMARK(one_event);

void verify_book(benchmark::State& state) {
    const Book& book = full_book();
    for (auto _ : state) {
        if (!verify(book).sound) state.SkipWithError("the ledger is not sound");
    }
    state.SetItemsProcessed(state.iterations() * batch_size * batch_count);
}
BENCHMARK(verify_book)->Iterations(2)->Unit(benchmark::kMillisecond);

void hash_200_bytes(benchmark::State& state) {
    const std::string text(200, 'x');
    const auto path = static_cast<Sha256Path>(state.range(0));
    for (auto _ : state) benchmark::DoNotOptimize(sha256(text, path));
    state.SetBytesProcessed(state.iterations() * 200);
}
BENCHMARK(hash_200_bytes)->ArgName("path")->Arg(1)->Arg(2);

}  // namespace
