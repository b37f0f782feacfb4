// Blocks of fixed-point numbers in the order of tiles, and sums of products of their digits.
//
// A block is 16 scales and, for each step of the shared dimension, a tile for each digit, the highest
// first.  A row of a left tile is a row of the factor, its word 4i + j the elements 16j + 4i to
// 16j + 4i + 3 of the step; right tiles are the same transposed, word by word.

#include "panels.h"

enum {
    PASSES_SCALES = 1,
    /// The elements of the shared dimension in a tile.
    STEP = 64,
    DIGITS = 3,
    /// The bytes of a step of 16 rows or columns.
    STEP_SIZE = DIGITS * TILE,
    /// The bytes of a whole block.
    BLOCK_SIZE = ROW + CK_BLOCK / STEP * STEP_SIZE,
    /// The columns that are packed together.
    WIDE = 128,
    /// The highest digit of the largest number.
    LARGEST = 127,
};

/// The factor whose blocks are used again and again while those of the other one pass by.
enum factor { LEFT, RIGHT };

/// The bytes of all blocks of 16 rows or columns.
INLINE size_t side_size(size_t count) {
    return ceiling(count, CK_BLOCK) * ROW + ceiling(count, STEP) * STEP_SIZE;
}

/// Where the block begins in which element p stands.
INLINE size_t block_start(size_t p) { return p / CK_BLOCK * BLOCK_SIZE; }

INLINE __m512i magnitude_bits(__m512 x) {
    return _mm512_and_si512(_mm512_castps_si512(x), _mm512_set1_epi32(0x7FFFFFFF));
}

/// The largest magnitude of a row, as bits, which order as magnitudes do; those of no number come last.
INLINE uint32_t largest_bits(size_t count, const float *x) {
    __m512i largest = _mm512_setzero_si512();
    for (size_t p = 0; p < count; p += SIDE)
        largest = _mm512_max_epu32(
            largest, magnitude_bits(_mm512_maskz_loadu_ps(first_lanes(count - p), x + p)));
    return _mm512_reduce_max_epu32(largest);
}

/// Writes the scales of blocks whose largest magnitudes are `largest`, as bits; returns what makes
/// their elements whole numbers.
INLINE __m512 scale(__m512i largest, char *scales) {
    const __m512i infinity = _mm512_set1_epi32(0x7F800000);
    const __m512 smallest = _mm512_set1_ps(0x1p-100f), nothing = _mm512_set1_ps(__builtin_nanf(""));
    __mmask16 finite = _mm512_cmplt_epu32_mask(largest, infinity);
    __m512 x = _mm512_max_ps(_mm512_castsi512_ps(largest), smallest);
    _mm512_store_ps(scales, _mm512_mask_div_ps(nothing, finite, x, _mm512_set1_ps(LARGEST)));
    return _mm512_maskz_div_ps(finite, _mm512_set1_ps(LARGEST * 65536.f), x);
}

/// Transposes the 4 by 4 bytes of each quarter.
INLINE __m512i transpose_bytes(__m512i x) {
    return _mm512_shuffle_epi8(x, _mm512_broadcast_i32x4(_mm_setr_epi8(0, 4, 8, 12, 1, 5, 9, 13, 2,
                                                                       6, 10, 14, 3, 7, 11, 15)));
}

/// x times `factor` in whole numbers, the bytes of each digit together.
INLINE __m512i digits(__m512 x, __m512 factor) {
    const __m512i halves = _mm512_set1_epi32(0x808080);
    __m512i whole = _mm512_cvtps_epi32(_mm512_mul_ps(x, factor));
    return transpose_bytes(_mm512_xor_si512(_mm512_add_epi32(whole, halves), halves));
}

/// The digits of four vectors: of each quarter of the vectors one after the other.
INLINE void gather_digits(const __m512 x[4], __m512 factor, __m512i gathered[DIGITS]) {
    __m512i a = digits(x[0], factor), b = digits(x[1], factor);
    __m512i c = digits(x[2], factor), d = digits(x[3], factor);
    __m512i low_ab = _mm512_unpacklo_epi32(a, b), low_cd = _mm512_unpacklo_epi32(c, d);
    gathered[0] = _mm512_unpacklo_epi64(_mm512_unpackhi_epi32(a, b), _mm512_unpackhi_epi32(c, d));
    gathered[1] = _mm512_unpackhi_epi64(low_ab, low_cd);
    gathered[2] = _mm512_unpacklo_epi64(low_ab, low_cd);
}

