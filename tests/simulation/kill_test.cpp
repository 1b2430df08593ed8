// kill -9: a process tells a story to an engine over SQLite and says what was acknowledged; another one kills it
// at some moment, again and again, and looks. Each process begins the story anew, so that most of it is repeated.

#include "contract/samples.hpp"
#include "courier.hpp"
#include "invariants.hpp"
#include "random.hpp"
#include "reports.hpp"
#include "seeds.hpp"

#include <marketplace/adapters/sqlite.hpp>

#include <doctest/doctest.h>

#include <sys/wait.h>

#include <chrono>
#include <csignal>
#include <deque>
#include <fstream>
#include <set>
#include <thread>

using namespace marketplace;
using namespace marketplace::simulation;
using contract::Folder;

namespace {

/// Takes every payment, and writes each request into a file that outlives the process.
class BankOnFile final : public PaymentProvider {
public:
    explicit BankOnFile(const std::string& path) : file_(path, std::ios::app) {}
    [[nodiscard]] std::string_view name() const noexcept override { return "bank"; }
    [[nodiscard]] ProviderResult submit_payout(const PayoutInstruction& instruction) override {
        file_ << instruction.idempotency_key << ' ' << instruction.amount_minor.value << std::endl;
        return {ProviderOutcome::accepted, "bank-" + instruction.idempotency_key, ""};
    }
    [[nodiscard]] ProviderPayout query_payout(const PayoutQuery&) override { return {}; }

private:
    std::ofstream file_;
};

std::shared_ptr<Store> open(const std::string& path) {
    SqliteOptions options;
    options.path = path;
    return make_sqlite_store(options);
}

/// What the processes share.
struct Paths {
    std::string database;
    std::string bank;
};

/// What is told of payouts after they were made.
bool is_about_payout(const Event& event) {
    return std::holds_alternative<PayoutSettled>(event.payload) ||
           std::holds_alternative<PayoutRetried>(event.payload) ||
           std::holds_alternative<PayoutCancelled>(event.payload);
}

/// A story whose payouts are left where they are, since it was told with another bank. In the end all are delivered.
std::vector<Step> steps_of(const Story& story) {
    std::vector<Step> steps;
    Timestamp end;
    for (const Step& step : story.steps) {
        const auto* told = std::get_if<Happening>(&step);
        const bool is_left_out = told != nullptr && (told->is_refused || is_about_payout(told->event));
        if (!is_left_out) steps.push_back(step);
        if (told != nullptr) end = std::max(end, told->event.at);
    }
    steps.emplace_back(Delivery{end + Duration::days(1)});
    return steps;
}

/// Tells the whole story, in groups, from its beginning; in two of three rounds in a stream, of which one or three
/// groups may be on their way. `acknowledge` is told how many steps are done and durable. Deliveries of a later round
/// come after the leases of the rounds before.
template <class Acknowledge>
void tell_all(const std::vector<Step>& steps, const Paths& paths, std::uint64_t round, Acknowledge acknowledge) {
    const bool streams = round % 3 != 0;
    EngineOptions options;
    options.groups_in_flight = round % 3 == 2 ? 3 : 1;
    Engine engine{open(paths.database), options};
    BankOnFile bank{paths.bank};
    Random random{round};
    std::deque<std::int64_t> on_the_way(static_cast<std::size_t>(streams ? options.groups_in_flight : 0), 0);
    for (std::size_t next = 0; next < steps.size();) {
        if (const auto* delivery = std::get_if<Delivery>(&steps[next])) {
            static_cast<void>(
                engine.deliver(bank, delivery->now + Duration::days(static_cast<std::int64_t>(round))));
            ++next;
        } else {
            std::vector<Event> group;
            for (std::int64_t left = random.between(1, 8); left > 0 && next < steps.size(); --left, ++next) {
                const auto* told = std::get_if<Happening>(&steps[next]);
                if (told == nullptr) break;
                group.push_back(told->event);
            }
            const auto answers = streams ? engine.stream_batch(group) : engine.handle_batch(group);
            for (const EventAnswer& answer : answers) {
                if (answer.outcome == EventOutcome::refused)
                    fail(ErrorCode::internal, "event", answer.id.value, "an event that is accepted");
            }
        }
        on_the_way.push_back(static_cast<std::int64_t>(next));
        acknowledge(on_the_way.front());
        on_the_way.pop_front();
    }
    engine.sync();
    acknowledge(std::ssize(steps));
}

/// How a child ended, and how many steps it acknowledged.
struct Round {
    std::int64_t acknowledged = 0;
    bool was_killed = false;
    int exit_code = 0;
};

/// Runs a child and kills it `wait` after it acknowledged more than `enough` steps, or lets it come to its end.
Round run_child(const std::vector<Step>& steps, const Paths& paths, std::uint64_t round, std::int64_t enough,
                std::chrono::microseconds wait) {
    int ends[2];
    REQUIRE(pipe(ends) == 0);
    const pid_t child = fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        close(ends[0]);
        try {
            tell_all(steps, paths, round, [&](std::int64_t done) {
                if (write(ends[1], &done, sizeof done) != sizeof done) _exit(1);
            });
        } catch (...) {
            _exit(2);
        }
        _exit(0);
    }
    close(ends[1]);
    Round out;
    std::int64_t done = 0;
    while (out.acknowledged <= enough && read(ends[0], &done, sizeof done) == sizeof done) out.acknowledged = done;
    if (out.acknowledged > enough) {
        std::this_thread::sleep_for(wait);
        kill(child, SIGKILL);
    }
    while (read(ends[0], &done, sizeof done) == sizeof done) out.acknowledged = done;
    close(ends[0]);
    int status = 0;
    waitpid(child, &status, 0);
    out.was_killed = WIFSIGNALED(status);
    if (WIFEXITED(status)) out.exit_code = WEXITSTATUS(status);
    return out;
}

