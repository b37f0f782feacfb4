// Products of bf16 numbers on tiles.

#if defined(__linux__) && defined(__x86_64__)
#pragma clang attribute push(                                                             \
    __attribute__((target("amx-tile,amx-bf16,avx512f,avx512bw,avx512vl,avx512bf16"))),    \
    apply_to = function)

#include "tile_halves.h"

/// Does WORK on the panel of C at `at`, which it finds as `block` of stride `block_stride`: in place,
/// or a copy where C ends within the panel.
#define ON_BLOCK(height, width, at, WORK)                                         \
    if ((width) < PANEL) {                                                        \
        float block[PANEL * PANEL];                                               \
        const size_t block_stride = PANEL;                                        \
        if (accumulates) copy(height, width, at, c_stride, block, block_stride);  \
        WORK;                                                                     \
        copy(height, width, block, block_stride, at, c_stride);                   \
    } else {                                                                      \
        float *block = at;                                                        \
        const size_t block_stride = c_stride;                                     \
        WORK;                                                                     \
    }

INLINE void copy(size_t rows, size_t columns, const float *from, size_t from_stride, float *to,
                 size_t to_stride) {
    for (; rows > 0; rows--, from += from_stride, to += to_stride)
        memcpy(to, from, columns * sizeof(float));
}

/// All rows by one panel of columns; whole squares are configured before and after.
INLINE void multiply_panel(size_t m, size_t width, size_t steps, const char *a, size_t panel,
                           const char *b, int accumulates, float *c, size_t c_stride) {
    const float *beside = c + PANEL;
    for (; m >= PANEL; m -= PANEL, a += panel, c += PANEL * c_stride) {
        const float *next = m > PANEL ? c + PANEL * c_stride : beside;
        ON_BLOCK(PANEL, width, c, square(1, steps, a, b, accumulates, block, block_stride, next))
    }
    if (m == 0) return;
    configure_square(m);
    if (m > SIDE) {
        ON_BLOCK(m, width, c, square(1, steps, a, b, accumulates, block, block_stride, beside))
    } else {
        ON_BLOCK(m, width, c, square(0, steps, a, b, accumulates, block, block_stride, beside))
    }
    configure_square(PANEL);
}

/// At most half a panel of rows by all columns; lines are configured.
INLINE void multiply_line(size_t m, size_t n, size_t steps, const char *a, const char *b,
                          size_t panel, int accumulates, float *c, size_t c_stride) {
    for (; n >= 2 * PANEL; n -= 2 * PANEL, c += 2 * PANEL, b += 2 * panel)
        line(2, steps, a, b, panel, accumulates, c, c_stride);
    for (; n > 0; n -= least(n, PANEL), c += PANEL, b += panel)
        ON_BLOCK(m, n, c, line(1, steps, a, b, panel, accumulates, block, block_stride))
}

/// At most half a panel of rows; a function that profiles tell apart.
static __attribute__((noinline)) void few_rows(size_t m, size_t n, size_t k, const float *a,
                                               size_t a_stride, const char *b, int accumulates,
                                               float *c, size_t c_stride, char *left) {
    size_t panel = ceiling(k, STEP) * STEP_SIZE;
    pack_left(m, k, a, a_stride, left);
    configure_line(m);
    for (size_t p = 0; p < k; p += BLOCK) {
        size_t steps = ceiling(least(BLOCK, k - p), STEP), start = p / STEP * STEP_SIZE;
        multiply_line(m, n, steps, left + start, b + start, panel, accumulates || p > 0, c,
                      c_stride);
    }
    _tile_release();
}

/// C from all panels of both factors; a panel of C is done before the next begins.
INLINE void multiply(size_t m, size_t n, size_t k, const char *a, const char *b, int accumulates,
                     float *c, size_t c_stride) {
    size_t panel = ceiling(k, STEP) * STEP_SIZE;
    configure_square(PANEL);
    for (size_t j = 0; j < n; j += PANEL, b += panel)
        for (size_t p = 0; p < k; p += BLOCK) {
            size_t steps = ceiling(least(BLOCK, k - p), STEP), start = p / STEP * STEP_SIZE;
            multiply_panel(m, n - j, steps, a + start, panel, b + start, accumulates || p > 0,
                           c + j, c_stride);
        }
    _tile_release();
}

static __attribute__((noinline)) void many_rows(size_t m, size_t n, size_t k, const float *a,
                                                size_t a_stride, const char *b, int accumulates,
                                                float *c, size_t c_stride, char *left) {
    pack_left(m, k, a, a_stride, left);
    multiply(m, n, k, left, b, accumulates, c, c_stride);
}

static void add_product(size_t m, size_t n, size_t rows, const float *left, const float *right,
                        float *c, size_t c_stride) {
    const char *a = (const char *)left, *b = (const char *)right;
    size_t panel = ceiling(rows, STEP) * STEP_SIZE;
    configure_square(PANEL);
    for (size_t p = 0; p < rows; p += BLOCK) {
        size_t steps = ceiling(least(BLOCK, rows - p), STEP), start = p / STEP * STEP_SIZE;
        for (size_t j = 0; j < n; j += PANEL)
            multiply_panel(m, n - j, steps, a + start, panel, b + j / PANEL * panel + start, 1,
                           c + j, c_stride);
    }
    _tile_release();
}

#define PACKED_PRODUCTS ck_tile_halves
#include "packed_table.inc"
#pragma clang attribute pop
#endif
