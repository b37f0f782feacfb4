// What packed products of either kind share: sizes, masks and transposed words.

#include "packed_products.h"

#include <immintrin.h>
#include <stdint.h>
#include <string.h>

enum {
    SIDE = 16,
    PANEL = 32,
    ROW = 64,
    TILE = SIDE * ROW,
    /// What memory is asked for, in the compiler's words.
    WRITING = 1,
};

#define INLINE static inline __attribute__((always_inline))

INLINE size_t least(size_t a, size_t b) { return a < b ? a : b; }
INLINE size_t ceiling(size_t n, size_t unit) { return (n + unit - 1) / unit; }

INLINE __mmask16 first_lanes(size_t count) {
    return count >= SIDE ? 0xFFFF : (__mmask16)((1u << count) - 1);
}

struct tile_configuration {
    uint8_t palette, start_row, reserved[14];
    uint16_t bytes[16];
    uint8_t rows[16];
};

/// Transposes 16 rows of 16 words.
INLINE void transpose_words(__m512i r[SIDE]) {
    __m512i t[SIDE];
    for (int i = 0; i < SIDE; i += 2) {
        t[i] = _mm512_unpacklo_epi32(r[i], r[i + 1]);
        t[i + 1] = _mm512_unpackhi_epi32(r[i], r[i + 1]);
    }
    for (int i = 0; i < SIDE; i += 4)
        for (int half = 0; half < 2; half++) {
            r[i + 2 * half] = _mm512_unpacklo_epi64(t[i + half], t[i + 2 + half]);
            r[i + 2 * half + 1] = _mm512_unpackhi_epi64(t[i + half], t[i + 2 + half]);
        }
    for (int i = 0; i < 4; i++)
        for (int half = 0; half < SIDE; half += 8) {
            t[i + half] = _mm512_shuffle_i32x4(r[i + half], r[i + half + 4], 0x88);
            t[i + half + 4] = _mm512_shuffle_i32x4(r[i + half], r[i + half + 4], 0xDD);
        }
    for (int i = 0; i < 8; i++) {
        r[i] = _mm512_shuffle_i32x4(t[i], t[i + 8], 0x88);
        r[i + 8] = _mm512_shuffle_i32x4(t[i], t[i + 8], 0xDD);
    }
}

/// Transposes the words of a tile into another.
INLINE void transpose_tile(const char *from, char *to) {
    __m512i words[SIDE];
    for (size_t i = 0; i < SIDE; i++) words[i] = _mm512_load_si512(from + i * ROW);
    transpose_words(words);
    for (size_t i = 0; i < SIDE; i++) _mm512_store_si512(to + i * ROW, words[i]);
}
