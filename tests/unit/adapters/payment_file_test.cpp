#include <doctest/doctest.h>

#include <marketplace/adapters/payment_file.hpp>
#include <marketplace/core/csv.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>
#include <unistd.h>

using namespace marketplace;
namespace fs = std::filesystem;

namespace {

/// A directory of its own that is gone after the test.
struct Folder {
    Folder() {
        static int serial = 0;
        path =
            fs::temp_directory_path() / ("payment_file_" + std::to_string(::getpid()) + "_" + std::to_string(++serial));
        fs::create_directory(path);
    }
    ~Folder() { fs::remove_all(path); }
    [[nodiscard]] std::string read(const char* name) const {
        std::ifstream file{path / name, std::ios::binary};
        std::ostringstream out;
        out << file.rdbuf();
        return out.str();
    }
    void write(const char* name, const std::string& text) const {
        std::ofstream{path / name, std::ios::binary} << text;
    }
    fs::path path;
};

PaymentFileOptions in(const Folder& folder) {
    PaymentFileOptions out;
    out.directory = folder.path.string();
    return out;
}

PayoutInstruction instruction(const std::string& key, std::int64_t amount = 12'345) {
    PayoutInstruction out;
    out.id = PayoutId{"po" + key};
    out.payee_id = "v1";
    out.payee_name = "Ana & Söhne";
    out.account = "DE89370400440532013000";
    out.currency = Currency{"EUR"};
    out.amount_minor = Amount{amount};
    out.reference = "payout January";
    out.idempotency_key = key;
    out.execute_on = Date{2024, 1, 5};
    out.requested_at = parse_timestamp("2024-01-05T08:00:00Z");
    return out;
}

PayoutQuery query(const std::string& key) { return {key, "", Date{2024, 1, 5}}; }

std::vector<std::vector<std::string>> rows(const std::string& text) {
    std::istringstream input{text};
    CsvReader reader{[&](std::span<char> into) {
        input.read(into.data(), static_cast<std::streamsize>(into.size()));
        return static_cast<std::size_t>(input.gcount());
    }};
    std::vector<std::vector<std::string>> out;
    for (std::vector<std::string_view> fields; reader.next(fields);) out.emplace_back(fields.begin(), fields.end());
    return out;
}

const CreditTransferDebtor debtor{"Marketplace", "FR1420041010050500013M02606", ""};

}  // namespace

TEST_CASE("an instruction becomes one line with a decimal amount") {
    const Folder folder;
    const auto provider = make_payment_file(in(folder));
    const ProviderResult out = provider->submit_payout(instruction("a:1"));
    CHECK(out == ProviderResult{ProviderOutcome::accepted, "payments-2024-01-05.csv#a:1", ""});
    CHECK(folder.read("payments-2024-01-05.csv") ==
          "id,payee_id,payee_name,account,amount,currency,reference,execute_on,requested_at,idempotency_key\r\n"
          "poa:1,v1,Ana & Söhne,DE89370400440532013000,123.45,EUR,payout January,2024-01-05,"
          "2024-01-05T08:00:00.000000Z,a:1\r\n");
    CHECK_FALSE(fs::exists(folder.path / "payments-2024-01-05.csv.new"));
}

TEST_CASE("the same key twice writes nothing, also from another process's provider and later") {
    const Folder folder;
    (void)make_payment_file(in(folder))->submit_payout(instruction("a:1"));
    const std::string before = folder.read("payments-2024-01-05.csv");
    const auto written = fs::last_write_time(folder.path / "payments-2024-01-05.csv");
    PayoutInstruction again = instruction("a:1");
    again.requested_at = again.requested_at + Duration::days(2);
    CHECK(make_payment_file(in(folder))->submit_payout(again).outcome == ProviderOutcome::accepted);
    CHECK(folder.read("payments-2024-01-05.csv") == before);
    CHECK(fs::last_write_time(folder.path / "payments-2024-01-05.csv") == written);
}

