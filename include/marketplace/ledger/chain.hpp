#pragma once
// The hash chain over the rows of a ledger. Each row carries the SHA-256 of the hash before it and of its own
// content; whoever keeps one hash can tell later whether any row up to it was changed, dropped or inserted.
//
// The bytes that are hashed, so that other programs can check them: the previous hash (32 bytes), then the
// fields of the row in the order of its record, without the hash. Texts: length as LEB128, then the bytes.
// 64 bit integers, amounts and instants: little endian, two's complement. The currency: its three letters.
// The kind: one byte, by position. The optional expiry: a byte 0, or a byte 1 and the instant. The three flags
// together: one byte, linked 1, balancing_debit 2, balancing_credit 4.
// The hash before the first row is the SHA-256 of "marketplace ledger " and the name of the ledger.

#include <marketplace/core/sha256.hpp>
#include <marketplace/ledger/posting.hpp>

#include <span>
#include <string>
#include <string_view>

namespace marketplace::ledger {

/// Where the chain of a ledger ends.
struct ChainHead {
    std::string ledger;         ///< the name of the ledger
    std::int64_t sequence = 0;  ///< of the last row; 0 before the first
    Timestamp recorded_at;      ///< of the last row
    std::string hash;           ///< of the last row

    friend bool operator==(const ChainHead&, const ChainHead&) = default;
};
MARKETPLACE_COMPILED_RECORD(ChainHead, (ledger, sequence, recorded_at, hash));
[[nodiscard]] inline TableSpec table_spec(const ChainHead*) { return {"ledger_head", "ledger", {}}; }

/// The head of a ledger without rows.
[[nodiscard]] ChainHead genesis(std::string_view ledger);

/// The hash of a row. `buffer` is working memory that callers keep, so that hashing does not allocate.
[[nodiscard]] Sha256Digest chain_hash(const Sha256Digest& before, const Posting& row, std::string& buffer);

/// What a check of the chain found.
struct ChainReport {
    bool intact = true;
    std::int64_t checked = 0;  ///< rows that are in order
    PostingId broken_at;       ///< the first row that is not; empty if intact
    std::string reason;
    ChainHead head;  ///< after the last row that is in order

    friend bool operator==(const ChainReport&, const ChainReport&) = default;
};
MARKETPLACE_COMPILED_RECORD(ChainReport, (intact, checked, broken_at, reason, head));

/// Checks rows that follow `before`: sequence without gaps, rising `recorded_at`, each hash. Compare the head of the
/// report with the stored one to see that no row is missing at the end.
[[nodiscard]] ChainReport verify_chain(const ChainHead& before, std::span<const Posting> rows);

}  // namespace marketplace::ledger
