// Sums of products of bf16 numbers in the eight tile registers.

#include "halves.h"

enum {
    /// The elements of the shared dimension that go through the caches together: a panel of so many stays
    /// in the first one, while what passes by it is loaded around that.
    BLOCK = 640,
};

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
