// Products of fixed-point numbers on tiles.

#if defined(__linux__) && defined(__x86_64__)
#pragma clang attribute push(                                                             \
    __attribute__((target("amx-tile,amx-int8,avx512f,avx512bw,avx512vl,prfchw"))), apply_to = function)

#include "tile_fixed.h"

enum {
    /// The rows whose digits fit into a tile together.
    FEW = SIDE / DIGITS,
    /// How far ahead of few rows' products the memory of C is asked for.
    COLUMNS_AHEAD = 8 * SIDE,
};

/// C of at most 16 rows and columns from a block of each factor.
INLINE void multiply_block(enum factor staying, size_t m, size_t width, size_t steps,
                           const char *a, const char *b, int accumulates, float *c,
                           size_t c_stride) {
    _Alignas(ROW) int32_t sums[DIGITS][SIDE][SIDE];
    const float *a_scales = (const float *)a;
    const __m512 b_scales = _mm512_load_ps(b);
    for (size_t r = 0; r < m; r++) __builtin_prefetch(c + r * c_stride, WRITING);
    sum_digits(staying, steps, a + ROW, b + ROW);
    _tile_stored(0, sums[0], ROW);
    _tile_stored(1, sums[1], ROW);
    _tile_stored(2, sums[2], ROW);
    for (size_t r = 0; r < m; r++, c += c_stride)
        write_sums(_mm512_load_si512(sums[0][r]), _mm512_load_si512(sums[1][r]),
                   _mm512_load_si512(sums[2][r]), a_scales[r], b_scales, first_lanes(width),
                   accumulates, c);
}

/// The same of at most FEW rows, whose digits stand one below the other, and of one or two sides of
/// columns.
INLINE void multiply_few(int sides, size_t m, size_t width, size_t steps, const char *a,
                         const char *b, size_t b_side, int accumulates, float *c,
                         size_t c_stride) {
    _Alignas(ROW) int32_t sums[2][SIDE][SIDE];
    const float *a_scales = (const float *)a;
    for (size_t r = 0; r < m; r++)
        for (int i = 0; i < sides; i++)
            __builtin_prefetch(c + r * c_stride + COLUMNS_AHEAD + i * SIDE, WRITING);
    sum_few_digits(sides, m, steps, a + ROW, b + ROW, b_side);
    _tile_stored(0, sums[0], ROW);
    if (sides == 2) _tile_stored(1, sums[1], ROW);
    for (size_t i = 0; i < (size_t)sides; i++, b += b_side)
        for (size_t r = 0; r < m; r++)
            write_sums(_mm512_load_si512(sums[i][r]), _mm512_load_si512(sums[i][m + r]),
                       _mm512_load_si512(sums[i][2 * m + r]), a_scales[r], _mm512_load_ps(b),
                       first_lanes(width - i * SIDE), accumulates, c + r * c_stride + i * SIDE);
}

/// A panel of C's columns from a block of the right factor and the blocks of all rows of the left one,
/// `a_side` bytes apart.  Tiles are configured for the first of its rows, before and after.
INLINE void multiply_panel(enum factor staying, size_t m, size_t width, size_t steps,
                           const char *a, size_t a_side, const char *b, size_t b_side,
                           int accumulates, float *c, size_t c_stride) {
    for (size_t r = 0; r < m; r += SIDE, a += a_side, c += SIDE * c_stride) {
        size_t rows = least(SIDE, m - r);
        if (r > 0 && rows < SIDE) configure(rows);
        for (size_t q = 0; q < least(width, PANEL); q += SIDE)
            multiply_block(staying, rows, least(SIDE, width - q), steps, a,
                           b + q / SIDE * b_side, accumulates, c + q, c_stride);
        if (r > 0 && rows < SIDE) configure(SIDE);
    }
}

/// C from the factors' blocks, a panel of columns after the other.
INLINE void multiply(enum factor staying, size_t m, size_t n, size_t k, const char *a,
                     const char *b, int accumulates, float *c, size_t c_stride) {
    const size_t side = side_size(k);
    configure(least(m, SIDE));
    for (size_t j = 0; j < n; j += PANEL, b += PANEL / SIDE * side)
        for (size_t p = 0; p < k; p += CK_BLOCK) {
            size_t steps = ceiling(least(CK_BLOCK, k - p), STEP), start = block_start(p);
            multiply_panel(staying, m, n - j, steps, a + start, side, b + start, side,
                           accumulates || p > 0, c + j, c_stride);
        }
    _tile_release();
}

// Functions of their own, so that profiles tell them apart.

