#include <marketplace/adapters/payment_file.hpp>

#include <marketplace/core/csv.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <map>
#include <sys/file.h>
#include <unistd.h>

namespace marketplace {
namespace {

constexpr std::array<std::string_view, 10> columns = {
    "id", "payee_id", "payee_name", "account", "amount", "currency", "reference", "execute_on", "requested_at",
    "idempotency_key"};
/// What a file holds, in the order in which it was taken.
using Instructions = std::vector<PayoutInstruction>;

/// The operating system refused; becomes an outcome at the edge of the provider.
struct FileProblem {
    std::string what;
};

[[noreturn]] void problem(std::string_view doing, const std::string& path) {
    throw FileProblem{std::string{doing} + " " + path + ": " + std::strerror(errno)};
}

/// An open file that closes itself.
class File {
public:
    File(const std::string& path, int flags) : path_(path), descriptor_(::open(path.c_str(), flags | O_CLOEXEC, 0600)) {
        if (descriptor_ < 0) problem("cannot open", path);
    }
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    ~File() { ::close(descriptor_); }

    void lock() {
        while (::flock(descriptor_, LOCK_EX) != 0) {
            if (errno != EINTR) problem("cannot lock", path_);
        }
    }
    void write(std::string_view bytes) {
        while (!bytes.empty()) {
            const ssize_t count = ::write(descriptor_, bytes.data(), bytes.size());
            if (count < 0 && errno == EINTR) continue;
            if (count < 0) problem("cannot write", path_);
            bytes.remove_prefix(static_cast<std::size_t>(count));
        }
    }
    std::size_t read(std::span<char> into) {
        for (;;) {
            const ssize_t count = ::read(descriptor_, into.data(), into.size());
            if (count >= 0) return static_cast<std::size_t>(count);
            if (errno != EINTR) problem("cannot read", path_);
        }
    }
    void sync() {
        if (::fsync(descriptor_) != 0) problem("cannot sync", path_);
    }

private:
    std::string path_;
    int descriptor_;
};

/// Spreadsheets run cells that begin like a formula; an apostrophe in front makes them text. A leading
/// apostrophe is marked the same way, so that reading takes exactly one off.
std::string cell(std::string_view text) {
    constexpr std::string_view dangerous = "=+-@\t\r\n'";
    std::string content;
    if (!text.empty() && dangerous.find(text.front()) != std::string_view::npos) content += '\'';
    content += text;
    if (content.find_first_of(",\"\r\n") == std::string::npos) return content;
    std::string quoted = "\"";
    for (const char c : content) quoted.append(c == '"' ? 2 : 1, c);
    return quoted + "\"";
}

std::string text_of(std::string_view cell_content) {
    if (cell_content.starts_with('\'')) cell_content.remove_prefix(1);
    return std::string{cell_content};
}

std::string csv_of(const Instructions& instructions) {
    std::string out;
    for (const std::string_view name : columns) out.append(name).append(name == columns.back() ? "\r\n" : ",");
    for (const PayoutInstruction& each : instructions) {
        const std::string amount = to_decimal(Money{each.amount_minor, each.currency});
        out += cell(each.id.value) + "," + cell(each.payee_id) + "," + cell(each.payee_name) + "," +
               cell(each.account) + "," + amount + "," + std::string{each.currency.code()} + "," +
               cell(each.reference) + "," + to_string(each.execute_on) + "," + to_string(each.requested_at) + "," +
               cell(each.idempotency_key) + "\r\n";
    }
    return out;
}

PayoutInstruction instruction_of(const CsvTable& row) {
    PayoutInstruction out;
    out.id = PayoutId{text_of(row[0])};
    out.payee_id = text_of(row[1]);
    out.payee_name = text_of(row[2]);
    out.account = text_of(row[3]);
    out.currency = Currency{row[5]};
    out.amount_minor = parse_money(row[4], out.currency).minor;
    out.reference = text_of(row[6]);
    out.execute_on = parse_date(row[7]);
    out.requested_at = parse_timestamp(row[8]);
    out.idempotency_key = text_of(row[9]);
    return out;
}

bool exists(const std::string& path) {
    std::error_code error;
    return std::filesystem::exists(path, error);
}

Instructions read_file(const std::string& path) {
    if (!exists(path)) return {};
    File file{path, O_RDONLY};
    CsvTable table{[&](std::span<char> into) { return file.read(into); }, columns};
    Instructions out;
    while (table.next()) out.push_back(instruction_of(table));
    return out;
}

/// Replaces a file as a whole; it and its name are on the disk afterwards.
void replace_file(const std::string& directory, const std::string& path, std::string_view bytes) {
    const std::string beside = path + ".new";
    {
        File file{beside, O_WRONLY | O_CREAT | O_TRUNC};
        file.write(bytes);
        file.sync();
    }
    if (::rename(beside.c_str(), path.c_str()) != 0) problem("cannot rename", beside);
    File{directory, O_RDONLY | O_DIRECTORY}.sync();
}

/// The same payment, whenever it was asked for.
bool same_payment(PayoutInstruction a, const PayoutInstruction& b) {
    a.requested_at = b.requested_at;
    return a == b;
}

ProviderResult rejected(std::string reason) { return {ProviderOutcome::rejected, "", std::move(reason)}; }
ProviderResult unknown(std::string reason) { return {ProviderOutcome::unknown, "", std::move(reason)}; }

class PaymentFile final : public PaymentProvider {
public:
    explicit PaymentFile(PaymentFileOptions options) : options_(std::move(options)) {}

