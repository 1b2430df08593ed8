#include "bank.hpp"
#include "fault_store.hpp"

#include <doctest/doctest.h>

using namespace marketplace;
using namespace marketplace::fault;

namespace {

/// Fails each call of a transfer in turn and looks at what is left. Returns how many calls there were.
std::int64_t fail_each_call(const std::function<std::shared_ptr<Store>()>& make, bool persistent, bool after_commit) {
    for (std::int64_t nth = 1;; ++nth) {
        const auto inner = make();
        create_bank(*inner);
        const auto plan = std::make_shared<FaultPlan>();
        plan->fails_at = nth;
        plan->persistent = persistent;
        plan->after_commit = after_commit;
        FaultStore store{inner, plan};
        std::optional<Error> error;
        try {
            transfer(store);
        } catch (const Error& caught) {
            error = caught;
        }
        if (plan->fired == 0) {
            CHECK_FALSE(error);
            CHECK(look(*inner) == Seen::everything);
            return nth - 1;
        }
        REQUIRE(error);
        const bool was_made = error->value() == "commit, which was made";
        REQUIRE(look(*inner) == (was_made ? Seen::everything : Seen::nothing));
        // The store is usable again, and the same work is then done once.
        if (!was_made) transfer(*inner);
        REQUIRE(look(*inner) == Seen::everything);
    }
}

}  // namespace

TEST_CASE("a fault at any call of a transaction leaves nothing of it") {
    for (const bool persistent : {false, true}) {
        CHECK(fail_each_call(make_memory_store, persistent, false) > 15);
        CHECK(fail_each_call([] { return make_sqlite_store({}); }, persistent, false) > 15);
    }
}

TEST_CASE("a commit that was made but reported as failed is there as a whole") {
    CHECK(fail_each_call(make_memory_store, false, true) > 15);
    CHECK(fail_each_call([] { return make_sqlite_store({}); }, false, true) > 15);
}
