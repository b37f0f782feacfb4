// Matrix products on the processor's matrix tiles (Intel AMX).
//
// Factors are taken apart into sums of bf16 numbers, whose products are summed up in single
// precision.  One part is the number rounded to 8 bits of significand.  Three parts are all of its 24
// bits, and of their nine products the six that reach the 24th bit are computed: the result is as
// precise as one in single precision, in about half of its time (Henry, Tang and Heinecke 2019,
// Leveraging the bfloat16 Artificial Intelligence Datatype For Higher-Precision Computations).
// In three parts infinite factors give NaN.  Numbers below 1e-38, and parts of numbers below 1e-33,
// count as zero.
//
// Factors stand in panels of CK_PANEL rows of a left one or columns of a right one, filled up with
// zeros.  Sizes are in floats; packed memory begins at multiples of 64 bytes.

#ifndef CKERNELS_TILES_H
#define CKERNELS_TILES_H

#include <stddef.h>

/// The rows or columns of a panel, and the elements of the shared dimension that a tile holds.
enum { CK_PANEL = 32, CK_STEP = 32 };

/// Products of factors in `parts` parts, 1 or 3.
struct ck_tiles {
    /// The size of weights [k, n] when they are packed.
    size_t (*_Nonnull weights_size)(int parts, size_t k, size_t n);
    /// Packs weights B [k, n]; element (p, j) stands at b[p * b_row + j * b_column], and one of the
    /// two strides is 1.
    void (*_Nonnull pack_weights)(int parts, size_t k, size_t n, const float *_Nonnull b,
                                  size_t b_row, size_t b_column, float *_Nonnull packed);
    /// The size of the working memory of `product`.
    size_t (*_Nonnull product_scratch)(int parts, size_t m, size_t k);
    /// C[m, n] = A[m, k] B[k, n], or C += if it accumulates, for packed weights B.  A row of C is
    /// the same to the bit whatever m is.
    void (*_Nonnull product)(int parts, size_t m, size_t n, size_t k, const float *_Nonnull a,
                             size_t a_stride, const float *_Nonnull b, int accumulates,
                             float *_Nonnull c, size_t c_stride, float *_Nonnull scratch);

    /// The size of a panel with a shared dimension of `rows`.
    size_t (*_Nonnull panel_size)(int parts, size_t rows);
    /// Writes what `count` rows of x [rows, columns] from `first` on, a multiple of CK_STEP, put into
    /// the panels of x on the right of a product, or of its transpose on the left.
    void (*_Nonnull pack_rows)(int parts, int is_left, size_t rows, size_t columns,
                               const float *_Nonnull x, size_t stride, size_t first, size_t count,
                               float *_Nonnull panels);
    /// C[m, n] += A^T B from the panels of A [rows, m] and B [rows, n].
    void (*_Nonnull add_product)(int parts, size_t m, size_t n, size_t rows,
                                 const float *_Nonnull left, const float *_Nonnull right,
                                 float *_Nonnull c, size_t c_stride);
};

/// Products on tiles, or NULL where the processor or its system has none.
const struct ck_tiles *_Nullable ck_tiles(void);

#endif
