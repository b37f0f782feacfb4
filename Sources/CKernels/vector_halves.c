// Products of bf16 numbers on vector registers, from factors in the order of tiles.

#if defined(__linux__) && defined(__x86_64__)
#pragma clang attribute push(                                                            \
    __attribute__((target("avx512f,avx512bw,avx512vl,avx512bf16"))), apply_to = function)

#include "halves.h"

enum {
    /// The rows of C that are summed up together, two vectors of each.
    ROWS = 8,
    /// The elements of the shared dimension that go through the caches together: a panel of so many stays
    /// in the first one.
    BLOCK = 320,
};

/// `rows` rows by `panels` panels of columns, `panel` bytes apart, the first `width` columns of which are
/// written.  Meanwhile the memory of as many rows of C at `next` is asked for.
INLINE void sum_rows(size_t rows, size_t panels, size_t panel, size_t width, size_t steps,
                     const char *a, const char *b, int accumulates, float *c, size_t c_stride,
                     const float *next) {
    enum { MOST_SUMS = 3 * ROWS };
    const size_t vectors = panels * PANEL / SIDE;
    __m512 sums[MOST_SUMS];
    __mmask16 masks[MOST_SUMS];
    for (size_t r = 0; r < rows; r++)
        for (size_t q = 0; q < vectors; q++)
            __builtin_prefetch(next + r * c_stride + q * SIDE, WRITING);
    for (size_t q = 0; q < vectors; q++)
        masks[q] = width > q * SIDE ? first_lanes(width - q * SIDE) : 0;
#pragma clang loop unroll(full)
    for (size_t r = 0; r < rows; r++)
#pragma clang loop unroll(full)
        for (size_t q = 0; q < vectors; q++)
            sums[r * vectors + q] = _mm512_maskz_loadu_ps(accumulates ? masks[q] : 0,
                                                          c + r * c_stride + q * SIDE);
    for (; steps > 0; steps--, a += STEP_SIZE, b += STEP_SIZE)
        for (size_t i = 0; i < SIDE; i++) {
            __m512bh right[MOST_SUMS];
#pragma clang loop unroll(full)
            for (size_t q = 0; q < vectors; q++)
                right[q] = (__m512bh)_mm512_load_si512(b + q / 2 * panel + q % 2 * TILE + i * ROW);
#pragma clang loop unroll(full)
            for (size_t r = 0; r < rows; r++) {
                int32_t pair;
                memcpy(&pair, a + r * ROW + i * sizeof pair, sizeof pair);
                __m512bh left = (__m512bh)_mm512_set1_epi32(pair);
#pragma clang loop unroll(full)
                for (size_t q = 0; q < vectors; q++)
                    sums[r * vectors + q] =
                        _mm512_dpbf16_ps(sums[r * vectors + q], left, right[q]);
            }
        }
#pragma clang loop unroll(full)
    for (size_t r = 0; r < rows; r++)
#pragma clang loop unroll(full)
        for (size_t q = 0; q < vectors; q++)
            _mm512_mask_storeu_ps(c + r * c_stride + q * SIDE, masks[q], sums[r * vectors + q]);
}

/// So many panels of columns that `m` rows have sums enough to wait for none.
INLINE size_t panels_at_once(size_t m, size_t n) {
    size_t panels = m <= 2 ? 4 : m <= 6 ? 2 : 1;
    return n >= panels * PANEL ? panels : 1;
}

#define SUM_ROWS(rows, panels)                                                             \
    case 10 * panels + rows:                                                               \
        sum_rows(rows, panels, panel, width, steps, a, b, accumulates, c, c_stride, next); \
        break;

/// At most a panel of rows by some panels of columns, in blocks of about the same size; `beside` is where
/// C goes on.
INLINE void multiply_panels(size_t m, size_t panels, size_t panel, size_t width, size_t steps,
                            const char *a, const char *b, int accumulates, float *c,
                            size_t c_stride, const float *beside) {
    for (size_t blocks = ceiling(m, ROWS); blocks > 0; blocks--) {
        size_t rows = ceiling(m, blocks);
        const float *next = blocks > 1 ? c + rows * c_stride : beside;
        switch (10 * panels + rows) {
            SUM_ROWS(1, 4)
            SUM_ROWS(2, 4)
            SUM_ROWS(3, 2)
            SUM_ROWS(4, 2)
            SUM_ROWS(5, 2)
            SUM_ROWS(6, 2)
            SUM_ROWS(1, 1)
            SUM_ROWS(2, 1)
            SUM_ROWS(3, 1)
            SUM_ROWS(4, 1)
            SUM_ROWS(5, 1)
            SUM_ROWS(6, 1)
            SUM_ROWS(7, 1)
            SUM_ROWS(8, 1)
        }
        m -= rows;
        a += rows * ROW;
        c += rows * c_stride;
    }
}

/// C from all panels of both factors.
INLINE void multiply(size_t m, size_t n, size_t k, const char *a, const char *b, int accumulates,
                     float *c, size_t c_stride) {
    const size_t panel = ceiling(k, STEP) * STEP_SIZE;
    for (size_t j = 0, panels; j < n; j += panels * PANEL, b += panels * panel) {
        panels = panels_at_once(m, n - j);
        for (size_t p = 0; p < k; p += BLOCK) {
            size_t steps = ceiling(least(BLOCK, k - p), STEP), start = p / STEP * STEP_SIZE;
            for (size_t r = 0; r < m; r += PANEL) {
                float *block = c + r * c_stride + j;
                multiply_panels(least(PANEL, m - r), panels, panel, n - j, steps,
                                a + r / PANEL * panel + start, b + start, accumulates || p > 0,
                                block, c_stride,
                                r + PANEL < m ? block + PANEL * c_stride : c + j + panels * PANEL);
            }
        }
    }
}

// Functions of their own, so that profiles tell them apart.

static __attribute__((noinline)) void few_rows(size_t m, size_t n, size_t k, const float *a,
                                               size_t a_stride, const char *b, int accumulates,
                                               float *c, size_t c_stride, char *left) {
    pack_left(m, k, a, a_stride, left);
    multiply(m, n, k, left, b, accumulates, c, c_stride);
}

static __attribute__((noinline)) void many_rows(size_t m, size_t n, size_t k, const float *a,
                                                size_t a_stride, const char *b, int accumulates,
                                                float *c, size_t c_stride, char *left) {
    pack_left(m, k, a, a_stride, left);
    multiply(m, n, k, left, b, accumulates, c, c_stride);
}

static void add_product(size_t m, size_t n, size_t rows, const float *left, const float *right,
                        float *c, size_t c_stride) {
    multiply(m, n, rows, (const char *)left, (const char *)right, 1, c, c_stride);
}

#define PACKED_PRODUCTS ck_vector_halves
#include "packed_table.inc"
#pragma clang attribute pop
#endif
