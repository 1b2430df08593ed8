#pragma once
// Payment instructions as an ISO 20022 customer credit transfer initiation, pain.001.001.03: the file
// that European banks take for a batch of transfers.

#include <marketplace/ports/payment_provider.hpp>

#include <span>
#include <string>
#include <string_view>

namespace marketplace {

/// Whose account pays.
struct CreditTransferDebtor {
    std::string name;  ///< at most 70 characters
    std::string iban;
    std::string bic;   ///< may be empty; the bank then derives it

    friend bool operator==(const CreditTransferDebtor&, const CreditTransferDebtor&) = default;
};
MARKETPLACE_COMPILED_RECORD(CreditTransferDebtor, (name, iban, bic));

/// The XML document. One block of payments for each currency; euros are SEPA transfers. `message_id` is at
/// most 35 characters and must differ for each file that a bank is sent. The creation time is the latest
/// `requested_at`, so that the same instructions give the same bytes. All have one `execute_on`.
/// Throws `invalid_value` with the path of what `credit_transfer_refusal` refuses or a malformed debtor.
[[nodiscard]] std::string write_credit_transfer(const CreditTransferDebtor& debtor, std::string_view message_id,
                                                std::span<const PayoutInstruction> instructions);

/// An id as banks take it, which is how it comes back on their statements: itself if it is 1 to 35 characters of
/// the SEPA set, else "MP" and the first 32 hexadecimal digits of its SHA-256.
[[nodiscard]] std::string credit_transfer_id(std::string_view id);

/// Why a bank would not take an instruction, or empty: ids, a name, a sound IBAN, a positive amount.
[[nodiscard]] std::string credit_transfer_refusal(const PayoutInstruction& instruction);

/// Whether the check digits of an IBAN hold (ISO 13616, remainder 97); blanks are not accepted.
[[nodiscard]] bool is_iban(std::string_view text);

}  // namespace marketplace
