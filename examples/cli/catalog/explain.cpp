#include "catalog.hpp"
#include "shared.hpp"

#include <marketplace/core/json.hpp>

#include <algorithm>
#include <iomanip>
#include <iostream>
#include <sstream>

namespace catalog_cli {

using namespace marketplace;
using namespace marketplace::catalog;

namespace {

std::string signed_text(double log_odds) {
    std::ostringstream out;
    out << std::showpos << std::fixed << std::setprecision(2) << log_odds;
    return out.str();
}

std::string value_text(const std::optional<double>& value) {
    if (!value) return "not stated";
    std::ostringstream out;
    out << std::setprecision(3) << *value;
    return out.str();
}

void print_row(const std::string& name, const std::string& value, double log_odds) {
    std::cout << "  " << std::left << std::setw(28) << name << std::setw(14) << value << std::right << std::setw(8)
              << signed_text(log_odds) << '\n';
}

void print_features(const MatchExplanation& why, std::int64_t features_max) {
    std::cout << "log-odds\n";
    print_row("any pair", "", why.base);
    const auto shown = std::min<std::int64_t>(features_max, std::ssize(why.features));
    double others = 0;
    for (std::int64_t i = 0; i < std::ssize(why.features); ++i) {
        const FeatureContribution& each = why.features[static_cast<std::size_t>(i)];
        if (i < shown) print_row(each.feature, value_text(each.value), each.log_odds);
        else others += each.log_odds;
    }
    if (shown < std::ssize(why.features)) {
        print_row("the other " + counted(std::ssize(why.features) - shown, "feature"), "", others);
    }
    print_row("other items of the vendors", "", why.rivals);
    print_row("together", "", why.log_odds);
}

std::string faults_text(const RefusedJoin& refused) {
    switch (refused.fault) {
        case JoinFault::same_vendor: return "a vendor would have two products in one variant: ";
        case JoinFault::separated: return "a person has separated ";
        case JoinFault::variant: return "variants that differ are ";
        case JoinFault::doubtful: return "the pairs between the two groups, taken together, speak against it: ";
    }
    return {};
}

}  // namespace

void print_evidence(const MatchExplanation& why, bool agreements) {
    for (const MatchEvidence& each : why.evidence) {
        if (each.agrees && !agreements) continue;
        const std::string name = each.kind == EvidenceKind::word ? "word" : each.name;
        std::cout << "  " << (each.agrees ? "= " : "! ") << std::left << std::setw(14) << name;
        const auto quoted = [](const std::string& text) { return text.empty() ? "-" : "'" + text + "'"; };
        std::cout << quoted(each.text_a);
        if (!each.agrees || each.text_a != each.text_b) std::cout << "  |  " << quoted(each.text_b);
        std::cout << '\n';
    }
}

int explain(const ExplainOptions& options) {
    const VendorProductId a = parse_item(options.a, "A");
    const VendorProductId b = parse_item(options.b, "B");
    CatalogEngine engine{cli::open_store(options.store, {.must_exist = true})};
    const MatchExplanation why = engine.explain(a, b);
    if (options.json) {
        std::cout << to_json(why) << '\n';
        return 0;
    }
    std::cout << text_of(why.pair.a) << "  " << why.title_a << '\n'
              << text_of(why.pair.b) << "  " << why.title_b << '\n'
              << "probability " << probability_text(why.pair.probability) << ", " << name_of(why.pair.decision)
              << (why.pair.has_verdict ? ", by a person's verdict" : "") << '\n';
    for (const RefusedJoin& each : why.refused) {
        std::cout << "not joined: " << faults_text(each) << text_of(each.of_a) << " and " << text_of(each.of_b) << '\n';
    }
    std::cout << "evidence (= agrees, ! clashes or stands alone)\n";
    print_evidence(why, true);
    print_features(why, options.features_max);
    return 0;
}

}  // namespace catalog_cli
