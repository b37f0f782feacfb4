#include "tiles.h"

#if defined(__linux__) && defined(__x86_64__)
#include <sys/syscall.h>
#include <unistd.h>

#pragma clang attribute push(                                                             \
    __attribute__((target("amx-tile,amx-bf16,avx512f,avx512bw,avx512vl,avx512bf16"))),    \
    apply_to = function)

#include "tile_blocks.h"

/// Steps of the shared dimension that go through the caches together.
INLINE size_t steps_at_once(int parts) { return parts == 1 ? 12 : 10; }

INLINE void copy(size_t rows, size_t columns, const float *from, size_t from_stride, float *to,
                 size_t to_stride) {
    for (; rows > 0; rows--, from += from_stride, to += to_stride)
        memcpy(to, from, columns * sizeof(float));
}

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

/// All rows by one panel of columns; whole squares are configured before and after.
INLINE void multiply_panel(int parts, size_t m, size_t width, size_t steps, const char *a,
                           size_t panel, const char *b, int accumulates, float *c,
                           size_t c_stride) {
    for (; m >= PANEL; m -= PANEL, a += panel, c += PANEL * c_stride)
        ON_BLOCK(PANEL, width, c,
                 square(parts, 1, steps, a, b, accumulates, block, block_stride))
    if (m == 0) return;
    configure_square(m);
    if (m > SIDE) {
        ON_BLOCK(m, width, c, square(parts, 1, steps, a, b, accumulates, block, block_stride))
    } else {
        ON_BLOCK(m, width, c, square(parts, 0, steps, a, b, accumulates, block, block_stride))
    }
    configure_square(PANEL);
}

/// At most half a panel of rows, of one part; a function that profiles tell apart.
static __attribute__((noinline)) void few_rows(size_t m, size_t n, size_t k, const float *a,
                                               size_t a_stride, const char *b, int accumulates,
                                               float *c, size_t c_stride, char *left) {
    size_t steps = ceiling(k, STEP), panel = steps * step_size(1);
    pack_left(1, m, k, a, a_stride, left);
    configure_line(m);
    for (; n >= 2 * PANEL; n -= 2 * PANEL, c += 2 * PANEL, b += 2 * panel)
        line(2, steps, left, b, panel, accumulates, c, c_stride);
    for (; n > 0; n -= least(n, PANEL), c += PANEL, b += panel)
        ON_BLOCK(m, n, c, line(1, steps, left, b, panel, accumulates, block, block_stride))
}

INLINE void many_rows(int parts, size_t m, size_t n, size_t k, const float *a, size_t a_stride,
                      const char *b, int accumulates, float *c, size_t c_stride, char *left) {
    size_t all_steps = ceiling(k, STEP), b_panel = all_steps * weight_step_size(parts);
    configure_square(PANEL);
    for (size_t s = 0; s < all_steps; s += steps_at_once(parts), accumulates = 1) {
        size_t steps = least(steps_at_once(parts), all_steps - s);
        size_t panel = steps * step_size(parts);
        char *right = left + ceiling(m, PANEL) * panel;
        pack_left(parts, m, least(steps * STEP, k - s * STEP), a + s * STEP, a_stride, left);
        for (size_t j = 0; j < n; j += PANEL) {
            const char *weights = b + j / PANEL * b_panel + s * weight_step_size(parts);
            for (size_t t = 0; parts > 1 && t < steps; t++)
                pack_step(parts, 0, STEP, PANEL, (const float *)weights + t * STEP * PANEL, PANEL,
                          right + t * step_size(parts));
            multiply_panel(parts, m, n - j, steps, left, panel, parts > 1 ? right : weights,
                           accumulates, c + j, c_stride);
        }
    }
}

INLINE void add_product_of_parts(int parts, size_t m, size_t n, size_t rows, const char *left,
                                 const char *right, float *c, size_t c_stride) {
    size_t all_steps = ceiling(rows, STEP), panel = all_steps * step_size(parts);
    configure_square(PANEL);
    for (size_t s = 0; s < all_steps; s += steps_at_once(parts))
        for (size_t j = 0; j < n; j += PANEL)
            multiply_panel(parts, m, n - j, least(steps_at_once(parts), all_steps - s),
                           left + s * step_size(parts), panel,
                           right + j / PANEL * panel + s * step_size(parts), 1, c + j, c_stride);
    _tile_release();
}