/// A left block of `m` rows of `count` elements: in each step `above` rows of zeros, then a digit's
/// rows every `digit` rows.
INLINE void pack_left_block(size_t m, size_t count, const float *a, size_t stride, size_t above,
                            size_t digit, char *block) {
    _Alignas(ROW) uint32_t largest[SIDE] = {0};
    _Alignas(ROW) float factors[SIDE];
    for (size_t r = 0; r < m; r++) largest[r] = largest_bits(count, a + r * stride);
    _mm512_store_ps(factors, scale(_mm512_load_si512(largest), block));
    block += ROW;
    for (size_t p = 0; p < count; p += STEP, block += STEP_SIZE) {
        memset(block, 0, above * ROW);
        for (size_t r = 0; r < m; r++) {
            __m512 x[4];
            __m512i gathered[DIGITS];
            for (size_t j = 0; j < 4; j++) {
                size_t q = p + j * SIDE;
                x[j] = _mm512_maskz_loadu_ps(q < count ? first_lanes(count - q) : 0,
                                             a + r * stride + q);
            }
            gather_digits(x, _mm512_set1_ps(factors[r]), gathered);
            for (size_t i = 0; i < DIGITS; i++)
                _mm512_store_si512(block + (above + i * digit + r) * ROW, gathered[i]);
        }
    }
}

/// A right block of `width` columns of `count` elements that stand beside each other; columns are
/// `stride` floats apart.
INLINE void pack_right_block(size_t width, size_t count, const float *b, size_t stride,
                             char *block) {
    const size_t tiles = ceiling(count, STEP) * DIGITS;
    memset(block, 0, ROW + tiles * TILE);
    pack_left_block(width, count, b, stride, 0, SIDE, block);
    for (size_t tile = 0; tile < tiles; tile++)
        transpose_tile(block + ROW + tile * TILE, block + ROW + tile * TILE);
}

/// The powers of two below the largest magnitude of each row; 1 if that is infinite or no number.
INLINE void scale_rows(size_t rows, size_t columns, const float *x, size_t stride, float *scales) {
    const uint32_t exponent = 0x7F800000, smallest = 0x1F800000, one = 0x3F800000;
    for (size_t r = 0; r < rows; r++, x += stride) {
        uint32_t largest = largest_bits(columns, x) & exponent;
        largest = largest == exponent ? one : largest < smallest ? smallest : largest;
        memcpy(scales + r, &largest, sizeof largest);
    }
}

/// The largest magnitudes, as bits, of each of `width` columns of `count` rows, row p times factors[p];
/// at most WIDE columns.
INLINE void largest_of_columns(size_t count, size_t width, const float *x, size_t stride,
                               const float *factors, __m512i largest[WIDE / SIDE]) {
    for (size_t q = 0; q < WIDE / SIDE; q++) largest[q] = _mm512_setzero_si512();
    for (size_t p = 0; p < count; p++, x += stride)
        for (size_t q = 0; q < WIDE / SIDE; q++) {
            if (q * SIDE >= width) break;
            __m512 row = _mm512_maskz_loadu_ps(first_lanes(width - q * SIDE), x + q * SIDE);
            largest[q] = _mm512_max_epu32(
                largest[q], magnitude_bits(_mm512_mul_ps(row, _mm512_set1_ps(factors[p]))));
        }
}

/// A step of a block from `width` columns of `count` rows, row p times factors[p] and `factor`: on the
/// right of a product, or transposed on the left.
INLINE void pack_step(int is_left, size_t count, size_t width, const float *x, size_t stride,
                      const float *factors, __m512 factor, char *out) {
    const __mmask16 mask = first_lanes(width);
    _Alignas(ROW) char right[STEP_SIZE];
    for (size_t word = 0; word < SIDE; word++) {
        size_t p = word % 4 * SIDE + word / 4 * 4;
        __m512 rows[4];
        __m512i gathered[DIGITS];
        for (size_t j = 0; j < 4; j++)
            rows[j] = p + j < count
                          ? _mm512_mul_ps(_mm512_maskz_loadu_ps(mask, x + (p + j) * stride),
                                          _mm512_set1_ps(factors[p + j]))
                          : _mm512_setzero_ps();
        gather_digits(rows, factor, gathered);
        for (size_t i = 0; i < DIGITS; i++)
            _mm512_store_si512((is_left ? right : out) + i * TILE + word * ROW,
                               transpose_bytes(gathered[i]));
    }
    for (size_t i = 0; is_left && i < DIGITS; i++)
        transpose_tile(right + i * TILE, out + i * TILE);
}

