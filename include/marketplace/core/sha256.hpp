#pragma once
// SHA-256 (FIPS 180-4), for the hash chain of the ledger and for fingerprints of payloads.
//
// Our own, because the pure core builds with Boost alone and Boost 1.81 has no SHA-2; asking every embedder
// for a TLS library to hash two hundred bytes would be a poor trade. It is tested against the vectors of the
// standard, and the two ways of computing it against each other. Processors with the SHA extensions of x86
// are found at run time; everything else takes the portable way. Not for passwords.

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace marketplace {

/// The 256 bits of a hash, first byte first.
using Sha256Digest = std::array<std::uint8_t, 32>;

/// How the blocks are computed. `automatic` is `hardware` where the processor can, else `portable`; asking for
/// `hardware` elsewhere gives `portable` too. The result never depends on it.
enum class Sha256Path { automatic, portable, hardware };

namespace detail {
// The inner step: whole blocks of 64 bytes into a state of eight words. The second may only be called where
// the processor has the instructions; elsewhere it is the first.
void sha256_blocks_portable(std::uint32_t* state, const std::uint8_t* data, std::size_t blocks);
void sha256_blocks_instructions(std::uint32_t* state, const std::uint8_t* data, std::size_t blocks);
[[nodiscard]] bool sha256_has_instructions();
}  // namespace detail

/// True if the processor has the SHA extensions and this build can use them.
[[nodiscard]] bool sha256_hardware_available() noexcept;

/// A hash that is fed piece by piece.
class Sha256 {
public:
    explicit Sha256(Sha256Path path = Sha256Path::automatic) noexcept;

    /// Appends bytes to the message.
    void update(std::string_view bytes) noexcept;
    /// The hash of everything fed so far. The object is as new afterwards.
    [[nodiscard]] Sha256Digest finish() noexcept;

private:
    using Compress = void (*)(std::uint32_t* state, const std::uint8_t* data, std::size_t blocks);

    void reset() noexcept;

    Compress compress_;
    std::array<std::uint32_t, 8> state_{};
    std::array<std::uint8_t, 64> block_{};  ///< the part of the message that does not fill a block yet
    std::size_t filled_ = 0;
    std::uint64_t length_ = 0;              ///< of the whole message, in bytes
};

/// The hash of one text.
[[nodiscard]] Sha256Digest sha256(std::string_view bytes, Sha256Path path = Sha256Path::automatic) noexcept;

/// 64 lower-case hexadecimal digits.
[[nodiscard]] std::string to_hex(const Sha256Digest& digest);
/// The same into memory of the caller.
void write_hex(const Sha256Digest& digest, std::span<char, 64> to) noexcept;
/// The hash of one text as hexadecimal digits.
[[nodiscard]] std::string sha256_hex(std::string_view bytes);
/// The digest of 64 hexadecimal digits. Throws `parse_error` about `field`.
[[nodiscard]] Sha256Digest parse_sha256(std::string_view hex, std::string_view field = "hash");

}  // namespace marketplace