static __attribute__((noinline)) void few_rows(size_t m, size_t n, size_t k, const float *a,
                                               size_t a_stride, const char *b, int accumulates,
                                               float *c, size_t c_stride, char *left) {
    int fits = m <= FEW;
    for (size_t p = 0; p < k; p += CK_BLOCK)
        pack_left_block(m, least(CK_BLOCK, k - p), a + p, a_stride, fits ? 2 * m : 0,
                        fits ? m : SIDE, left + block_start(p));
    if (!fits) {
        multiply(LEFT, m, n, k, left, b, accumulates, c, c_stride);
        return;
    }
    const size_t side = side_size(k);
    configure(DIGITS * m);
    for (size_t j = 0; j < n; j += PANEL, b += PANEL / SIDE * side)
        for (size_t p = 0; p < k; p += CK_BLOCK) {
            size_t steps = ceiling(least(CK_BLOCK, k - p), STEP), start = block_start(p);
            if (n - j > SIDE)
                multiply_few(2, m, n - j, steps, left + start, b + start, side,
                             accumulates || p > 0, c + j, c_stride);
            else
                multiply_few(1, m, n - j, steps, left + start, b + start, side,
                             accumulates || p > 0, c + j, c_stride);
        }
    _tile_release();
}

static __attribute__((noinline)) void many_rows(size_t m, size_t n, size_t k, const float *a,
                                                size_t a_stride, const char *b, int accumulates,
                                                float *c, size_t c_stride, char *left) {
    for (size_t r = 0; r < m; r += SIDE)
        for (size_t p = 0; p < k; p += CK_BLOCK)
            pack_left_block(least(SIDE, m - r), least(CK_BLOCK, k - p), a + r * a_stride + p,
                            a_stride, 0, SIDE,
                            left + r / SIDE * side_size(k) + block_start(p));
    multiply(RIGHT, m, n, k, left, b, accumulates, c, c_stride);
}

static void add_product(size_t m, size_t n, size_t rows, const float *left, const float *right,
                        float *c, size_t c_stride) {
    const char *a = (const char *)left, *b = (const char *)right;
    const size_t side = side_size(rows);
    configure(least(m, SIDE));
    for (size_t p = 0; p < rows; p += CK_BLOCK) {
        size_t steps = ceiling(least(CK_BLOCK, rows - p), STEP), start = block_start(p);
        for (size_t j = 0; j < n; j += PANEL)
            multiply_panel(RIGHT, m, n - j, steps, a + start, side, b + j / SIDE * side + start,
                           side, 1, c + j, c_stride);
    }
    _tile_release();
}

static void pack_rows(int is_left, size_t rows, size_t columns, const float *x, size_t stride,
                      size_t first, size_t count, float *scales, float *panels) {
    for (size_t end = first + count; first < end; first += CK_BLOCK) {
        const float *from = x + first * stride;
        float factors[CK_BLOCK];
        count = least(CK_BLOCK, end - first);
        if (is_left) scale_rows(count, columns, from, stride, scales + first);
        for (size_t p = 0; p < count; p++)
            factors[p] = is_left ? 1 / scales[first + p] : scales[first + p];
        for (size_t j = 0; j < columns; j += WIDE)
            pack_columns(is_left, count, least(WIDE, columns - j), from + j, stride, factors,
                         (char *)panels + j / SIDE * side_size(rows) + block_start(first),
                         side_size(rows));
    }
}

static void pack_weights(size_t k, size_t n, const float *b, size_t b_row, size_t b_column,
                         float *packed) {
    const size_t side = side_size(k);
    float ones[CK_BLOCK];
    for (size_t p = 0; p < CK_BLOCK; p++) ones[p] = 1;
    for (size_t p = 0; p < k; p += CK_BLOCK, b += CK_BLOCK * b_row) {
        char *blocks = (char *)packed + block_start(p);
        size_t count = least(CK_BLOCK, k - p);
        for (size_t j = 0; b_column == 1 && j < n; j += WIDE)
            pack_columns(0, count, least(WIDE, n - j), b + j, b_row, ones, blocks + j / SIDE * side,
                         side);
        for (size_t j = 0; b_column != 1 && j < n; j += SIDE)
            pack_right_block(least(SIDE, n - j), count, b + j * b_column, b_column,
                             blocks + j / SIDE * side);
    }
}

static size_t panel_size(size_t rows) { return PANEL / SIDE * side_size(rows) / sizeof(float); }

static size_t weights_size(size_t k, size_t n) {
    return ceiling(n, SIDE) * side_size(k) / sizeof(float);
}

#define PACKED_PRODUCTS ck_tile_fixed
#include "packed_table.inc"
#pragma clang attribute pop
#endif
