#include "fields.hpp"

#include <marketplace/core/detail/validation.hpp>

#include <algorithm>
#include <set>

namespace marketplace::catalog {
namespace {

using namespace golden;  // NOLINT: the parts of this file

std::vector<const GoldenVariant*> in_order_of_ids(std::span<const GoldenVariant> variants) {
    std::vector<const GoldenVariant*> out;
    for (const GoldenVariant& each : variants) out.push_back(&each);
    std::ranges::stable_sort(out, {}, [](const GoldenVariant* each) { return each->id; });
    const auto refuse = [&](const GoldenVariant* wrong, ErrorCode code) {
        const auto index = static_cast<std::size_t>(wrong - variants.data());
        fail(code, detail::indexed("variants", index) + ".id", wrong->id.value, "an id of its own for each variant");
    };
    if (!out.empty() && out.front()->id.empty()) refuse(out.front(), ErrorCode::missing_field);
    const auto has_same_id = [](const GoldenVariant* a, const GoldenVariant* b) { return a->id == b->id; };
    const auto twice = std::ranges::adjacent_find(out, has_same_id);
    if (twice != out.end()) refuse(*(twice + 1), ErrorCode::invalid_value);
    return out;
}

std::vector<std::string> words_of(std::string_view text) {
    std::vector<std::string> out;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(' '), text.size());
        if (end > 0) out.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return out;
}

/// "mug," is "mug", and "-" is nothing.
std::string_view without_signs(std::string_view word) {
    const std::size_t last = word.find_last_not_of(" ,;:-|/(");
    return last == std::string_view::npos ? std::string_view{} : word.substr(0, last + 1);
}

bool is_same_word(const std::string& a, const std::string& b) {
    return word_key(without_signs(a)) == word_key(without_signs(b));
}

/// The words with which all titles begin, or the shortest title.
std::string common_title(std::span<const Statement> titles) {
    std::vector<std::string> common = words_of(titles.front().value);
    for (const Statement& each : titles.subspan(1)) {
        const std::vector<std::string> words = words_of(each.value);
        common.erase(std::ranges::mismatch(common, words, is_same_word).in1, common.end());
    }
    if (titles.size() == 1) return titles.front().value;
    std::string joined;
    for (const std::string& each : common) joined += (joined.empty() ? "" : " ") + each;
    std::string out{without_signs(joined)};
    if (out.find(' ') != std::string::npos) return out;
    const auto size_and_text = [](const Statement& each) { return std::pair{each.value.size(), each.value}; };
    return std::ranges::min_element(titles, {}, size_and_text)->value;
}

class Product {
public:
    Product(std::span<const GoldenVariant> variants, std::span<const std::string> axis_names, const GoldenPins& pins)
        : variants_(in_order_of_ids(variants)), pins_(pins, true) {
        for (const std::string& each : axis_names) axis_names_.insert(word_key(each));
        voices_.reserve(variants_.size());  // statements point at them
        for (const GoldenVariant* each : variants_) {
            voices_.push_back({{{}, each->id.value}, each->id.value, 0, {}});
            out_.variants.push_back({each->id, {}, {}});
        }
    }

