#include <doctest/doctest.h>

#include <marketplace/adapters/credit_transfer.hpp>

using namespace marketplace;

namespace {

const CreditTransferDebtor debtor{"Marketplace <SA>", "FR1420041010050500013M02606", "PSSTFRPPXXX"};

PayoutInstruction instruction(const std::string& id, std::int64_t amount, const char* currency = "EUR") {
    PayoutInstruction out;
    out.id = PayoutId{id};
    out.payee_name = "Ana & Söhne";
    out.account = "DE89370400440532013000";
    out.currency = Currency{currency};
    out.amount_minor = Amount{amount};
    out.reference = "January";
    out.idempotency_key = id + ":1";
    out.execute_on = Date{2024, 1, 5};
    out.requested_at = parse_timestamp("2024-01-05T08:00:00.5Z");
    return out;
}

std::string refused_field(const CreditTransferDebtor& from, const std::vector<PayoutInstruction>& instructions,
                          std::string_view message_id = "m1") {
    try {
        (void)write_credit_transfer(from, message_id, instructions);
        return "accepted";
    } catch (const Error& error) {
        return error.field();
    }
}

}  // namespace

TEST_CASE("one transfer is exactly this document, with the elements in the order of the schema") {
    CHECK(write_credit_transfer(debtor, "m1", std::vector{instruction("po1", 12'345)}) ==
          R"(<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.03">
  <CstmrCdtTrfInitn>
    <GrpHdr>
      <MsgId>m1</MsgId>
      <CreDtTm>2024-01-05T08:00:00Z</CreDtTm>
      <NbOfTxs>1</NbOfTxs>
      <CtrlSum>123.45</CtrlSum>
      <InitgPty>
        <Nm>Marketplace &lt;SA&gt;</Nm>
      </InitgPty>
    </GrpHdr>
    <PmtInf>
      <PmtInfId>m1-EUR</PmtInfId>
      <PmtMtd>TRF</PmtMtd>
      <NbOfTxs>1</NbOfTxs>
      <CtrlSum>123.45</CtrlSum>
      <PmtTpInf>
        <SvcLvl>
          <Cd>SEPA</Cd>
        </SvcLvl>
      </PmtTpInf>
      <ReqdExctnDt>2024-01-05</ReqdExctnDt>
      <Dbtr>
        <Nm>Marketplace &lt;SA&gt;</Nm>
      </Dbtr>
      <DbtrAcct>
        <Id>
          <IBAN>FR1420041010050500013M02606</IBAN>
        </Id>
      </DbtrAcct>
      <DbtrAgt>
        <FinInstnId>
          <BIC>PSSTFRPPXXX</BIC>
        </FinInstnId>
      </DbtrAgt>
      <ChrgBr>SLEV</ChrgBr>
      <CdtTrfTxInf>
        <PmtId>
          <InstrId>po1</InstrId>
          <EndToEndId>po1:1</EndToEndId>
        </PmtId>
        <Amt>
          <InstdAmt Ccy="EUR">123.45</InstdAmt>
        </Amt>
        <Cdtr>
          <Nm>Ana &amp; Söhne</Nm>
        </Cdtr>
        <CdtrAcct>
          <Id>
            <IBAN>DE89370400440532013000</IBAN>
          </Id>
        </CdtrAcct>
        <RmtInf>
          <Ustrd>January</Ustrd>
        </RmtInf>
      </CdtTrfTxInf>
    </PmtInf>
  </CstmrCdtTrfInitn>
</Document>
)");
}

TEST_CASE("each currency is a block with its own sum, and sums of several currencies are not made") {
    const std::string out = write_credit_transfer(
        debtor, "m1", std::vector{instruction("a", 100), instruction("b", 250), instruction("c", 500, "JPY")});
    CHECK(out.find("<NbOfTxs>3</NbOfTxs>\n      <InitgPty>") != std::string::npos);
    CHECK(out.find("<PmtInfId>m1-EUR</PmtInfId>\n      <PmtMtd>TRF</PmtMtd>\n      <NbOfTxs>2</NbOfTxs>\n      "
                   "<CtrlSum>3.50<") != std::string::npos);
    CHECK(out.find("<NbOfTxs>1</NbOfTxs>\n      <CtrlSum>500<") != std::string::npos);
    CHECK(out.find("<ChrgBr>SHAR</ChrgBr>") != std::string::npos);
}

TEST_CASE("names are cut to what the schema allows, not inside a character") {
    PayoutInstruction long_name = instruction("a", 1);
    long_name.payee_name = std::string(69, 'x') + "öö";
    long_name.reference = "line\nbreak";
    const std::string out = write_credit_transfer(debtor, "m1", std::vector{long_name});
    CHECK(out.find("<Nm>" + std::string(69, 'x') + "ö</Nm>") != std::string::npos);
    CHECK(out.find("<Ustrd>line break</Ustrd>") != std::string::npos);
}

TEST_CASE("what a bank would refuse is refused with its path") {
    const auto with = [](auto change) {
        PayoutInstruction changed = instruction("b", 1);
        change(changed);
        return refused_field(debtor, {instruction("a", 1), changed});
    };
    CHECK(with([](auto&) {}) == "accepted");
    CHECK(with([](auto& i) { i.id = PayoutId{}; }) == "instructions[1]");
    CHECK(with([](auto& i) { i.idempotency_key = ""; }) == "instructions[1]");
    CHECK(with([](auto& i) { i.payee_name = ""; }) == "instructions[1]");
    CHECK(with([](auto& i) { i.account = "DE89370400440532013001"; }) == "instructions[1]");
    CHECK(with([](auto& i) { i.amount_minor = Amount{0}; }) == "instructions[1]");
    CHECK(with([](auto& i) { i.execute_on = Date{2024, 1, 6}; }) == "instructions[1].execute_on");
    CHECK(refused_field(debtor, {}) == "instructions");
    CHECK(refused_field(debtor, {instruction("a", 1)}, "") == "message_id");
    CHECK(refused_field({"", debtor.iban, ""}, {instruction("a", 1)}) == "debtor.name");
    CHECK(refused_field({"x", "FR", ""}, {instruction("a", 1)}) == "debtor.iban");
    CHECK(refused_field({"x", debtor.iban, "psst"}, {instruction("a", 1)}) == "debtor.bic");
    CHECK(refused_field({"x", debtor.iban, ""}, {instruction("a", 1)}) == "accepted");
}

TEST_CASE("ids that banks do not take, such as those of the engine, have a stand-in that they do take") {
    CHECK(credit_transfer_id("po1:1") == "po1:1");
    CHECK(credit_transfer_id(std::string(35, 'a')) == std::string(35, 'a'));
    const std::string engine_key = "payout/vendor/v/EUR/weekly:2024-01-29:1";
    const std::vector<std::string> unfit{std::string(36, 'a'), "/a", "a//b", "ö", engine_key};
    for (const std::string& id : unfit) {
        const std::string made = credit_transfer_id(id);
        CHECK(made.size() == 34);
        CHECK(made.starts_with("MP"));
        CHECK(made == credit_transfer_id(id));
        CHECK(credit_transfer_id(made) == made);
    }
    CHECK(credit_transfer_id("/a") != credit_transfer_id("/b"));
    PayoutInstruction long_ids = instruction("a", 1);
    long_ids.idempotency_key = engine_key;
    const std::string out = write_credit_transfer(debtor, "m1", std::vector{long_ids});
    CHECK(out.find("<EndToEndId>" + credit_transfer_id(engine_key) + "<") != std::string::npos);
}

TEST_CASE("IBAN check digits hold for the published examples and for no single changed digit") {
    for (const char* good : {"DE89370400440532013000", "GB29NWBK60161331926819", "FR1420041010050500013M02606",
                             "NO9386011117947", "MT84MALT011000012345MTLCAST001S"}) {
        CHECK(is_iban(good));
    }
    const std::string good = "DE89370400440532013000";
    for (std::size_t i = 2; i < good.size(); ++i) {
        std::string changed = good;
        changed[i] = changed[i] == '9' ? '0' : static_cast<char>(changed[i] + 1);
        CHECK_FALSE(is_iban(changed));
    }
    CHECK_FALSE(is_iban("DE89 3704 0044 0532 0130 00"));
    CHECK_FALSE(is_iban(""));
    CHECK_FALSE(is_iban("de89370400440532013000"));
}
