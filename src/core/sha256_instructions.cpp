// The SHA extensions of x86 processors: four rounds in two instructions. On other processors this file says
// that there are none.

#include "sha256_constants.hpp"

#include <marketplace/core/sha256.hpp>

#if defined(__x86_64__)

#include <cpuid.h>
#include <immintrin.h>

namespace marketplace::detail {
namespace {

#define MARKETPLACE_SHA_TARGET __attribute__((target("sha,sse4.1,ssse3")))

/// The state in the order that the instructions want: words A B E F and C D G H.
struct State {
    __m128i abef;
    __m128i cdgh;
};

MARKETPLACE_SHA_TARGET inline State load_state(const std::uint32_t* from) noexcept {
    const __m128i cdab = _mm_shuffle_epi32(_mm_loadu_si128(reinterpret_cast<const __m128i*>(from)), 0xB1);
    const __m128i efgh = _mm_shuffle_epi32(_mm_loadu_si128(reinterpret_cast<const __m128i*>(from + 4)), 0x1B);
    return {_mm_alignr_epi8(cdab, efgh, 8), _mm_blend_epi16(efgh, cdab, 0xF0)};
}

MARKETPLACE_SHA_TARGET inline void store_state(std::uint32_t* to, const State& state) noexcept {
    const __m128i feba = _mm_shuffle_epi32(state.abef, 0x1B);
    const __m128i dchg = _mm_shuffle_epi32(state.cdgh, 0xB1);
    _mm_storeu_si128(reinterpret_cast<__m128i*>(to), _mm_blend_epi16(feba, dchg, 0xF0));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(to + 4), _mm_alignr_epi8(dchg, feba, 8));
}

/// Four rounds with the four words of one step of the schedule.
MARKETPLACE_SHA_TARGET inline void four_rounds(State& state, __m128i words, int step) noexcept {
    const auto* constants = reinterpret_cast<const __m128i*>(sha256_constants);
    __m128i keyed = _mm_add_epi32(words, _mm_load_si128(constants + step));
    state.cdgh = _mm_sha256rnds2_epu32(state.cdgh, state.abef, keyed);
    keyed = _mm_shuffle_epi32(keyed, 0x0E);
    state.abef = _mm_sha256rnds2_epu32(state.abef, state.cdgh, keyed);
}

/// The next four words of the schedule from the sixteen before them.
MARKETPLACE_SHA_TARGET inline __m128i next_words(__m128i w0, __m128i w1, __m128i w2, __m128i w3) noexcept {
    const __m128i middle = _mm_alignr_epi8(w3, w2, 4);
    return _mm_sha256msg2_epu32(_mm_add_epi32(_mm_sha256msg1_epu32(w0, w1), middle), w3);
}

MARKETPLACE_SHA_TARGET inline void one_block(State& state, const std::uint8_t* block) noexcept {
    const __m128i big_endian = _mm_set_epi64x(0x0c0d0e0f08090a0bLL, 0x0405060700010203LL);
    const auto* from = reinterpret_cast<const __m128i*>(block);
    __m128i w0 = _mm_shuffle_epi8(_mm_loadu_si128(from), big_endian);
    __m128i w1 = _mm_shuffle_epi8(_mm_loadu_si128(from + 1), big_endian);
    __m128i w2 = _mm_shuffle_epi8(_mm_loadu_si128(from + 2), big_endian);
    __m128i w3 = _mm_shuffle_epi8(_mm_loadu_si128(from + 3), big_endian);
    for (int step = 0; step < 12; step += 4) {
        four_rounds(state, w0, step);
        w0 = next_words(w0, w1, w2, w3);
        four_rounds(state, w1, step + 1);
        w1 = next_words(w1, w2, w3, w0);
        four_rounds(state, w2, step + 2);
        w2 = next_words(w2, w3, w0, w1);
        four_rounds(state, w3, step + 3);
        w3 = next_words(w3, w0, w1, w2);
    }
    four_rounds(state, w0, 12);
    four_rounds(state, w1, 13);
    four_rounds(state, w2, 14);
    four_rounds(state, w3, 15);
}

}  // namespace

MARKETPLACE_SHA_TARGET void sha256_blocks_instructions(std::uint32_t* state, const std::uint8_t* data,
                                                       std::size_t blocks) {
    State current = load_state(state);
    for (; blocks > 0; --blocks, data += 64) {
        const State before = current;
        one_block(current, data);
        current.abef = _mm_add_epi32(current.abef, before.abef);
        current.cdgh = _mm_add_epi32(current.cdgh, before.cdgh);
    }
    store_state(state, current);
}

bool sha256_has_instructions() {
    unsigned a = 0, b = 0, c = 0, d = 0;
    if (__get_cpuid(1, &a, &b, &c, &d) == 0) return false;
    const bool sse = (c & bit_SSSE3) != 0 && (c & bit_SSE4_1) != 0;
    if (__get_cpuid_count(7, 0, &a, &b, &c, &d) == 0) return false;
    return sse && (b & (1U << 29)) != 0;  // leaf 7, EBX bit 29: SHA
}

}  // namespace marketplace::detail

#else

namespace marketplace::detail {

void sha256_blocks_instructions(std::uint32_t* state, const std::uint8_t* data, std::size_t blocks) {
    sha256_blocks_portable(state, data, blocks);
}

bool sha256_has_instructions() { return false; }

}  // namespace marketplace::detail

#endif
