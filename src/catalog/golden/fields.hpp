#pragma once
// The fields of a golden record, and what a person has pinned of them.

#include "survivor.hpp"

#include <array>
#include <map>
#include <string>
#include <string_view>

namespace marketplace::catalog::golden {

struct Field {
    std::string_view name;
    std::string FeedItem::*from;
    std::string GoldenRecord::*into;
    SurvivorRule GoldenRules::*rule;
    KeyOf key_of;
    bool is_key_kept;    ///< the key survives, and not what was written
    bool is_of_product;  ///< and not of each variant
};

/// All of them but attributes, in the order of the record.
[[nodiscard]] const std::array<Field, 7>& fields();

/// Attributes by their folded names.
struct NamedStatements {
    std::vector<Statement> names;   ///< how each voice writes the name
    std::vector<Statement> values;

    void add(const Voice& voice, const std::string& name, const std::string& value);
    /// How the most voices write the name.
    [[nodiscard]] const std::string& name() const { return survivor(names, SurvivorRule::majority).value; }
};
using AttributeStatements = std::map<std::string, NamedStatements>;

void add_attributes(AttributeStatements& into, const Voice& voice,
                    const std::map<std::string, std::string>& attributes);

/// Pinned values, checked.
class Pins {
public:
    explicit Pins(const GoldenPins& pins, bool is_of_product);

    /// The value of a field, or null.
    [[nodiscard]] const std::string* find(std::string_view field) const;
    /// That of an attribute by its folded name.
    [[nodiscard]] const std::pair<std::string, std::string>* find_attribute(const std::string& folded) const;
    /// Gives every pinned attribute a place, though nobody states it.
    void add_names(AttributeStatements& into) const;

private:
    std::map<std::string, std::string, std::less<>> fields_;
    std::map<std::string, std::pair<std::string, std::string>> attributes_;  ///< name and value
};

}  // namespace marketplace::catalog::golden