TEST_CASE("a key that stands for another payment is never accepted and never said to be unpaid") {
    const Folder folder;
    const auto provider = make_payment_file(in(folder));
    (void)provider->submit_payout(instruction("a:1"));
    CHECK(provider->submit_payout(instruction("a:1", 1)).outcome == ProviderOutcome::unknown);
    CHECK(rows(folder.read("payments-2024-01-05.csv")).size() == 2);
}

TEST_CASE("cells that begin like a formula are text, and every text comes back as it was") {
    const Folder folder;
    const auto provider = make_payment_file(in(folder));
    int serial = 0;
    std::vector<PayoutInstruction> all;
    for (const char* text : {"=cmd|' /C calc'!A0", "+1", "-1", "@sum(a)", "\tx", "'quoted", "a,b", "say \"x\"",
                             "two\nlines", "''", "\r\n="}) {
        PayoutInstruction each = instruction("k" + std::to_string(++serial));
        each.payee_name = text;
        each.reference = text;
        all.push_back(each);
    }
    PayoutInstruction key_of_formula = instruction("=1+1");
    all.push_back(key_of_formula);
    for (const ProviderResult& each : provider->submit_payouts(all)) CHECK(each.outcome == ProviderOutcome::accepted);
    for (const auto& row : rows(folder.read("payments-2024-01-05.csv"))) {
        for (const std::string& cell : row) {
            const bool harmless = cell.empty() || std::string{"=+-@\t\r\n"}.find(cell.front()) == std::string::npos;
            CHECK(harmless);
        }
    }
    // If a text did not come back equal, the repetition would be taken for another payment.
    const std::string before = folder.read("payments-2024-01-05.csv");
    for (const ProviderResult& each : make_payment_file(in(folder))->submit_payouts(all)) {
        CHECK(each.outcome == ProviderOutcome::accepted);
    }
    CHECK(folder.read("payments-2024-01-05.csv") == before);
    CHECK(provider->query_payout(query("=1+1")).state == ProviderPayoutState::processing);
}

TEST_CASE("each day has its file, and a batch over several days is answered in its order") {
    const Folder folder;
    std::vector<PayoutInstruction> all{instruction("a"), instruction("b"), instruction("c"), instruction("d", 0)};
    all[1].execute_on = Date{2024, 1, 6};
    const auto out = make_payment_file(in(folder))->submit_payouts(all);
    CHECK(out[0].reference == "payments-2024-01-05.csv#a");
    CHECK(out[1].reference == "payments-2024-01-06.csv#b");
    CHECK(out[2].reference == "payments-2024-01-05.csv#c");
    CHECK(out[3].outcome == ProviderOutcome::rejected);
    CHECK(rows(folder.read("payments-2024-01-05.csv")).size() == 3);
    CHECK(rows(folder.read("payments-2024-01-06.csv")).size() == 2);
}

TEST_CASE("amounts are written with the decimals of their currency") {
    const Folder folder;
    std::vector<PayoutInstruction> all{instruction("a", 1), instruction("b", 1), instruction("c", 1)};
    all[1].currency = Currency{"JPY"};
    all[2].currency = Currency{"KWD"};
    (void)make_payment_file(in(folder))->submit_payouts(all);
    const auto table = rows(folder.read("payments-2024-01-05.csv"));
    CHECK(table[1][4] == "0.01");
    CHECK(table[2][4] == "1");
    CHECK(table[3][4] == "0.001");
}

TEST_CASE("a query finds what was written and is certain about what was not") {
    const Folder folder;
    const auto provider = make_payment_file(in(folder));
    CHECK(provider->query_payout(query("a:1")).state == ProviderPayoutState::not_found);
    (void)provider->submit_payout(instruction("a:1"));
    CHECK(provider->query_payout(query("a:1")).state == ProviderPayoutState::processing);
    CHECK(provider->query_payout(query("a:1")).reference == "payments-2024-01-05.csv#a:1");
    CHECK(provider->query_payout(query("a")).state == ProviderPayoutState::not_found);
}

