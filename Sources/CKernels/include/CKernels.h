// Vector arithmetic for the hot loops, compiled once for each instruction set and chosen at run time.
//
// Every function is plain arithmetic over pointers and counts: no allocation, no globals, no errors.
// Matrices are row-major; a `stride` is the distance in floats between the starts of two rows.

#ifndef CKERNELS_H
#define CKERNELS_H

#include <stddef.h>
#include <stdint.h>

#include "packed_products.h"

/// Frames that `filter_bank` takes at once.
enum { CK_FRAMES_IN_BLOCK = 16 };
/// Consecutive outputs that `resample` computes at once, and signals that it takes side by side.
enum { CK_RESAMPLING_OUTPUTS = 8, CK_RESAMPLING_LANES = 16 };
/// Functions between pre-activations and activations.
enum ck_activation { CK_LINEAR, CK_TANH, CK_RELU, CK_SIGMOID };

/// Asks for the memory at p, which is wanted soon.
static inline void ck_prefetch(const void *_Nonnull p) { __builtin_prefetch(p); }

/// Not 0 if the address sanitizer watches the program.
int ck_address_sanitized(void);

struct ck_kernels {
    /// "avx512", "avx2" or "baseline" (SSE2 on x86-64, NEON on arm64).
    const char *_Nonnull name;

    // MARK: Elementwise (elementwise.inc)

    /// y[i] = exp(x[i]); in place allowed.
    void (*_Nonnull exponential)(const float *_Nonnull x, float *_Nonnull y, size_t n);
    /// y[i] = ln(x[i]) for positive normal x[i]; in place allowed.
    void (*_Nonnull logarithm)(const float *_Nonnull x, float *_Nonnull y, size_t n);
    /// y[i] = tanh(x[i]); in place allowed.
    void (*_Nonnull hyperbolic_tangent)(const float *_Nonnull x, float *_Nonnull y, size_t n);
    /// y[i] = 1 / (1 + exp(-x[i])); in place allowed.
    void (*_Nonnull sigmoid)(const float *_Nonnull x, float *_Nonnull y, size_t n);
    /// y[i] += a * x[i].
    void (*_Nonnull add_scaled)(float a, const float *_Nonnull x, float *_Nonnull y, size_t n);
    /// y[i] = a * x[i]; in place allowed.
    void (*_Nonnull scale)(float a, const float *_Nonnull x, float *_Nonnull y, size_t n);
    /// z[i] = x[i] * y[i]; in place allowed.
    void (*_Nonnull multiply)(const float *_Nonnull x, const float *_Nonnull y, float *_Nonnull z,
                              size_t n);
    /// z[i] = the larger of x[i] and y[i]; NaN where either is.
    void (*_Nonnull larger)(const float *_Nonnull x, const float *_Nonnull y, float *_Nonnull z,
                            size_t n);
    /// The way back: the gradient for z goes to the larger one, halves of it to equal ones.
    void (*_Nonnull larger_backward)(const float *_Nonnull x, const float *_Nonnull y,
                                     const float *_Nonnull z_gradient, float *_Nonnull x_gradient,
                                     float *_Nonnull y_gradient, size_t n);
    /// Sum of x[i] * y[i].
    float (*_Nonnull dot)(const float *_Nonnull x, const float *_Nonnull y, size_t n);
    /// Sum of x[i]^2, accumulated in double precision.
    double (*_Nonnull sum_of_squares)(const float *_Nonnull x, size_t n);
    /// sums[j] += the sum over rows of x[r, j].
    void (*_Nonnull add_column_sums)(const float *_Nonnull x, size_t stride, size_t rows,
                                     size_t columns, float *_Nonnull sums);
    /// y = log softmax of one row of x, NaN throughout if x holds NaN or infinity, or minus infinity
    /// alone; in place allowed.
    void (*_Nonnull log_softmax)(const float *_Nonnull x, float *_Nonnull y, size_t n);
    /// out[c, r] = in[r, c].
    void (*_Nonnull transpose)(const float *_Nonnull in, size_t in_stride, size_t rows,
                               size_t columns, float *_Nonnull out, size_t out_stride);

    // MARK: Matrix products (product.inc, packed_singles.inc, small_product.inc)

