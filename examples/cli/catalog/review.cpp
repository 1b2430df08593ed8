#include "catalog.hpp"
#include "shared.hpp"

#include <marketplace/core/csv.hpp>
#include <marketplace/core/error.hpp>
#include <marketplace/core/json.hpp>

#include <algorithm>
#include <array>
#include <fstream>
#include <iostream>

namespace catalog_cli {

using namespace marketplace;
using namespace marketplace::catalog;

namespace {

/// A question with what one has to read to answer it.
struct Question {
    ReviewQuestion question;
    MatchExplanation why;
};
MARKETPLACE_RECORD(Question, (question, why));

/// The first five are read back.
constexpr std::array<std::string_view, 10> columns{"a_vendor", "a_sku",       "b_vendor", "b_sku",   "is_match",
                                                   "reason",   "probability", "value",    "a_title", "b_title"};

/// "" passes over, anything that is no answer is refused.
std::optional<bool> answer_of(std::string_view text, const std::string& field) {
    for (const std::string_view yes : {"yes", "y", "1", "true"}) {
        if (text == yes) return true;
    }
    for (const std::string_view no : {"no", "n", "0", "false"}) {
        if (text == no) return false;
    }
    if (text.empty()) return std::nullopt;
    fail(ErrorCode::invalid_value, field, text, "yes, no or nothing");
}

std::string value_text(const ReviewQuestion& question) { return question.value ? to_string(*question.value) : ""; }

std::vector<Question> questions_of(CatalogEngine& engine, std::int64_t limit) {
    marketplace::catalog::ReviewOptions wanted;
    wanted.questions_max = limit;
    std::vector<Question> out;
    for (const ReviewQuestion& each : engine.review(wanted)) {
        out.push_back({each, engine.explain(each.pair.a, each.pair.b)});
    }
    return out;
}

void print(const Question& each, std::size_t number) {
    std::cout << number << ". " << name_of(each.question.reason) << ", probability "
              << probability_text(each.question.pair.probability);
    if (each.question.value) std::cout << ", worth " << value_text(each.question);
    std::cout << "\n  " << text_of(each.why.pair.a) << "  " << each.why.title_a << "\n  " << text_of(each.why.pair.b)
              << "  " << each.why.title_b << '\n';
    print_evidence(each.why, false);
}

std::string csv_field(std::string_view text) {
    if (text.find_first_of(",\"\r\n") == text.npos) return std::string{text};
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"') out += '"';
        out += c;
    }
    return out + '"';
}

void write_line(std::ostream& out, std::span<const std::string> fields) {
    for (std::size_t i = 0; i < fields.size(); ++i) out << (i == 0 ? "" : ",") << csv_field(fields[i]);
    out << "\r\n";
}

void export_questions(const std::vector<Question>& questions, const std::filesystem::path& file) {
    std::ofstream out{file, std::ios::binary};
    if (!out) fail(ErrorCode::invalid_value, "--export", file.string(), "a file that can be written");
    write_line(out, std::vector<std::string>(columns.begin(), columns.end()));
    for (const Question& each : questions) {
        const MatchedPair& pair = each.question.pair;
        const std::array fields{pair.a.vendor_id.value, pair.a.sku, pair.b.vendor_id.value, pair.b.sku, std::string{},
                                std::string{name_of(each.question.reason)}, probability_text(pair.probability),
                                value_text(each.question), each.why.title_a, each.why.title_b};
        write_line(out, fields);
    }
    out.close();
    if (!out) fail(ErrorCode::store_failed, "--export", file.string(), "a file that can be written to its end");
}

/// The answers of an exported file; lines without one are passed over.
std::vector<PairVerdict> read_answers(const std::filesystem::path& file) {
    std::ifstream in{file, std::ios::binary};
    if (!in) fail(ErrorCode::not_found, "--answers", file.string(), "a file that can be read");
    CsvTable table{[&in](std::span<char> buffer) {
                       in.read(buffer.data(), static_cast<std::streamsize>(buffer.size()));
                       return static_cast<std::size_t>(in.gcount());
                   },
                   std::span{columns}.first<5>()};
    std::vector<PairVerdict> out;
    while (table.next()) {
        const auto answer = answer_of(table[4], "line " + std::to_string(table.reader().line()) + ", is_match");
        if (!answer) continue;
        out.push_back({{VendorId{std::string{table[0]}}, std::string{table[1]}},
                       {VendorId{std::string{table[2]}}, std::string{table[3]}},
                       *answer});
    }
    return out;
}

int take_answers(CatalogEngine& engine, const ReviewOptions& options) {
    const std::vector<PairVerdict> verdicts = read_answers(*options.answers);
    const auto changes = engine.decide(verdicts, now(), options.decided_by);
    if (options.json) std::cout << to_json(changes) << '\n';
    else std::cout << counted(std::ssize(verdicts), "verdict") << " taken over, "
                   << counted(std::ssize(changes), "change") << " of variants\n";
    return 0;
}

/// Asks on the terminal; each answer is kept as soon as it is given. The queue is made anew after every round, since
/// answers change what is worth asking.
int ask(CatalogEngine& engine, const ReviewOptions& options) {
    std::int64_t asked = 0;
    std::vector<std::pair<VendorProductId, VendorProductId>> passed_over;
    while (asked < options.limit) {
        const auto is_new = [&](const Question& each) {
            return std::ranges::find(passed_over, std::pair{each.why.pair.a, each.why.pair.b}) == passed_over.end();
        };
        const auto questions = questions_of(engine, std::ssize(passed_over) + 1);
        const auto next = std::ranges::find_if(questions, is_new);
        if (next == questions.end()) break;
        print(*next, static_cast<std::size_t>(++asked));
        std::string line;
        std::optional<bool> answer;
        for (bool is_answered = false; !is_answered;) {
            std::cout << "  the same? [yes / no / Enter for later / q to end] " << std::flush;
            if (!std::getline(std::cin, line) || line == "q" || line == "quit") return 0;
            try {
                answer = answer_of(line, "answer");
                is_answered = true;
            } catch (const Error& error) {
                std::cout << "  " << error.what() << '\n';
            }
        }
        const VendorProductId a = next->why.pair.a;
        const VendorProductId b = next->why.pair.b;
        if (answer) engine.decide(std::array{PairVerdict{a, b, *answer}}, now(), options.decided_by);
        else passed_over.emplace_back(a, b);
    }
    std::cout << "no more questions\n";
    return 0;
}

}  // namespace

int review(const ReviewOptions& options) {
    CatalogEngine engine{cli::open_store(options.store, {.must_exist = true})};
    if (options.answers) return take_answers(engine, options);
    if (options.asks) return ask(engine, options);
    const std::vector<Question> questions = questions_of(engine, options.limit);
    if (options.export_file) {
        export_questions(questions, *options.export_file);
        std::cerr << counted(std::ssize(questions), "question") << " written to " << options.export_file->string()
                  << "; fill in is_match with yes or no, and give it to --answers\n";
        return 0;
    }
    if (options.json) {
        std::cout << to_json(questions) << '\n';
        return 0;
    }
    for (std::size_t i = 0; i < questions.size(); ++i) print(questions[i], i + 1);
    if (questions.empty()) std::cout << "no questions\n";
    return 0;
}

}  // namespace catalog_cli