    [[nodiscard]] std::string_view name() const noexcept override { return "payment_file"; }

    [[nodiscard]] ProviderResult submit_payout(const PayoutInstruction& instruction) override {
        return submit_payouts({&instruction, 1}).front();
    }

    [[nodiscard]] std::vector<ProviderResult> submit_payouts(std::span<const PayoutInstruction> instructions) override {
        std::vector<ProviderResult> out(instructions.size());
        std::map<Date, std::vector<std::size_t>> by_day;
        for (std::size_t i = 0; i < instructions.size(); ++i) {
            std::string refusal = refusal_of(instructions[i]);
            if (refusal.empty()) by_day[instructions[i].execute_on].push_back(i);
            else out[i] = rejected(std::move(refusal));
        }
        for (const auto& [day, positions] : by_day) submit_day(day, positions, instructions, out);
        return out;
    }

    [[nodiscard]] ProviderPayout query_payout(const PayoutQuery& query) override {
        try {
            File guard{path_of(".lock"), O_RDWR | O_CREAT};
            guard.lock();
            for (const PayoutInstruction& each : read_file(csv_path(query.execute_on))) {
                if (each.idempotency_key == query.idempotency_key) {
                    return {ProviderPayoutState::processing, reference_of(each), "written to the file"};
                }
            }
            return {ProviderPayoutState::not_found, "", "not in " + csv_name(query.execute_on)};
        } catch (const FileProblem& error) {
            return {ProviderPayoutState::unknown, "", error.what};
        } catch (const Error& error) {
            return {ProviderPayoutState::unknown, "", csv_name(query.execute_on) + ": " + error.what()};
        }
    }

private:
    [[nodiscard]] std::string refusal_of(const PayoutInstruction& instruction) const {
        if (instruction.id.empty()) return "an id";
        if (instruction.idempotency_key.empty()) return "an idempotency key";
        if (instruction.amount_minor < Amount{1}) return "an amount of 1 or more";
        if (instruction.currency.info().exponent < 0) return "a currency with a minor unit";
        try {
            validate(instruction.execute_on);
        } catch (const Error& error) {
            return error.what();
        }
        return options_.debtor ? credit_transfer_refusal(instruction) : "";
    }