    /// C[m, n] += A[m, k] B[k, n] for matrices that the first cache holds.  Element (i, p) of A stands
    /// at a[i * a_row + p * a_column]; rows of C may overlap and are then added to in order.
    void (*_Nonnull small_product)(size_t m, size_t n, size_t k, const float *_Nonnull a,
                                   size_t a_row, size_t a_column, const float *_Nonnull b,
                                   size_t b_row, float *_Nonnull c, size_t c_row);

    /// Products of single-precision numbers.
    struct ck_packed_products singles;
    /// Columns of a strip of the weights that these pack: one strip [k, strip_columns] after the other,
    /// the last one filled up with zeros.
    size_t strip_columns;
    /// C[m, n] = A[m, k] B[k, n], or C += if it accumulates, for packed weights B.  A row of C is the
    /// same to the bit whatever m is, and whether the last strip of B is read first (`from_end`): after
    /// a product that ended there, it still stands in a cache that the whole of B does not fit into.
    void (*_Nonnull strip_product)(size_t m, size_t n, size_t k, const float *_Nonnull a,
                                   size_t a_stride, const float *_Nonnull b, int accumulates,
                                   int from_end, float *_Nonnull c, size_t c_stride);
    /// The same for one row and B of bf16 numbers: B[2p, j] is the lower half of a word, B[2p + 1, j]
    /// the upper one.  The strips are [(k + 1) / 2, strip_columns].
    void (*_Nonnull row_product_halves)(size_t n, size_t k, const float *_Nonnull a,
                                        const uint32_t *_Nonnull b, int accumulates, int from_end,
                                        float *_Nonnull c);

    // MARK: Recurrent cells (lstm.inc, gru.inc, activation.inc)
    //
    // One step of `rows` sequences of `units` cells.  The first `previous_rows` of them continue the
    // rows of the step before, whose matrices are named `previous_`; the others begin with zeros.
    // On the way back gradients for biases and peepholes are added to, and `hidden_gradient`
    // [rows, units] is the whole gradient for the hidden state.  The gates of the step that is
    // computed after this one, `next_gates`, are brought into the cache meanwhile unless NULL.

    /// LSTM.  `gates` [rows, 4 units] holds pre-activations without `bias` [4 units], in the order
    /// i, f, g, o, and leaves with the gates' activations.  `peepholes` [3 units], those of i, f, o,
    /// may be NULL.  Writes cell and hidden [rows, units].
    void (*_Nonnull lstm_forward)(size_t rows, size_t units, float *_Nonnull gates,
                                  const float *_Nonnull bias, const float *_Nullable peepholes,
                                  const float *_Nullable previous_cell, size_t previous_rows,
                                  float *_Nonnull cell, float *_Nonnull hidden,
                                  const float *_Nullable next_gates);
    /// The step back.  `gates` holds activations and leaves with the gradient of the loss for the
    /// pre-activations; `cell_gradient` [rows, units] comes with the gradient from the step after
    /// (rows not active there hold zero) and leaves with that for the step before.
    void (*_Nonnull lstm_backward)(size_t rows, size_t units, float *_Nonnull gates,
                                   const float *_Nullable peepholes, const float *_Nonnull cell,
                                   const float *_Nullable previous_cell, size_t previous_rows,
                                   const float *_Nonnull hidden_gradient,
                                   float *_Nonnull cell_gradient, float *_Nonnull bias_gradient,
                                   float *_Nullable peephole_gradient,
                                   const float *_Nullable next_gates);
    /// GRU.  `gates` [rows, 3 units] and `sums` [rows, 3 units] hold what input and previous hidden
    /// state contribute to r, z, n, without `bias` [6 units], the input's three first; rows of
    /// `sums` that begin hold anything.  `gates` leaves with r, z, n, the last third of `sums` with
    /// what r gates.  Writes hidden [rows, units].
    void (*_Nonnull gru_forward)(size_t rows, size_t units, float *_Nonnull gates,
                                 float *_Nonnull sums, const float *_Nonnull bias,
                                 const float *_Nullable previous_hidden, size_t previous_rows,
                                 float *_Nonnull hidden);
    /// The step back.  `gates` and `sums` leave with the gradients for what they held before the
    /// step; adds to `previous_hidden_gradient`, unless it is NULL, what does not pass through
    /// `sums`.
    void (*_Nonnull gru_backward)(size_t rows, size_t units, float *_Nonnull gates,
                                  float *_Nonnull sums, const float *_Nullable previous_hidden,
                                  size_t previous_rows, const float *_Nonnull hidden_gradient,
                                  float *_Nullable previous_hidden_gradient,
                                  float *_Nonnull bias_gradient);
    /// y = f(x + bias), both [rows, units]; in place allowed.
    void (*_Nonnull activation_forward)(enum ck_activation function, size_t rows, size_t units,
                                        const float *_Nonnull x, const float *_Nonnull bias,
                                        float *_Nonnull y);
    /// The way back: the gradient for x from `y` and the gradient for it; in place allowed.
    void (*_Nonnull activation_backward)(enum ck_activation function, size_t rows, size_t units,
                                         const float *_Nonnull y, const float *_Nonnull y_gradient,
                                         float *_Nonnull x_gradient,
                                         float *_Nonnull bias_gradient);