/// Everything that was acknowledged is there, and what is there is sound.
void look(const std::vector<Step>& steps, const Paths& paths, std::int64_t acknowledged) {
    const auto store = open(paths.database);
    store->create_tables(engine_tables());
    CHECK(head_of(violations_of(*store)) == "");
    const auto transaction = store->begin();
    for (std::int64_t i = 0; i < acknowledged; ++i) {
        const auto* told = std::get_if<Happening>(&steps[static_cast<std::size_t>(i)]);
        if (told != nullptr) REQUIRE(get<StoredEvent>(*transaction, told->event.id));
    }
}

/// Each key has one amount, that of its payout.
void look_at_bank(Store& store, const Paths& paths) {
    std::map<std::string, std::int64_t> asked;
    std::ifstream file{paths.bank};
    std::string key;
    for (std::int64_t amount = 0; file >> key >> amount;) CHECK(asked.try_emplace(key, amount).first->second == amount);
    const auto transaction = store.begin();
    const auto payouts = scan_all<payments::Payout>(*transaction, {});
    CHECK(asked.size() == payouts.size());
    for (const payments::Payout& payout : payouts)
        CHECK(asked[payments::idempotency_key_of(payout)] == payout.amount_minor.value);
}

/// The content without the times of delivery, which depend on when a process was killed.
Content timeless(Store& store) {
    Content content = content_of(store);
    const TableInfo& table = table_of<payments::Payout>();
    for (std::size_t column = 0; column < table.columns.size(); ++column) {
        if (table.columns[column].name != "updated_at") continue;
        for (RowCells& row : content[table.name]) row[column] = Cell{};
    }
    return content;
}

}  // namespace

TEST_CASE(
    "a process that is killed at any moment loses nothing that it acknowledged, and the story ends as it should") {
    const std::int64_t kills = number_from_environment("MARKETPLACE_KILLS", 12);
    StoryOptions options;
    options.days = 40;
    const std::vector<Step> steps = steps_of(tell_story(4, options));
    const Folder folder;
    const Paths paths{folder.file("killed.db"), folder.file("bank.txt")};
    Random random{static_cast<std::uint64_t>(kills)};
    std::int64_t acknowledged = 0;
    std::int64_t killed = 0;
    std::uint64_t round = 0;
    for (; killed < kills; ++round) {
        // Now and then the story has come far; then a kill is among repetitions.
        const std::int64_t enough =
            random.below(std::min(std::ssize(steps) - 10, acknowledged + std::ssize(steps) / kills + 2));
        const Round seen = run_child(steps, paths, round, enough, std::chrono::microseconds{random.below(3'000)});
        REQUIRE(seen.exit_code == 0);
        killed += seen.was_killed ? 1 : 0;
        acknowledged = std::max(acknowledged, seen.acknowledged);
        look(steps, paths, acknowledged);
    }
    const Round last = run_child(steps, paths, round, INT64_MAX, {});
    CHECK(last.exit_code == 0);
    CHECK(last.acknowledged == std::ssize(steps));
    look(steps, paths, last.acknowledged);

    const Paths calm{folder.file("calm.db"), folder.file("calm.txt")};
    tell_all(steps, calm, 0, [](std::int64_t) {});
    const auto store = open(paths.database);
    store->create_tables(engine_tables());
    const auto expected = open(calm.database);
    expected->create_tables(engine_tables());
    CHECK(difference(timeless(*expected), timeless(*store)) == "");
    look_at_bank(*store, paths);
    MESSAGE(steps.size() << " steps, " << killed << " kills");
}
