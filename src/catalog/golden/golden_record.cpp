#include "fields.hpp"

#include <marketplace/core/detail/validation.hpp>

#include <algorithm>
#include <tuple>

namespace marketplace::catalog {
namespace {

using namespace golden;  // NOLINT: the parts of this file

/// Sources in the order in which they are believed.
std::vector<const GoldenSource*> in_order_of_trust(std::span<const GoldenSource> sources) {
    std::vector<const GoldenSource*> out;
    out.reserve(sources.size());
    for (const GoldenSource& each : sources) out.push_back(&each);
    const auto name = [](const GoldenSource* each) { return std::tie(each->vendor_id, each->sku); };
    std::ranges::sort(out, {}, name);
    const auto has_same_name = [&](const GoldenSource* a, const GoldenSource* b) { return name(a) == name(b); };
    if (const auto twice = std::ranges::adjacent_find(out, has_same_name); twice != out.end()) {
        const auto index = static_cast<std::size_t>(std::max(*twice, *(twice + 1)) - sources.data());
        fail(ErrorCode::invalid_value, detail::indexed("sources", index) + ".sku", sources[index].sku,
             "each product of a vendor once");
    }
    std::ranges::stable_sort(out, [](const GoldenSource* a, const GoldenSource* b) {
        return std::tie(a->trust, a->updated_at) > std::tie(b->trust, b->updated_at);
    });
    return out;
}

class Merging {
public:
    Merging(std::span<const GoldenSource> sources, const GoldenRules& rules, const GoldenPins& pins)
        : sources_(in_order_of_trust(sources)), rules_(rules), pins_(pins, false) {
        for (const GoldenSource* each : sources_) {
            voices_.push_back({{each->vendor_id, each->sku}, each->vendor_id.value, each->trust, each->updated_at});
        }
        for (const auto& [name, rule] : rules.attribute_rules) attribute_rules_[word_key(name)] = rule;
    }

    GoldenRecord run() {
        for (const Field& field : fields()) merge(field);
        merge_attributes();
        return std::move(out_);
    }

private:
    void merge(const Field& field) {
        std::vector<Statement> statements;
        for (std::size_t i = 0; i < sources_.size(); ++i) {
            const std::string& value = sources_[i]->item.*field.from;
            std::string key = value.empty() ? std::string{} : field.key_of(value);
            if (!key.empty()) statements.push_back({&voices_[i], field.is_key_kept ? key : value, std::move(key)});
        }
        const std::string* pin = pins_.find(field.name);
        out_.*field.into = decide(std::string{field.name}, statements, rules_.*field.rule, pin, field.key_of);
    }

    void merge_attributes() {
        AttributeStatements attributes;
        for (std::size_t i = 0; i < sources_.size(); ++i) {
            add_attributes(attributes, voices_[i], sources_[i]->item.attributes);
        }
        pins_.add_names(attributes);
        for (const auto& [folded, statements] : attributes) {
            const auto* pin = pins_.find_attribute(folded);
            const std::string& name = pin != nullptr ? pin->first : statements.name();
            const auto own_rule = attribute_rules_.find(folded);
            const SurvivorRule rule = own_rule != attribute_rules_.end() ? own_rule->second : rules_.attributes;
            std::string value = decide(std::string{attribute_prefix} + name, statements.values, rule,
                                       pin != nullptr ? &pin->second : nullptr, word_key);
            if (!value.empty()) out_.attributes[name] = std::move(value);
        }
    }

    /// What survives; tells where it comes from.
    std::string decide(std::string field, std::span<const Statement> statements, SurvivorRule rule,
                       const std::string* pin, KeyOf key_of) {
        if (statements.empty() && pin == nullptr) return {};
        GoldenProvenance told{std::move(field), "", pin != nullptr ? SurvivorRule::pinned : rule, {}, {}};
        if (pin != nullptr) {
            told.value = *pin;
            tell_sources(told, statements, pin->empty() ? std::string{} : key_of(*pin));
        } else {
            const Statement& surviving = survivor(statements, rule);
            told.value = surviving.value;
            tell_sources(told, statements, surviving.key);
        }
        return out_.provenance.emplace_back(std::move(told)).value;
    }

    std::vector<const GoldenSource*> sources_;
    std::vector<Voice> voices_;
    const GoldenRules& rules_;
    Pins pins_;
    std::map<std::string, SurvivorRule> attribute_rules_;
    GoldenRecord out_;
};

void require_rule(SurvivorRule rule, const std::string& field) {
    if (rule != SurvivorRule::pinned && rule != SurvivorRule::common) return;
    fail(ErrorCode::invalid_value, field, name_of(rule), "most_trusted, newest, longest or majority");
}

}  // namespace

void validate(const GoldenRules& rules) {
    for (const Field& field : fields()) require_rule(rules.*field.rule, std::string{field.name});
    require_rule(rules.attributes, "attributes");
    for (const auto& [name, rule] : rules.attribute_rules) require_rule(rule, "attribute_rules." + name);
}

GoldenRecord golden_record(std::span<const GoldenSource> sources, const GoldenRules& rules, const GoldenPins& pins) {
    validate(rules);
    return Merging{sources, rules, pins}.run();
}

}  // namespace marketplace::catalog