    // MARK: Around recurrent layers (normalization.inc)

    /// Layer normalization of each row in place: x becomes weight (x - mean) / sqrt(variance +
    /// epsilon) + bias.  Unless NULL, `normalized` [rows, n] gets this without weight and bias, and
    /// `factors` [rows] the 1 / sqrt(variance + epsilon).
    void (*_Nonnull normalize)(size_t rows, size_t n, float *_Nonnull x,
                               const float *_Nonnull weight, const float *_Nonnull bias,
                               float epsilon, float *_Nullable normalized,
                               float *_Nullable factors);
    /// The way back: `gradient` comes with that for the result and leaves with that for x; adds to
    /// the other two.
    void (*_Nonnull normalize_backward)(size_t rows, size_t n, const float *_Nonnull normalized,
                                        const float *_Nonnull factors,
                                        const float *_Nonnull weight, float *_Nonnull gradient,
                                        float *_Nonnull weight_gradient,
                                        float *_Nonnull bias_gradient);

    // MARK: Optimizers (optimizer.inc)

    /// One Adam step with decoupled weight decay (Loshchilov and Hutter 2019, algorithm 2):
    /// `rate` already holds the bias correction of the first moment, `second_correction` is
    /// 1 / (1 - beta2^t), `decay` is the factor that multiplies the weight before the step.  Adam
    /// without the W: `decay` 1, and `penalty` times the weight is added to the gradient.
    void (*_Nonnull adam)(size_t n, float *_Nonnull weight, const float *_Nonnull gradient,
                          float *_Nonnull first, float *_Nonnull second, float gradient_scale,
                          float rate, float beta1, float beta2, float second_correction,
                          float epsilon, float decay, float penalty);
    /// One step of stochastic gradient descent as torch.optim.SGD takes it: `penalty` times the
    /// weight is added to the gradient; `velocity` may be NULL if `momentum` is 0.
    void (*_Nonnull descent)(size_t n, float *_Nonnull weight, const float *_Nonnull gradient,
                             float *_Nullable velocity, float gradient_scale, float rate,
                             float momentum, int nesterov, float penalty);
    /// Replaces every x[i] beyond -limit or limit by it; NaN stays NaN.
    void (*_Nonnull clip)(float limit, float *_Nonnull x, size_t n);

    // MARK: Front end (front_end.inc)

    /// y[i] = window[i] (c[i] - preemphasis c[i - 1]), with c[-1] = c[0] and c = x or, if asked,
    /// x less its mean; n > 0, x and y apart.
    void (*_Nonnull prepare_frame)(const float *_Nonnull x, size_t n, int removes_mean,
                                   float preemphasis, const float *_Nonnull window,
                                   float *_Nonnull y);
    /// The sum of the squares of x or, if asked, of x less its mean; n > 0.
    float (*_Nonnull energy)(const float *_Nonnull x, size_t n, int removes_mean);
    /// Squared magnitudes, half + 1 of them, of the Fourier transform of 2 half real numbers, from
    /// the complex transform z of the same numbers taken as `half` complex ones.
    /// cosines[k] = cos(pi k / half), sines likewise.
    void (*_Nonnull power_spectrum)(const float *_Nonnull z, size_t half,
                                    const float *_Nonnull cosines, const float *_Nonnull sines,
                                    float *_Nonnull power);
    /// y[i] = sqrt(x[i]); in place allowed.
    void (*_Nonnull square_roots)(const float *_Nonnull x, float *_Nonnull y, size_t n);
    /// out[f, t] = the larger of `floor` and the sum over k of weight times
    /// spectra[ranges[2 f] + k, t], for k < ranges[2 f + 1] and CK_FRAMES_IN_BLOCK frames t; the
    /// weights of all filters stand one after the other.
    void (*_Nonnull filter_bank)(const float *_Nonnull spectra, const int32_t *_Nonnull ranges,
                                 const float *_Nonnull weights, size_t filters, float floor,
                                 float *_Nonnull out);
    /// out[i, t] = the sum over m < n of filters[m, i] times signals[m, t], in this order, for
    /// CK_RESAMPLING_OUTPUTS outputs i of CK_RESAMPLING_LANES signals t.
    void (*_Nonnull resample)(const float *_Nonnull signals, const float *_Nonnull filters,
                              size_t n, float *_Nonnull out);