INLINE void pack_rows_in_parts(int parts, int is_left, size_t rows, size_t columns, const float *x,
                               size_t stride, size_t first, size_t count, char *panels) {
    size_t panel = ceiling(rows, STEP) * step_size(parts);
    for (size_t s = 0; s < count; s += STEP)
        for (size_t j = 0; j < columns; j += PANEL)
            pack_step(parts, is_left, count - s, columns - j, x + (first + s) * stride + j, stride,
                      panels + j / PANEL * panel + (first + s) / STEP * step_size(parts));
}

static void product(int parts, size_t m, size_t n, size_t k, const float *a, size_t a_stride,
                    const float *b, int accumulates, float *c, size_t c_stride, float *scratch) {
    const char *weights = (const char *)b;
    char *left = (char *)scratch;
    if (parts == 1 && m <= SIDE)
        few_rows(m, n, k, a, a_stride, weights, accumulates, c, c_stride, left);
    else if (parts == 1)
        many_rows(1, m, n, k, a, a_stride, weights, accumulates, c, c_stride, left);
    else
        many_rows(3, m, n, k, a, a_stride, weights, accumulates, c, c_stride, left);
    _tile_release();
}

static void add_product(int parts, size_t m, size_t n, size_t rows, const float *left,
                        const float *right, float *c, size_t c_stride) {
    const char *a = (const char *)left, *b = (const char *)right;
    if (parts == 1)
        add_product_of_parts(1, m, n, rows, a, b, c, c_stride);
    else
        add_product_of_parts(3, m, n, rows, a, b, c, c_stride);
}

static void pack_rows(int parts, int is_left, size_t rows, size_t columns, const float *x,
                      size_t stride, size_t first, size_t count, float *panels) {
    char *out = (char *)panels;
    if (parts == 1 && is_left)
        pack_rows_in_parts(1, 1, rows, columns, x, stride, first, count, out);
    else if (parts == 1)
        pack_rows_in_parts(1, 0, rows, columns, x, stride, first, count, out);
    else if (is_left)
        pack_rows_in_parts(3, 1, rows, columns, x, stride, first, count, out);
    else
        pack_rows_in_parts(3, 0, rows, columns, x, stride, first, count, out);
}

static void pack_weights(int parts, size_t k, size_t n, const float *b, size_t b_row,
                         size_t b_column, float *panels) {
    char *out = (char *)panels;
    for (size_t j = 0; j < n; j += PANEL)
        for (size_t s = 0; s < k; s += STEP, out += weight_step_size(parts)) {
            size_t rows = least(STEP, k - s), columns = least(PANEL, n - j);
            const float *first = b + s * b_row + j * b_column;
            _Alignas(ROW) float turned[STEP * PANEL];
            if (b_column != 1) {
                transpose_step(rows, columns, first, b_column, turned);
                first = turned;
            }
            size_t stride = b_column == 1 ? b_row : PANEL;
            if (parts == 1) {
                pack_step(1, 0, rows, columns, first, stride, out);
            } else {
                memset(out, 0, weight_step_size(parts));
                copy(rows, columns, first, stride, (float *)out, PANEL);
            }
        }
}

static size_t weights_size(int parts, size_t k, size_t n) {
    return ceiling(n, PANEL) * ceiling(k, STEP) * weight_step_size(parts) / sizeof(float);
}

static size_t panel_size(int parts, size_t count) {
    return ceiling(count, STEP) * step_size(parts) / sizeof(float);
}

static size_t product_scratch(int parts, size_t m, size_t k) {
    if (parts == 1 && m <= SIDE) return panel_size(1, k);
    return (ceiling(m, PANEL) + 1) * panel_size(parts, least(k, steps_at_once(parts) * STEP));
}
#pragma clang attribute pop

const struct ck_tiles *ck_tiles(void) {
    static const struct ck_tiles tiles = {
        .weights_size = weights_size,
        .pack_weights = pack_weights,
        .product_scratch = product_scratch,
        .product = product,
        .panel_size = panel_size,
        .pack_rows = pack_rows,
        .add_product = add_product,
    };
    // Linux lends a process the tiles' registers when it asks: ARCH_REQ_XCOMP_PERM, XTILEDATA.
    if (!__builtin_cpu_supports("amx-bf16") || !__builtin_cpu_supports("avx512bf16")) return NULL;
    return syscall(SYS_arch_prctl, 0x1023, 18) == 0 ? &tiles : NULL;
}
#else
const struct ck_tiles *ck_tiles(void) { return NULL; }
#endif