    GoldenProduct run() {
        for (const Field& field : fields()) {
            if (field.is_of_product) merge(field);
        }
        AttributeStatements attributes;
        for (std::size_t i = 0; i < variants_.size(); ++i) {
            add_attributes(attributes, voices_[i], variants_[i]->record.attributes);
        }
        pins_.add_names(attributes);
        for (const auto& [folded, statements] : attributes) place(folded, statements);
        std::ranges::sort(out_.axes, {}, &OptionAxis::name);
        find_indistinct();
        return std::move(out_);
    }

private:
    void merge(const Field& field) {
        std::vector<Statement> statements;
        for (std::size_t i = 0; i < variants_.size(); ++i) {
            const std::string& value = variants_[i]->record.*field.into;
            std::string key = value.empty() ? std::string{} : field.key_of(value);
            if (!key.empty()) statements.push_back({&voices_[i], value, std::move(key)});
        }
        const std::string* pin = pins_.find(field.name);
        if (pin == nullptr && statements.empty()) return;
        std::string key;
        GoldenProvenance told{std::string{field.name}, "", SurvivorRule::majority, {}, {}};
        if (pin != nullptr) {
            told.value = *pin;
            told.rule = SurvivorRule::pinned;
            key = pin->empty() ? std::string{} : field.key_of(*pin);
        } else if (field.name == "title") {
            told.value = common_title(statements);
            told.rule = SurvivorRule::common;
            key = field.key_of(told.value);
            // A title that begins with it agrees with it.
            for (Statement& each : statements) {
                if (each.key.starts_with(key)) each.key = key;
            }
        } else {
            const Statement& surviving = survivor(statements, told.rule);
            told.value = surviving.value;
            key = surviving.key;
        }
        tell_sources(told, statements, key);
        out_.record.*field.into = told.value;
        out_.record.provenance.push_back(std::move(told));
    }

    /// An attribute is the product's, an axis, or each variant's own.
    void place(const std::string& folded, const NamedStatements& statements) {
        const auto* pin = pins_.find_attribute(folded);
        if (pin != nullptr) {
            keep(pin->first, pin->second, SurvivorRule::pinned, statements.values);
            return;
        }
        const std::vector<Group> groups = groups_of(statements.values);
        const std::string& name = statements.name();
        const bool may_be_axis = axis_names_.empty() || axis_names_.contains(folded);
        if (groups.size() == 1 && statements.values.size() >= variants_.size()) {
            keep(name, spelling_of(groups.front()), SurvivorRule::common, statements.values);
        } else if (groups.size() > 1 && may_be_axis) {
            add_axis(name, groups);
        } else {
            for (const Group& group : groups) {
                for (const Statement* each : group) variant_of(*each).attributes[name] = each->value;
            }
        }
    }

    void keep(const std::string& name, const std::string& value, SurvivorRule rule,
              std::span<const Statement> statements) {
        GoldenProvenance told{std::string{attribute_prefix} + name, value, rule, {}, {}};
        tell_sources(told, statements, value.empty() ? std::string{} : word_key(value));
        out_.record.provenance.push_back(std::move(told));
        if (!value.empty()) out_.record.attributes[name] = value;
    }

    void add_axis(const std::string& name, const std::vector<Group>& groups) {
        OptionAxis& axis = out_.axes.emplace_back();
        axis.name = name;
        for (const Group& group : groups) {
            axis.values.push_back(spelling_of(group));
            for (const Statement* each : group) variant_of(*each).options.try_emplace(name, axis.values.back());
        }
        std::ranges::sort(axis.values);
        for (const VariantOptions& each : out_.variants) {
            if (!each.options.contains(name)) axis.unstated_by.push_back(each.id);
        }
    }

    void find_indistinct() {
        std::map<std::map<std::string, std::string>, IndistinctVariants> groups;
        for (const VariantOptions& each : out_.variants) groups[each.options].variants.push_back(each.id);
        for (auto& [options, group] : groups) {
            if (group.variants.size() > 1) out_.indistinct.push_back(std::move(group));
        }
        std::ranges::sort(out_.indistinct, {}, &IndistinctVariants::variants);
    }

    VariantOptions& variant_of(const Statement& statement) {
        return out_.variants[static_cast<std::size_t>(statement.voice - voices_.data())];
    }

    std::vector<const GoldenVariant*> variants_;
    std::vector<Voice> voices_;
    std::set<std::string> axis_names_;
    Pins pins_;
    GoldenProduct out_;
};

}  // namespace

GoldenProduct golden_product(std::span<const GoldenVariant> variants, std::span<const std::string> axis_names,
                             const GoldenPins& pins) {
    return Product{variants, axis_names, pins}.run();
}

}  // namespace marketplace::catalog
