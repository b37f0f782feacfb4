// bf16 numbers in the order of tiles, where element p of a step stands beside p + 16, and sums of
// their products in the eight tile registers.

#include "tile_memory.h"

enum {
    /// The elements of the shared dimension in a tile.
    STEP = 32,
    /// The bytes of a panel's step: both halves of the panel.
    STEP_SIZE = 2 * TILE,
    /// The elements of the shared dimension that go through the caches together: a panel of so many stays
    /// in the first one, while what passes by it is loaded around that.
    BLOCK = 640,
};

/// x and y rounded, side by side.
INLINE __m512i halves(__m512 x, __m512 y) {
    static const short order[2 * SIDE] __attribute__((aligned(64))) = {
        0, 16, 1, 17, 2,  18, 3,  19, 4,  20, 5,  21, 6,  22, 7,  23,
        8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31};
    return _mm512_permutexvar_epi16(_mm512_load_si512(order), (__m512i)_mm512_cvtne2ps_pbh(y, x));
}

/// The panels of A [m, k] on the left of a product.
INLINE void pack_left(size_t m, size_t k, const float *a, size_t stride, char *panels) {
    size_t panel = ceiling(k, STEP) * STEP_SIZE;
    for (size_t r = 0; r < m; r++, a += stride) {
        char *to = panels + r / PANEL * panel + r % PANEL / SIDE * TILE + r % SIDE * ROW;
        size_t p = 0;
        for (; p + STEP <= k; p += STEP, to += STEP_SIZE)
            _mm512_store_si512(to, halves(_mm512_loadu_ps(a + p), _mm512_loadu_ps(a + p + SIDE)));
        if (p < k) {
            size_t rest = k - p;
            __mmask16 second = rest > SIDE ? first_lanes(rest - SIDE) : 0;
            _mm512_store_si512(to, halves(_mm512_maskz_loadu_ps(first_lanes(rest), a + p),
                                          _mm512_maskz_loadu_ps(second, a + p + SIDE)));
        }
    }
}

/// One step of a panel from `rows` rows of x: on the right of a product, or transposed on the left.
INLINE void pack_step(int is_left, size_t rows, size_t columns, const float *x, size_t stride,
                      char *out) {
    _Alignas(ROW) char right[TILE];
    for (size_t side = 0; side < PANEL; side += SIDE, out += TILE) {
        __mmask16 mask = side < columns ? first_lanes(columns - side) : 0;
        for (size_t p = 0; p < SIDE; p++) {
            const float *first = x + p * stride + side, *second = first + SIDE * stride;
            _mm512_store_si512((is_left ? right : out) + p * ROW,
                               halves(_mm512_maskz_loadu_ps(p < rows ? mask : 0, first),
                                      _mm512_maskz_loadu_ps(p + SIDE < rows ? mask : 0, second)));
        }
        if (is_left) transpose_tile(right, out);
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

/// For `square`: 0 to 3 are sums, two by two, 4 and 5 left factors of `rows` rows altogether, 6 and
/// 7 right ones.
INLINE void configure_square(size_t rows) {
    struct tile_configuration tiles = {.palette = 1};
    size_t upper = least(rows, SIDE), lower = rows > SIDE ? rows - SIDE : SIDE;
    for (int i = 0; i < 8; i++) {
        tiles.bytes[i] = ROW;
        tiles.rows[i] = (uint8_t)(i == 0 || i == 1 || i == 4 ? upper : i < 6 ? lower : SIDE);
    }
    _tile_loadconfig(&tiles);
}

/// For `line`: 0 to 3 are sums side by side, 4 a left factor of `rows` rows, 5 to 7 right ones.
INLINE void configure_line(size_t rows) {
    struct tile_configuration tiles = {.palette = 1};
    for (int i = 0; i < 8; i++) {
        tiles.bytes[i] = ROW;
        tiles.rows[i] = (uint8_t)(i < 5 ? rows : SIDE);
    }
    _tile_loadconfig(&tiles);
}

INLINE void clear_sums(void) {
    _tile_zero(0);
    _tile_zero(1);
    _tile_zero(2);
    _tile_zero(3);
}

/// A panel of rows by a panel of columns, which stays in the first cache; of the rows the upper half
/// alone, or both.  Meanwhile the memory of the square of C at `next` is asked for.
INLINE void square(int both, size_t steps, const char *a, const char *b, int accumulates, float *c,
                   size_t c_stride, const float *next) {
    const size_t bytes = c_stride * sizeof(float), rows_a_step = ceiling(PANEL, steps);
    float *below = c + SIDE * c_stride;
    clear_sums();
    if (accumulates) {
        _tile_loadd(0, c, bytes);
        _tile_loadd(1, c + SIDE, bytes);
        if (both) {
            _tile_loadd(2, below, bytes);
            _tile_loadd(3, below + SIDE, bytes);
        }
    }
    for (; steps > 0; steps--, a += STEP_SIZE, b += STEP_SIZE) {
        for (size_t r = 0; r < rows_a_step; r++, next += c_stride) {
            __builtin_prefetch(next, WRITING);
            __builtin_prefetch(next + SIDE, WRITING);
        }
        _tile_stream_loadd(4, a, ROW);
        _tile_loadd(6, b, ROW);
        _tile_loadd(7, b + TILE, ROW);
        _tile_dpbf16ps(0, 4, 6);
        _tile_dpbf16ps(1, 4, 7);
        if (both) {
            _tile_stream_loadd(5, a + TILE, ROW);
            _tile_dpbf16ps(2, 5, 6);
            _tile_dpbf16ps(3, 5, 7);
        }
    }
    _tile_stored(0, c, bytes);
    _tile_stored(1, c + SIDE, bytes);
    if (both) {
        _tile_stored(2, below, bytes);
        _tile_stored(3, below + SIDE, bytes);
    }
}

#define ADD(sum, right)                                                       \
    if (sum < 2 * count) {                                                    \
        _tile_stream_loadd(right, b + sum / 2 * panel + sum % 2 * TILE, ROW); \
        _tile_dpbf16ps(sum, 4, right);                                        \
    }

/// The upper half of a panel of rows, which stays in the first cache, by `count` panels of columns, 1 or
/// 2, `panel` bytes apart.
INLINE void line(int count, size_t steps, const char *a, const char *b, size_t panel,
                 int accumulates, float *c, size_t c_stride) {
    const size_t bytes = c_stride * sizeof(float);
    clear_sums();
    if (accumulates) {
        _tile_loadd(0, c, bytes);
        _tile_loadd(1, c + SIDE, bytes);
        if (count == 2) {
            _tile_loadd(2, c + 2 * SIDE, bytes);
            _tile_loadd(3, c + 3 * SIDE, bytes);
        }
    }
    for (; steps > 0; steps--, a += STEP_SIZE, b += STEP_SIZE) {
        _tile_loadd(4, a, ROW);
        ADD(0, 5)
        ADD(1, 6)
        ADD(2, 7)
        ADD(3, 5)
    }
    _tile_stored(0, c, bytes);
    _tile_stored(1, c + SIDE, bytes);
    if (count == 2) {
        _tile_stored(2, c + 2 * SIDE, bytes);
        _tile_stored(3, c + 3 * SIDE, bytes);
    }
}