/// Blocks, `side` bytes apart, from `width` columns of `count` rows; at most WIDE columns, so that the
/// rows stay in a cache from their largest elements being looked for to their being packed.
INLINE void pack_columns(int is_left, size_t count, size_t width, const float *x, size_t stride,
                         const float *factors, char *blocks, size_t side) {
    __m512i largest[WIDE / SIDE];
    __m512 wholes[WIDE / SIDE];
    largest_of_columns(count, width, x, stride, factors, largest);
    for (size_t q = 0; q < width; q += SIDE)
        wholes[q / SIDE] = scale(largest[q / SIDE], blocks + q / SIDE * side);
    for (size_t p = 0; p < count; p += STEP)
        for (size_t q = 0; q < width; q += SIDE)
            pack_step(is_left, count - p, width - q, x + p * stride + q, stride, factors + p,
                      wholes[q / SIDE], blocks + q / SIDE * side + ROW + p / STEP * STEP_SIZE);
}

/// Tiles 0 to 2 are sums, 3 to 5 left digits, all of `rows` rows, 6 and 7 right digits.
INLINE void configure(size_t rows) {
    struct tile_configuration tiles = {.palette = 1};
    for (int i = 0; i < 8; i++) {
        tiles.bytes[i] = ROW;
        tiles.rows[i] = (uint8_t)(i < 6 ? rows : SIDE);
    }
    _tile_loadconfig(&tiles);
}

/// Loads a tile of a factor that stays in the first cache, or around it.
#define LOAD(stays, tile, from)             \
    if (stays)                              \
        _tile_loadd(tile, from, ROW);       \
    else                                    \
        _tile_stream_loadd(tile, from, ROW)

/// Sum i of digits whose places add up to i below the highest.
INLINE void sum_digits(enum factor staying, size_t steps, const char *a, const char *b) {
    _tile_zero(0);
    _tile_zero(1);
    _tile_zero(2);
    for (; steps > 0; steps--, a += STEP_SIZE, b += STEP_SIZE) {
        LOAD(staying == RIGHT, 6, b);
        LOAD(staying == LEFT, 3, a);
        _tile_dpbssd(0, 3, 6);
        LOAD(staying == LEFT, 4, a + TILE);
        _tile_dpbssd(1, 4, 6);
        LOAD(staying == RIGHT, 7, b + TILE);
        _tile_dpbssd(2, 4, 7);
        _tile_dpbssd(1, 3, 7);
        LOAD(staying == LEFT, 5, a + 2 * TILE);
        _tile_dpbssd(2, 5, 6);
        LOAD(staying == RIGHT, 6, b + 2 * TILE);
        _tile_dpbssd(2, 3, 6);
    }
}

#define ADD(left, digit)                                       \
    _tile_loadd(left, a + (2 - digit) * m * ROW, ROW);         \
    _tile_stream_loadd(6, b + digit * TILE, ROW);              \
    _tile_dpbssd(0, left, 6);                                  \
    if (sides == 2) {                                          \
        _tile_stream_loadd(7, b + b_side + digit * TILE, ROW); \
        _tile_dpbssd(1, left, 7);                              \
    }

/// The three sums of `m` rows one below the other, where the left digits stand so, below 2 m rows of
/// zeros: a digit further to the right meets them moved down by m rows.  Of the right factor `sides`
/// sides, 1 or 2, `b_side` bytes apart.
INLINE void sum_few_digits(int sides, size_t m, size_t steps, const char *a, const char *b,
                           size_t b_side) {
    _tile_zero(0);
    _tile_zero(1);
    for (; steps > 0; steps--, a += STEP_SIZE, b += STEP_SIZE) {
        ADD(3, 0)
        ADD(4, 1)
        ADD(5, 2)
    }
}

/// 16 elements of C from their sums.
INLINE void write_sums(__m512i high, __m512i middle, __m512i low, float a_scale, __m512 b_scales,
                       __mmask16 mask, int accumulates, float *c) {
    const __m512 base = _mm512_set1_ps(0x1p-8f);
    __m512 sum = _mm512_fmadd_ps(_mm512_cvtepi32_ps(low), base, _mm512_cvtepi32_ps(middle));
    sum = _mm512_fmadd_ps(sum, base, _mm512_cvtepi32_ps(high));
    sum = _mm512_mul_ps(sum, _mm512_set1_ps(a_scale));
    sum = accumulates ? _mm512_fmadd_ps(sum, b_scales, _mm512_maskz_loadu_ps(mask, c))
                      : _mm512_mul_ps(sum, b_scales);
    _mm512_mask_storeu_ps(c, mask, sum);
}