TEST_CASE("half a file of a process that was killed is ignored") {
    const Folder folder;
    const auto provider = make_payment_file(in(folder));
    (void)provider->submit_payout(instruction("a"));
    folder.write("payments-2024-01-05.csv.new", "id,payee_id,pay");
    CHECK(provider->query_payout(query("a")).state == ProviderPayoutState::processing);
    CHECK(provider->submit_payout(instruction("b")).outcome == ProviderOutcome::accepted);
    CHECK(rows(folder.read("payments-2024-01-05.csv")).size() == 3);
}

TEST_CASE("a file that somebody damaged leaves the outcome unknown and is not overwritten") {
    const Folder folder;
    const auto provider = make_payment_file(in(folder));
    folder.write("payments-2024-01-05.csv", "id,payee_id\r\n1\r\n");
    CHECK(provider->submit_payout(instruction("a")).outcome == ProviderOutcome::unknown);
    CHECK(provider->query_payout(query("a")).state == ProviderPayoutState::unknown);
    CHECK(folder.read("payments-2024-01-05.csv") == "id,payee_id\r\n1\r\n");
}

TEST_CASE("a directory that has gone is a certain refusal, for nothing was written") {
    const Folder folder;
    const auto provider = make_payment_file(in(folder));
    fs::remove_all(folder.path);
    CHECK(provider->submit_payout(instruction("a")).outcome == ProviderOutcome::rejected);
    CHECK(provider->query_payout(query("a")).state == ProviderPayoutState::unknown);
}

TEST_CASE("many providers at once write each key once") {
    const Folder folder;
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([&folder] {
            const auto provider = make_payment_file(in(folder));
            for (int i = 0; i < 10; ++i) (void)provider->submit_payout(instruction("k" + std::to_string(i)));
        });
    }
    for (std::thread& each : threads) each.join();
    auto table = rows(folder.read("payments-2024-01-05.csv"));
    REQUIRE(table.size() == 11);
    std::sort(table.begin() + 1, table.end());
    CHECK(std::adjacent_find(table.begin(), table.end()) == table.end());
}

TEST_CASE("unsound options are refused") {
    const Folder folder;
    PaymentFileOptions options = in(folder);
    options.prefix = "../x";
    CHECK_THROWS_AS((void)make_payment_file(options), Error);
    options = in(folder);
    options.directory += "/missing";
    CHECK_THROWS_AS((void)make_payment_file(options), Error);
    options = in(folder);
    options.debtor = CreditTransferDebtor{"Marketplace", "FR00", ""};
    CHECK_THROWS_AS((void)make_payment_file(options), Error);
}

TEST_CASE("with a debtor the XML stands beside the CSV and is made again if a crash lost it") {
    const Folder folder;
    PaymentFileOptions options = in(folder);
    options.debtor = debtor;
    const auto provider = make_payment_file(options);
    (void)provider->submit_payout(instruction("a"));
    const std::string first = folder.read("payments-2024-01-05.xml");
    (void)provider->submit_payout(instruction("b"));
    const std::string second = folder.read("payments-2024-01-05.xml");
    CHECK(second.find("<MsgId>2024-01-05-2</MsgId>") != std::string::npos);
    folder.write("payments-2024-01-05.xml", first);
    (void)provider->submit_payout(instruction("b"));
    CHECK(folder.read("payments-2024-01-05.xml") == second);
    fs::remove(folder.path / "payments-2024-01-05.xml");
    (void)provider->submit_payout(instruction("b"));
    CHECK(folder.read("payments-2024-01-05.xml") == second);
    PayoutInstruction no_iban = instruction("c");
    no_iban.account = "acct_1";
    CHECK(provider->submit_payout(no_iban).outcome == ProviderOutcome::rejected);
}
