#include <marketplace/core/detail/compile_types.hpp>

#include <marketplace/ledger/chain.hpp>

#include <cstring>

namespace marketplace::ledger {
namespace {

// A field that is added to a row must be added to its bytes too.
static_assert(boost::mp11::mp_size<boost::describe::describe_members<Posting, boost::describe::mod_public>>::value ==
              19);

/// The most that a row takes beside its texts: the hash before, eight lengths, and everything of fixed size.
constexpr std::size_t fixed_bytes_max = 32 + 8 * 10 + 6 * 8 + 1 + 3 + 1 + 1;

/// Writes the bytes of a row into memory that is large enough.
class RowBytes {
public:
    explicit RowBytes(char* at) noexcept : at_(at) {}

    void raw(const void* from, std::size_t size) noexcept {
        std::memcpy(at_, from, size);
        at_ += size;
    }
    void byte(unsigned value) noexcept { *at_++ = static_cast<char>(value); }
    void integer(std::int64_t value) noexcept {
        const auto bits = static_cast<std::uint64_t>(value);
        char bytes[8];
        for (unsigned i = 0; i < 8; ++i) bytes[i] = static_cast<char>(bits >> (8 * i));
        raw(bytes, sizeof bytes);
    }
    void text(const std::string& value) noexcept {
        std::size_t size = value.size();
        for (; size >= 0x80; size >>= 7) byte(static_cast<unsigned>(size & 0x7f) | 0x80);
        byte(static_cast<unsigned>(size));
        raw(value.data(), value.size());
    }
    [[nodiscard]] char* end() const noexcept { return at_; }

private:
    char* at_;
};

std::size_t bytes_max_of(const Posting& row) noexcept {
    return fixed_bytes_max + row.id.value.size() + row.transaction_id.value.size() + row.debit.value.size() +
           row.credit.value.size() + row.pending_id.value.size() + row.code.size() + row.reference.size();
}

void write_row(RowBytes& out, const Posting& row) noexcept {
    out.text(row.id.value);
    out.text(row.transaction_id.value);
    out.text(row.debit.value);
    out.text(row.credit.value);
    out.integer(row.amount_minor.value);
    out.raw(row.currency.code().data(), 3);
    out.byte(static_cast<unsigned>(row.kind));
    out.text(row.pending_id.value);
    out.byte(row.expires_at ? 1 : 0);
    if (row.expires_at) out.integer(row.expires_at->micros);
    out.byte((row.linked ? 1U : 0U) | (row.balancing_debit ? 2U : 0U) | (row.balancing_credit ? 4U : 0U));
    out.text(row.code);
    out.text(row.reference);
    out.integer(row.effective_at.micros);
    out.integer(row.requested_minor.value);
    out.integer(row.sequence);
    out.integer(row.recorded_at.micros);
}

/// Why a row does not follow a head, or empty.
std::string fault_of(const ChainHead& head, const Posting& row, const std::string& hash) {
    if (row.sequence != head.sequence + 1) {
        return "sequence " + std::to_string(row.sequence) + " after " + std::to_string(head.sequence);
    }
    if (head.sequence > 0 && row.recorded_at <= head.recorded_at) {
        return "recorded at " + to_string(row.recorded_at) + ", not after " + to_string(head.recorded_at);
    }
    if (row.hash != hash) return "the hash does not match the content";
    return {};
}

}  // namespace

ChainHead genesis(std::string_view ledger) {
    ChainHead head;
    head.ledger = ledger;
    head.hash = sha256_hex("marketplace ledger " + head.ledger);
    return head;
}

Sha256Digest chain_hash(const Sha256Digest& before, const Posting& row, std::string& buffer) {
    const std::size_t size_max = bytes_max_of(row);
    if (buffer.size() < size_max) buffer.resize(size_max);
    RowBytes out{buffer.data()};
    out.raw(before.data(), before.size());
    write_row(out, row);
    return sha256({buffer.data(), static_cast<std::size_t>(out.end() - buffer.data())});
}

ChainReport verify_chain(const ChainHead& before, std::span<const Posting> rows) {
    ChainReport report;
    report.head = before;
    Sha256Digest digest = parse_sha256(before.hash);
    std::string buffer;
    for (const Posting& row : rows) {
        digest = chain_hash(digest, row, buffer);
        report.reason = fault_of(report.head, row, to_hex(digest));
        if (!report.reason.empty()) {
            report.intact = false;
            report.broken_at = row.id;
            return report;
        }
        report.head.sequence = row.sequence;
        report.head.recorded_at = row.recorded_at;
        report.head.hash = row.hash;
        ++report.checked;
    }
    return report;
}

}  // namespace marketplace::ledger
