#include <marketplace/adapters/credit_transfer.hpp>
#include <marketplace/core/sha256.hpp>

#include <algorithm>
#include <map>

namespace marketplace {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_capital(char c) { return c >= 'A' && c <= 'Z'; }
bool is_small(char c) { return c >= 'a' && c <= 'z'; }

/// The characters that every bank of the SEPA area accepts in an id.
bool is_bank_id(std::string_view text) {
    constexpr std::string_view marks = "/-?:().,'+ ";
    if (text.empty() || text.size() > 35 || text.front() == '/' || text.back() == '/') return false;
    return text.find("//") == std::string_view::npos && std::all_of(text.begin(), text.end(), [&](char c) {
               return is_digit(c) || is_capital(c) || is_small(c) || marks.find(c) != std::string_view::npos;
           });
}

bool is_bic(std::string_view text) {
    if (text.size() != 8 && text.size() != 11) return false;
    return std::all_of(text.begin(), text.begin() + 6, is_capital) &&
           std::all_of(text.begin() + 6, text.end(), [](char c) { return is_capital(c) || is_digit(c); });
}

/// XML text; what XML 1.0 cannot hold becomes a blank. Cut to so many characters, never inside one.
std::string escaped(std::string_view text, std::size_t length_max) {
    std::string out;
    std::size_t length = 0;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool begins_character = (byte & 0xC0U) != 0x80U;
        if (begins_character && length++ == length_max) break;
        if (byte < 0x20 || byte == 0x7F) out += ' ';
        else if (c == '&') out += "&amp;";
        else if (c == '<') out += "&lt;";
        else if (c == '>') out += "&gt;";
        else out += c;
    }
    return out;
}

/// Writes elements with an indent for each level.
class XmlWriter {
public:
    XmlWriter() : out_("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n") {}

    void open(std::string_view name, std::string_view attribute = "") {
        line("<" + std::string{name} + std::string{attribute} + ">");
        open_.emplace_back(name);
    }
    void close() {
        const std::string name = open_.back();
        open_.pop_back();
        line("</" + name + ">");
    }
    void text(std::string_view name, std::string_view value, std::size_t length_max = 140,
              std::string_view attribute = "") {
        line("<" + std::string{name} + std::string{attribute} + ">" + escaped(value, length_max) + "</" +
             std::string{name} + ">");
    }
    /// A text inside of elements that hold nothing else: {"Cdtr", "Nm"}.
    void nested(std::initializer_list<std::string_view> names, std::string_view value, std::size_t length_max = 140) {
        for (auto name = names.begin(); name + 1 != names.end(); ++name) open(*name);
        text(*(names.end() - 1), value, length_max);
        for (std::size_t i = 1; i < names.size(); ++i) close();
    }
    [[nodiscard]] std::string take() { return std::move(out_); }

private:
    void line(const std::string& content) { out_.append(open_.size() * 2, ' ').append(content).append("\n"); }

    std::string out_;
    std::vector<std::string> open_;
};

using Batch = std::vector<const PayoutInstruction*>;

Money sum_of(const Batch& batch) {
    Money sum{{}, batch.front()->currency};
    for (const PayoutInstruction* each : batch) sum = sum + Money{each->amount_minor, each->currency};
    return sum;
}

void write_transfer(XmlWriter& xml, const PayoutInstruction& each) {
    xml.open("CdtTrfTxInf");
    xml.open("PmtId");
    xml.text("InstrId", credit_transfer_id(each.id.value));
    xml.text("EndToEndId", credit_transfer_id(each.idempotency_key));
    xml.close();
    xml.open("Amt");
    xml.text("InstdAmt", to_decimal(Money{each.amount_minor, each.currency}), 140,
             " Ccy=\"" + std::string{each.currency.code()} + "\"");
    xml.close();
    xml.nested({"Cdtr", "Nm"}, each.payee_name, 70);
    xml.nested({"CdtrAcct", "Id", "IBAN"}, each.account);
    if (!each.reference.empty()) xml.nested({"RmtInf", "Ustrd"}, each.reference);
    xml.close();
}

