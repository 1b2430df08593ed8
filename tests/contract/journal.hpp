#pragma once
// A table that is written as a journal and seldom looked at, in a store that is tested and in a plain one beside it.

#include "samples.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>

namespace marketplace::contract {

class Journal {
public:
    explicit Journal(std::mt19937_64& random) : random_(random) {}

    /// Rows of a table that is seldom looked at, of keys that are known to be new.
    void append(Transaction& tested, Transaction& plain) {
        std::vector<Versioned> added;
        for (std::uint64_t count = random_() % 5; count > 0; --count) {
            const std::string id = "v" + std::to_string(random_() % 60);
            const auto is_it = [&](const Versioned& each) { return each.id == id; };
            if (get<Versioned>(plain, id) || std::any_of(added.begin(), added.end(), is_it)) continue;
            added.push_back({id, static_cast<std::int64_t>(random_() % 9), "added"});
        }
        insert_all(tested, added);
        insert_all(plain, added);
    }
    void look(Transaction& tested, Transaction& plain) {
        const std::string id = "v" + std::to_string(random_() % 60);
        switch (random_() % 5) {
            case 0: REQUIRE(get<Versioned>(tested, id) == get<Versioned>(plain, id)); return;
            case 1: REQUIRE(erase<Versioned>(tested, id) == erase<Versioned>(plain, id)); return;
            case 2:
                put(tested, Versioned{id, 1, "put"});
                put(plain, Versioned{id, 1, "put"});
                return;
            case 3: REQUIRE(insert(tested, Versioned{id}) == insert(plain, Versioned{id})); return;
            default: REQUIRE(scan_all<Versioned>(tested, {}) == scan_all<Versioned>(plain, {}));
        }
    }

private:
    std::mt19937_64& random_;
};

}  // namespace marketplace::contract
