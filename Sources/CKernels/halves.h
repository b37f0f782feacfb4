// bf16 numbers in the order of tiles, where element p of a step stands beside p + 16.

#include "panels.h"

enum {
    PASSES_SCALES = 0,
    /// The elements of the shared dimension in a tile.
    STEP = 32,
    /// The bytes of a panel's step: both halves of the panel.
    STEP_SIZE = 2 * TILE,
    /// How far ahead of a panel that is packed the memory of its rows is asked for.
    COLUMNS_AHEAD = 2 * PANEL,
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
            __builtin_prefetch(first + COLUMNS_AHEAD);
            __builtin_prefetch(second + COLUMNS_AHEAD);
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

static void pack_rows(int is_left, size_t rows, size_t columns, const float *x, size_t stride,
                      size_t first, size_t count, float *scales, float *panels) {
    (void)scales;
    size_t panel = ceiling(rows, STEP) * STEP_SIZE;
    for (size_t s = 0; s < count; s += STEP)
        for (size_t j = 0; j < columns; j += PANEL) {
            char *out = (char *)panels + j / PANEL * panel + (first + s) / STEP * STEP_SIZE;
            pack_step(is_left, count - s, columns - j, x + (first + s) * stride + j, stride, out);
        }
}

static void pack_weights(size_t k, size_t n, const float *b, size_t b_row, size_t b_column,
                         float *panels) {
    char *out = (char *)panels;
    for (size_t j = 0; j < n; j += PANEL)
        for (size_t s = 0; s < k; s += STEP, out += STEP_SIZE) {
            size_t rows = least(STEP, k - s), columns = least(PANEL, n - j);
            const float *first = b + s * b_row + j * b_column;
            _Alignas(ROW) float turned[STEP * PANEL];
            if (b_column != 1) transpose_step(rows, columns, first, b_column, turned);
            pack_step(0, rows, columns, b_column == 1 ? first : turned,
                      b_column == 1 ? b_row : PANEL, out);
        }
}

static size_t panel_size(size_t count) { return ceiling(count, STEP) * STEP_SIZE / sizeof(float); }

static size_t weights_size(size_t k, size_t n) { return ceiling(n, PANEL) * panel_size(k); }
