// Matrix products of three kinds of numbers, for which factors are packed.
//
// Single-precision numbers are multiplied as they are, in vectors of any processor (`singles` of
// `ck_kernels`).
//
// Halves are bf16 numbers: factors are rounded to 8 bits of significand, products summed up in single
// precision, on the processor's matrix tiles (Intel AMX) or in vectors (AVX-512 BF16).
//
// Fixed-point numbers stand for single precision on tiles.  A block, CK_BLOCK elements of a row of the left
// factor or of a column of the right one, has one scale, and its elements are whole numbers of 24
// bits.  Of their three bytes, signed digits to the base of 256, six of nine products are computed,
// those that reach the 24th bit, and summed up in whole numbers; what is rounded is the factors once
// and the sum of a block.  Errors are in proportion to the largest elements of the two blocks: on
// dense factors they are half of those of single precision's or less, an element 2^24 times smaller
// than the largest of its block counts as zero (Ootomo, Ozaki and Yokota 2024, DGEMM on integer matrix
// multiplication unit).  A block with a factor that is infinite or no number gives NaN.
//
// Factors stand in panels of `panel` rows of a left one or columns of a right one, filled up with
// zeros.  Sizes are in floats; packed memory begins at multiples of 64 bytes.

#ifndef CKERNELS_PACKED_PRODUCTS_H
#define CKERNELS_PACKED_PRODUCTS_H

#include <stddef.h>

enum {
    /// The elements of the shared dimension that go through the caches together.
    CK_BLOCK = 320,
};

/// What factors are taken as if not as they are.
enum ck_numbers { CK_FIXED, CK_HALVES };

/// Products of one kind of numbers.
struct ck_packed_products {
    /// The size of weights [k, n] when they are packed.
    size_t (*_Nonnull weights_size)(size_t k, size_t n);
    /// Packs weights B [k, n]; element (p, j) stands at b[p * b_row + j * b_column], and one of the
    /// two strides is 1.
    void (*_Nonnull pack_weights)(size_t k, size_t n, const float *_Nonnull b, size_t b_row,
                                  size_t b_column, float *_Nonnull packed);
    /// The size of the working memory of `product`.
    size_t (*_Nonnull product_scratch)(size_t m, size_t k);
    /// C[m, n] = A[m, k] B[k, n], or C += if it accumulates, for packed weights B.  A row of C is
    /// the same to the bit whatever m is.
    void (*_Nonnull product)(size_t m, size_t n, size_t k, const float *_Nonnull a,
                             size_t a_stride, const float *_Nonnull b, int accumulates,
                             float *_Nonnull c, size_t c_stride, float *_Nonnull scratch);

    /// The rows or columns of a panel.
    size_t panel;
    /// Whether right factors take `scales` from left ones.
    int passes_scales;
    /// The size of a panel with a shared dimension of `rows`.
    size_t (*_Nonnull panel_size)(size_t rows);
    /// Writes what `count` rows of x [rows, columns] from `first` on put into the panels of x on the
    /// right of a product, or of its transpose on the left: whole blocks, or what is left of them.
    ///
    /// `scales` [rows], if they are passed, go from a left factor to its right ones: what its rows
    /// were divided by, and theirs are multiplied with, so that a column's block holds terms of
    /// like size.
    void (*_Nonnull pack_rows)(int is_left, size_t rows, size_t columns, const float *_Nonnull x,
                               size_t stride, size_t first, size_t count, float *_Nonnull scales,
                               float *_Nonnull panels);
    /// C[m, n] += A^T B from the panels of A [rows, m] and B [rows, n].
    void (*_Nonnull add_product)(size_t m, size_t n, size_t rows, const float *_Nonnull left,
                                 const float *_Nonnull right, float *_Nonnull c, size_t c_stride);
};

/// The products of a kind that the processor and its system have, the fastest first; NULL behind the
/// last.
const struct ck_packed_products *_Nullable ck_packed_products(enum ck_numbers numbers,
                                                              size_t index);

#endif