    /// All instructions of one day: at most one new version of its files.
    void submit_day(const Date& day, const std::vector<std::size_t>& positions,
                    std::span<const PayoutInstruction> instructions, std::vector<ProviderResult>& out) {
        bool writing = false;
        try {
            File guard{path_of(".lock"), O_RDWR | O_CREAT};
            guard.lock();
            Instructions content = read_file(csv_path(day));
            const std::size_t before = content.size();
            std::map<std::string, std::size_t> by_key;
            for (std::size_t i = 0; i < before; ++i) by_key[content[i].idempotency_key] = i;
            for (const std::size_t i : positions) out[i] = take(instructions[i], content, by_key);
            if (content.size() == before && !is_behind(day, content)) return;
            writing = true;
            write_day(day, content);
        } catch (const FileProblem& error) {
            // Before the first rename nothing has changed; after it the file may hold the payment.
            for (const std::size_t i : positions) out[i] = writing ? unknown(error.what) : rejected(error.what);
        } catch (const Error& error) {
            // The file was changed by somebody else; whether the payment was in it cannot be told.
            for (const std::size_t i : positions) out[i] = unknown(csv_name(day) + ": " + error.what());
        }
    }

    ProviderResult take(const PayoutInstruction& instruction, Instructions& content,
                        std::map<std::string, std::size_t>& by_key) const {
        const auto [found, is_new] = by_key.try_emplace(instruction.idempotency_key, content.size());
        if (is_new) content.push_back(instruction);
        if (!same_payment(content[found->second], instruction)) {
            return unknown("key " + instruction.idempotency_key + " stands in the file for another payment");
        }
        return {ProviderOutcome::accepted, reference_of(instruction), ""};
    }

    /// The CSV is the record of what was taken; the XML follows it, again if a crash came between them.
    void write_day(const Date& day, const Instructions& content) const {
        replace_file(options_.directory, csv_path(day), csv_of(content));
        if (options_.debtor) replace_file(options_.directory, xml_path(day), xml_of(day, content));
    }

    [[nodiscard]] std::string xml_of(const Date& day, const Instructions& content) const {
        // The number of payments makes the id of each version of the file its own.
        const std::string id = to_string(day) + "-" + std::to_string(content.size());
        return write_credit_transfer(*options_.debtor, id, content);
    }

    [[nodiscard]] bool is_behind(const Date& day, const Instructions& content) const {
        if (!options_.debtor || content.empty()) return false;
        if (!exists(xml_path(day))) return true;
        File file{xml_path(day), O_RDONLY};
        std::string head(400, '\0');
        head.resize(file.read(head));
        return head.find("-" + std::to_string(content.size()) + "</MsgId>") == std::string::npos;
    }

    [[nodiscard]] std::string csv_name(const Date& day) const {
        return options_.prefix + "-" + to_string(day) + ".csv";
    }
    [[nodiscard]] std::string csv_path(const Date& day) const { return path_of("-" + to_string(day) + ".csv"); }
    [[nodiscard]] std::string xml_path(const Date& day) const { return path_of("-" + to_string(day) + ".xml"); }
    [[nodiscard]] std::string path_of(const std::string& suffix) const {
        return options_.directory + "/" + options_.prefix + suffix;
    }
    [[nodiscard]] std::string reference_of(const PayoutInstruction& instruction) const {
        return csv_name(instruction.execute_on) + "#" + instruction.idempotency_key;
    }

    PaymentFileOptions options_;
};

}  // namespace

std::unique_ptr<PaymentProvider> make_payment_file(const PaymentFileOptions& options) {
    const auto is_name = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    };
    if (options.prefix.empty() || !std::all_of(options.prefix.begin(), options.prefix.end(), is_name)) {
        fail(ErrorCode::invalid_value, "prefix", options.prefix, "letters, digits, - and _");
    }
    std::error_code error;
    if (!std::filesystem::is_directory(options.directory, error)) {
        fail(ErrorCode::invalid_value, "directory", options.directory, "a directory that exists");
    }
    if (options.debtor && !is_iban(options.debtor->iban)) {
        fail(ErrorCode::invalid_value, "debtor.iban", options.debtor->iban, "an IBAN with sound check digits");
    }
    return std::make_unique<PaymentFile>(options);
}

}  // namespace marketplace
