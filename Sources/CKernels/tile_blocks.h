// Sums of products in the eight tile registers.  The parts of two factors meet in an order in which
// each product after the first needs only one of them anew.

#include "tile_parts.h"

#include <stdint.h>

struct tile_configuration {
    uint8_t palette, start_row, reserved[14];
    uint16_t bytes[16];
    uint8_t rows[16];
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

#define LOAD_LEFT(part)                            \
    _tile_loadd(4, a + (part) * 2 * TILE, ROW);    \
    if (both) _tile_loadd(5, a + (part) * 2 * TILE + TILE, ROW)
#define LOAD_RIGHT(part)                        \
    _tile_loadd(6, b + (part) * 2 * TILE, ROW); \
    _tile_loadd(7, b + (part) * 2 * TILE + TILE, ROW)
#define MULTIPLY                     \
    do {                             \
        _tile_dpbf16ps(0, 4, 6);     \
        _tile_dpbf16ps(1, 4, 7);     \
        if (both) {                  \
            _tile_dpbf16ps(2, 5, 6); \
            _tile_dpbf16ps(3, 5, 7); \
        }                            \
    } while (0)

/// A panel of rows by a panel of columns; of the rows the upper half alone, or both.
INLINE void square(int parts, int both, size_t steps, const char *a, const char *b, int accumulates,
                   float *c, size_t c_stride) {
    const size_t bytes = c_stride * sizeof(float);
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
    for (; steps > 0; steps--, a += step_size(parts), b += step_size(parts)) {
        LOAD_LEFT(0);
        LOAD_RIGHT(0);
        MULTIPLY;
        if (parts == 3) {
            LOAD_RIGHT(2);
            MULTIPLY;
            LOAD_RIGHT(1);
            MULTIPLY;
            LOAD_LEFT(1);
            MULTIPLY;
            LOAD_RIGHT(0);
            MULTIPLY;
            LOAD_LEFT(2);
            MULTIPLY;
        }
    }
    _tile_stored(0, c, bytes);
    _tile_stored(1, c + SIDE, bytes);
    if (both) {
        _tile_stored(2, below, bytes);
        _tile_stored(3, below + SIDE, bytes);
    }
}

#define ADD(sum, right)                                               \
    if (sum < 2 * count) {                                            \
        _tile_loadd(right, b + sum / 2 * panel + sum % 2 * TILE, ROW); \
        _tile_dpbf16ps(sum, 4, right);                                \
    }

/// The upper half of a panel of rows by `count` panels of columns, 1 or 2, `panel` bytes apart, all
/// of one part.
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
    for (; steps > 0; steps--, a += step_size(1), b += step_size(1)) {
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