void write_batch(XmlWriter& xml, const CreditTransferDebtor& debtor, const std::string& id, const Batch& batch) {
    const bool euros = batch.front()->currency.code() == "EUR";
    xml.open("PmtInf");
    xml.text("PmtInfId", id);
    xml.text("PmtMtd", "TRF");
    xml.text("NbOfTxs", std::to_string(batch.size()));
    xml.text("CtrlSum", to_decimal(sum_of(batch)));
    if (euros) xml.nested({"PmtTpInf", "SvcLvl", "Cd"}, "SEPA");
    xml.text("ReqdExctnDt", to_string(batch.front()->execute_on));
    xml.nested({"Dbtr", "Nm"}, debtor.name, 70);
    xml.nested({"DbtrAcct", "Id", "IBAN"}, debtor.iban);
    if (debtor.bic.empty()) {
        xml.nested({"DbtrAgt", "FinInstnId", "Othr", "Id"}, "NOTPROVIDED");
    } else {
        xml.nested({"DbtrAgt", "FinInstnId", "BIC"}, debtor.bic);
    }
    xml.text("ChrgBr", euros ? "SLEV" : "SHAR");
    for (const PayoutInstruction* each : batch) write_transfer(xml, *each);
    xml.close();
}

void require(bool sound, std::string_view field, std::string_view value, std::string_view expected) {
    if (!sound) fail(ErrorCode::invalid_value, field, value, expected);
}

void require_sound(const CreditTransferDebtor& debtor, std::string_view message_id,
                   std::span<const PayoutInstruction> instructions) {
    require(!debtor.name.empty(), "debtor.name", "", "a name");
    require(is_iban(debtor.iban), "debtor.iban", debtor.iban, "an IBAN with sound check digits");
    require(debtor.bic.empty() || is_bic(debtor.bic), "debtor.bic", debtor.bic, "8 or 11 characters of a BIC");
    require(is_bank_id(message_id), "message_id", message_id, "1 to 35 characters of the SEPA set");
    require(!instructions.empty(), "instructions", "", "at least one instruction");
    for (std::size_t i = 0; i < instructions.size(); ++i) {
        const std::string path = "instructions[" + std::to_string(i) + "]";
        const std::string refusal = credit_transfer_refusal(instructions[i]);
        require(refusal.empty(), path, instructions[i].id.value, refusal);
        require(instructions[i].execute_on == instructions[0].execute_on, path + ".execute_on",
                to_string(instructions[i].execute_on), "one day for the whole file");
    }
}

}  // namespace

bool is_iban(std::string_view text) {
    if (text.size() < 15 || text.size() > 34) return false;
    if (!is_capital(text[0]) || !is_capital(text[1]) || !is_digit(text[2]) || !is_digit(text[3])) return false;
    int remainder = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[(i + 4) % text.size()];
        if (is_digit(c)) remainder = (remainder * 10 + (c - '0')) % 97;
        else if (is_capital(c)) remainder = (remainder * 100 + (c - 'A' + 10)) % 97;
        else return false;
    }
    return remainder == 1;
}

std::string credit_transfer_id(std::string_view id) {
    constexpr std::size_t digits = 32;
    return is_bank_id(id) ? std::string{id} : "MP" + sha256_hex(id).substr(0, digits);
}

std::string credit_transfer_refusal(const PayoutInstruction& instruction) {
    if (instruction.id.value.empty()) return "an id";
    if (instruction.idempotency_key.empty()) return "an idempotency key";
    if (instruction.payee_name.empty()) return "a payee name";
    if (!is_iban(instruction.account)) return "an account that is an IBAN with sound check digits";
    if (instruction.amount_minor < Amount{1}) return "an amount of 1 or more";
    return "";
}

std::string write_credit_transfer(const CreditTransferDebtor& debtor, std::string_view message_id,
                                  std::span<const PayoutInstruction> instructions) {
    require_sound(debtor, message_id, instructions);
    std::map<std::string_view, Batch> by_currency;
    Timestamp created_at = timestamp_min;
    for (const PayoutInstruction& each : instructions) {
        by_currency[each.currency.code()].push_back(&each);
        created_at = std::max(created_at, each.requested_at);
    }
    XmlWriter xml;
    xml.open("Document", " xmlns=\"urn:iso:std:iso:20022:tech:xsd:pain.001.001.03\"");
    xml.open("CstmrCdtTrfInitn");
    xml.open("GrpHdr");
    xml.text("MsgId", message_id);
    xml.text("CreDtTm", to_string(created_at).substr(0, 19) + "Z");
    xml.text("NbOfTxs", std::to_string(instructions.size()));
    // A sum over several currencies says nothing; the element is optional.
    if (by_currency.size() == 1) xml.text("CtrlSum", to_decimal(sum_of(by_currency.begin()->second)));
    xml.nested({"InitgPty", "Nm"}, debtor.name, 70);
    xml.close();
    for (const auto& [code, batch] : by_currency) {
        write_batch(xml, debtor, std::string{message_id}.substr(0, 31) + "-" + std::string{code}, batch);
    }
    xml.close();
    xml.close();
    return xml.take();
}

}  // namespace marketplace