    // MARK: Linear prediction of spectra (prediction.inc)
    //
    // real and imaginary [frames, columns], rows `stride` floats apart, with delay + taps - 1 rows
    // before the first; columns is a multiple of 16. z[0] is a frame, z[i] the one delay + i - 1
    // before it.

    /// Adds to sums [pairs, 2, columns] the real and imaginary parts of the sum over frames t of
    /// weights[t] z[i] conj(z[k]); the pairs are all i <= taps and k <= i, k the inner one.
    void (*_Nonnull weighted_correlations)(const float *_Nonnull real,
                                           const float *_Nonnull imaginary, size_t stride,
                                           size_t frames, const float *_Nonnull weights,
                                           size_t delay, size_t taps, size_t columns,
                                           float *_Nonnull sums);
    /// rest[t] [2, columns] = z[0] less the sum over k < taps of conj(filters[k]) z[k + 1];
    /// filters [taps, 2, columns].
    void (*_Nonnull subtract_prediction)(const float *_Nonnull real,
                                         const float *_Nonnull imaginary, size_t stride,
                                         size_t frames, const float *_Nonnull filters,
                                         size_t delay, size_t taps, size_t columns,
                                         float *_Nonnull rest);

    // MARK: Connectionist temporal classification (ctc.inc)
    //
    // The states of a frame are a row of four arrays, `stride` floats apart: mantissas and
    // exponents of the labels' states, mantissas and exponents of the null symbol's states; null
    // state u stands before label u.  `n` is a multiple of 16 above the number L of labels, and
    // 16 floats before and after each array hold zero states (mantissa 0, exponent -1e38).
    // `emissions` [2, stride] holds mantissas and exponents: first the null symbol's, then the
    // labels', then zeros up to n + 16.  `skips` [n + 16] is 0 where label u may follow label
    // u - 1 with no null symbol between them, and -2e38 where not.

    /// One frame of `n` logits: writes exp(logit - largest) of the `count` `symbols` to `emissions`,
    /// the first one's, the null symbol's, times exp(-null_penalty), and the softmax to
    /// `probabilities`, which may be `logits`.  Returns the sum of all
    /// exp(logit - largest); NaN if a logit is NaN or infinity, or all are minus infinity.
    float (*_Nonnull ctc_frame)(const float *_Nonnull logits, size_t n,
                                const int32_t *_Nonnull symbols, size_t count, size_t stride,
                                float null_penalty, float *_Nonnull emissions,
                                float *_Nonnull probabilities);
    /// Takes `states` one frame forward and copies them to `forward` [4, n].
    void (*_Nonnull ctc_forward)(size_t n, const float *_Nonnull emissions, size_t emission_stride,
                                 const float *_Nonnull skips, float *_Nonnull states,
                                 size_t stride, float *_Nonnull forward);
    /// Takes `states` one frame backward and subtracts from `gradient` `weight` times the
    /// probability that the frame's symbol is each of the `count` `symbols`, given the target, whose own probability
    /// has about the `exponent`.  `posteriors` [n] is working memory.
    void (*_Nonnull ctc_backward)(size_t n, const float *_Nonnull emissions,
                                  size_t emission_stride, const float *_Nonnull skips,
                                  float *_Nonnull states, size_t stride,
                                  const float *_Nonnull forward, float exponent, float weight,
                                  const int32_t *_Nonnull symbols, size_t count,
                                  float *_Nonnull posteriors, float *_Nonnull gradient);
};

/// The kernels for the processor that runs this program.
const struct ck_kernels *_Nonnull ck_kernels(void);

/// Every set of kernels that this processor can run, the plainest first; returns their number.
size_t ck_available_kernels(const struct ck_kernels *_Nullable *_Nonnull list, size_t capacity);

#endif
