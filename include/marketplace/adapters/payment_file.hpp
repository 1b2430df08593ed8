#pragma once
// A payment provider that writes files for a bank: one CSV of payment instructions for each day of
// execution, and beside it, if wanted, the same as ISO 20022 XML.
//
// A file is replaced as a whole (written beside, then renamed), so that a reader or a crash never meets
// half of one. An idempotency key is written once, however often and from however many processes it is
// submitted. Each version of a day's file holds all payments of the day: send it to the bank once, when
// the day's batch is complete. What a bank does with the file is reported by the host: `query_payout` knows only
// whether an instruction is in it.

#include <marketplace/adapters/credit_transfer.hpp>
#include <marketplace/ports/payment_provider.hpp>

#include <memory>
#include <optional>
#include <string>

namespace marketplace {

/// Where and how to write.
struct PaymentFileOptions {
    std::string directory;                        ///< must exist and be writable
    std::string prefix = "payments";              ///< "payments-2024-01-05.csv"; letters, digits, - and _
    std::optional<CreditTransferDebtor> debtor;   ///< writes "payments-2024-01-05.xml" too

    friend bool operator==(const PaymentFileOptions&, const PaymentFileOptions&) = default;
};
MARKETPLACE_COMPILED_RECORD(PaymentFileOptions, (directory, prefix, debtor));

/// The provider "payment_file". Its reference is the file name and the key: "payments-2024-01-05.csv#po1:1".
/// A payment that cannot be written is rejected; one whose key stands in the file with another content is
/// unknown, because the bank may have it. Throws `invalid_value` for unsound options.
[[nodiscard]] std::unique_ptr<PaymentProvider> make_payment_file(const PaymentFileOptions& options);

}  // namespace marketplace
