#pragma once
// Which of several statements about one field survives, and who said what.

#include <marketplace/catalog/golden_record.hpp>

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace marketplace::catalog::golden {

/// Somebody who states something.
struct Voice {
    Claimant claimant;
    std::string_view voter;  ///< whom a majority counts once
    std::int32_t trust = 0;
    Timestamp updated_at;
};

/// What a voice says about one field, and by what it is compared.
struct Statement {
    const Voice* voice = nullptr;
    std::string value;
    std::string key;
};

/// How texts of a field are compared; an empty key states nothing.
using KeyOf = std::string (*)(std::string_view text);

/// Statements of one key, and with them all that is known of it.
using Group = std::vector<const Statement*>;

/// Statements by their keys, in the order in which the keys come first.
[[nodiscard]] std::vector<Group> groups_of(std::span<const Statement> statements);

/// How a group is written by the most voices; of equals by the first.
[[nodiscard]] const std::string& spelling_of(const Group& group);

/// The survivor among statements in the order of who is believed first; there is at least one.
[[nodiscard]] const Statement& survivor(std::span<const Statement> statements, SurvivorRule rule);

/// Who states a key, and who states what else.
void tell_sources(GoldenProvenance& into, std::span<const Statement> statements, std::string_view key);

/// The key of words: folded, or as they are where nothing is left of them.
[[nodiscard]] std::string word_key(std::string_view text);

/// The field of an attribute: "attributes.color".
inline constexpr std::string_view attribute_prefix = "attributes.";

}  // namespace marketplace::catalog::golden
