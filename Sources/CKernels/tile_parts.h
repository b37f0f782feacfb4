// Floats as bf16 parts in the order of tiles, where element p of a step stands beside p + 16.

#include "tiles.h"

#include <immintrin.h>
#include <string.h>

enum {
    SIDE = 16,
    PANEL = CK_PANEL,
    STEP = CK_STEP,
    ROW = 64,
    TILE = SIDE * ROW,
};

#define INLINE static inline __attribute__((always_inline))

INLINE size_t least(size_t a, size_t b) { return a < b ? a : b; }
INLINE size_t ceiling(size_t n, size_t unit) { return (n + unit - 1) / unit; }

/// The bytes of a panel's step: both halves of the panel, part by part.
INLINE size_t step_size(int parts) { return (size_t)parts * 2 * TILE; }

/// The bytes of a step of weights: in three parts, [STEP, PANEL] floats that are split when they are
/// used.
INLINE size_t weight_step_size(int parts) {
    return parts == 1 ? step_size(1) : STEP * PANEL * sizeof(float);
}

/// The upper halves of x and y side by side, those of x below.
INLINE __m512i upper_halves(__m512 x, __m512 y) {
    enum { A_OR_B_AND_C = 0xF8 };
    return _mm512_ternarylogic_epi32(_mm512_srli_epi32(_mm512_castps_si512(x), 16),
                                     _mm512_castps_si512(y), _mm512_set1_epi32(-0x10000),
                                     A_OR_B_AND_C);
}

/// x less the upper half of y.
INLINE __m512 less_upper_half(__m512 x, __m512 y) {
    __m512i half = _mm512_and_si512(_mm512_castps_si512(y), _mm512_set1_epi32(-0x10000));
    return _mm512_sub_ps(x, _mm512_castsi512_ps(half));
}

/// A number whose upper half is x rounded.
INLINE __m512 rounded(__m512 x) {
    return _mm512_castsi512_ps(_mm512_add_epi32(_mm512_castps_si512(x), _mm512_set1_epi32(0x8000)));
}

/// Writes the parts of x beside those of y, `distance` bytes apart.
///
/// The first of three is cut off, the second rounded, the third is what is left: then the products
/// left out are zero on average.
INLINE void split(int parts, __m512 x, __m512 y, char *out, size_t distance) {
    if (parts == 1) {
        static const short order[2 * SIDE] __attribute__((aligned(64))) = {
            0, 16, 1, 17, 2,  18, 3,  19, 4,  20, 5,  21, 6,  22, 7,  23,
            8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31};
        __m512i halves = (__m512i)_mm512_cvtne2ps_pbh(y, x);
        _mm512_store_si512(out, _mm512_permutexvar_epi16(_mm512_load_si512(order), halves));
        return;
    }
    _mm512_store_si512(out, upper_halves(x, y));
    x = less_upper_half(x, x);
    y = less_upper_half(y, y);
    __m512 p = rounded(x), q = rounded(y);
    _mm512_store_si512(out + distance, upper_halves(p, q));
    _mm512_store_si512(out + 2 * distance,
                       upper_halves(less_upper_half(x, p), less_upper_half(y, q)));
}

INLINE __mmask16 first_lanes(size_t count) {
    return count >= SIDE ? 0xFFFF : (__mmask16)((1u << count) - 1);
}

/// The panels of A [m, k] on the left of a product.
INLINE void pack_left(int parts, size_t m, size_t k, const float *a, size_t stride, char *panels) {
    size_t panel = ceiling(k, STEP) * step_size(parts);
    for (size_t r = 0; r < m; r++, a += stride) {
        char *to = panels + r / PANEL * panel + r % PANEL / SIDE * TILE + r % SIDE * ROW;
        size_t p = 0;
        for (; p + STEP <= k; p += STEP, to += step_size(parts))
            split(parts, _mm512_loadu_ps(a + p), _mm512_loadu_ps(a + p + SIDE), to, 2 * TILE);
        if (p < k) {
            size_t rest = k - p;
            __mmask16 second = rest > SIDE ? first_lanes(rest - SIDE) : 0;
            split(parts, _mm512_maskz_loadu_ps(first_lanes(rest), a + p),
                  _mm512_maskz_loadu_ps(second, a + p + SIDE), to, 2 * TILE);
        }
    }
}

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

/// One step of a panel from `rows` rows of x: on the right of a product, or transposed on the left.
INLINE void pack_step(int parts, int is_left, size_t rows, size_t columns, const float *x,
                      size_t stride, char *out) {
    _Alignas(ROW) char pairs[3 * TILE];
    for (size_t side = 0; side < PANEL; side += SIDE, out += TILE) {
        __mmask16 mask = side < columns ? first_lanes(columns - side) : 0;
        for (size_t p = 0; p < SIDE; p++) {
            const float *first = x + p * stride + side, *second = first + SIDE * stride;
            split(parts, _mm512_maskz_loadu_ps(p < rows ? mask : 0, first),
                  _mm512_maskz_loadu_ps(p + SIDE < rows ? mask : 0, second),
                  (is_left ? pairs : out) + p * ROW, is_left ? TILE : 2 * TILE);
        }
        for (int part = 0; is_left && part < parts; part++) {
            __m512i words[SIDE];
            for (size_t p = 0; p < SIDE; p++)
                words[p] = _mm512_load_si512(pairs + part * TILE + p * ROW);
            transpose_words(words);
            for (size_t p = 0; p < SIDE; p++)
                _mm512_store_si512(out + part * 2 * TILE + p * ROW, words[p]);
        }
    }
}

/// Element (p, q) of a step of weights stands at b[p + q * stride]; writes it to step[p * PANEL + q].
INLINE void transpose_step(size_t rows, size_t columns, const float *b, size_t stride,
                           float *step) {
    for (size_t p = 0; p < STEP; p += SIDE)
        for (size_t q = 0; q < PANEL; q += SIDE) {
            __mmask16 mask = p < rows ? first_lanes(rows - p) : 0;
            __m512i words[SIDE];
            for (size_t i = 0; i < SIDE; i++)
                words[i] = _mm512_maskz_loadu_epi32(q + i < columns ? mask : 0,
                                                    b + p + (q + i) * stride);
            transpose_words(words);
            for (size_t i = 0; i < SIDE; i++)
                _mm512_store_si512(step + (p + i) * PANEL + q, words[i]);
        }
}
