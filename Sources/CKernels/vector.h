// The vector type of one instruction set and the functions of a vector that every kernel uses.
// Included by kernels.inc after WIDTH (lanes of a vector) is defined.

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if WIDTH == 16
#include <immintrin.h>
#endif

typedef float vf __attribute__((vector_size(4 * WIDTH)));
typedef int32_t vi __attribute__((vector_size(4 * WIDTH)));
typedef uint32_t vu __attribute__((vector_size(4 * WIDTH)));
typedef float vf_unaligned __attribute__((vector_size(4 * WIDTH), aligned(4), may_alias));

// Whether a loop may keep more than a dozen vectors in registers.
#if WIDTH == 16 || defined(__aarch64__)
#define HAS_32_REGISTERS 1
#else
#define HAS_32_REGISTERS 0
#endif

#define INLINE static inline __attribute__((always_inline))

INLINE vf load(const float *p) { return *(const vf_unaligned *)p; }
INLINE void store(float *p, vf v) { *(vf_unaligned *)p = v; }

INLINE vf broadcast(float x) { return x - (vf){0}; }

INLINE vf load_first(const float *p, size_t n) {
    vf v = {0};
    memcpy(&v, p, n * sizeof(float));
    return v;
}

INLINE void store_first(float *p, vf v, size_t n) { memcpy(p, &v, n * sizeof(float)); }

// The n <= WIDTH floats at p: a whole vector, or the first lanes of one.
INLINE vf lane_load(const float *p, size_t n) { return n == WIDTH ? load(p) : load_first(p, n); }

INLINE void lane_store(float *p, vf v, size_t n) {
    if (n == WIDTH)
        store(p, v);
    else
        store_first(p, v, n);
}

INLINE void lane_add(float *p, vf v, size_t n) { lane_store(p, lane_load(p, n) + v, n); }

// Does `statement` for each vector of `count` floats, those from j to j + n; all but the last are
// whole, which the compiler knows.
#define FOR_LANES(count, statement)                                          \
    do {                                                                     \
        size_t j = 0;                                                        \
        for (const size_t n = WIDTH; j + n <= (count); j += n) statement;    \
        if (j < (count)) {                                                   \
            const size_t n = (count)-j;                                      \
            statement;                                                       \
        }                                                                    \
    } while (0)

INLINE vf minimum(vf a, vf b) { return __builtin_elementwise_min(a, b); }
INLINE vf maximum(vf a, vf b) { return __builtin_elementwise_max(a, b); }

// The lanes of a where `mask` is set, those of b elsewhere.
INLINE vf choose(vi mask, vf a, vf b) {
    vi chosen, other;
    memcpy(&chosen, &a, sizeof chosen);
    memcpy(&other, &b, sizeof other);
    chosen = (chosen & mask) | (other & ~mask);
    memcpy(&a, &chosen, sizeof a);
    return a;
}

// x between low and high; NaN stays NaN, which minimum and maximum would hide.
INLINE vf clamp(vf x, vf low, vf high) {
    x = choose(low > x, low, x);
    return choose(high < x, high, x);
}

// 1 / x for normal x whose reciprocal is normal; a division takes as long as all the rest of a function
// does.
INLINE vf reciprocal(vf x) {
#if WIDTH == 16
    vf first = _mm512_rcp14_ps(x);
    return first + first * (1.0f - x * first);
#else
    return 1.0f / x;
#endif
}

// Asks for the memory at p, which is wanted soon.
INLINE void prefetch(const float *p) { __builtin_prefetch(p, 0, 2); }

INLINE float horizontal_sum(vf v) {
    float sum = 0;
    for (int i = 0; i < WIDTH; i++) sum += v[i];
    return sum;
}

INLINE float horizontal_maximum(vf v) {
    float most = v[0];
    for (int i = 1; i < WIDTH; i++) most = v[i] > most ? v[i] : most;
    return most;
}

// exp(x) = 2^n exp(r) for x from -87.33654 to 88.72283, n = round(x / ln 2), |r| <= ln 2 / 2; polynomial
// from Cephes' expf.
INLINE vf normal_exp(vf x) {
    // The last bits of x / ln 2 + magic are those of n.
    const vf magic = broadcast(12582912.0f);
    vf shifted = minimum(x * 1.44269504088896341f, broadcast(127.0f)) + magic;
    vf n = shifted - magic;
    vf r = x - n * 0.693359375f;
    r = r - n * -2.12194440e-4f;
    vf p = broadcast(1.9875691500e-4f);
    p = p * r + 1.3981999507e-3f;
    p = p * r + 8.3334519073e-3f;
    p = p * r + 4.1665795894e-2f;
    p = p * r + 1.6666665459e-1f;
    p = p * r + 5.0000001201e-1f;
    p = p * (r * r) + r + 1.0f;
    vi bits;
    memcpy(&bits, &shifted, sizeof bits);
    bits = (bits + 127) << 23;
    vf power;
    memcpy(&power, &bits, sizeof power);
    return p * power;
}

// exp(x); below -87.33 the result is 0, above 88.72 it is infinity.
INLINE vf vector_exp(vf x) {
    const vf low = broadcast(-87.33654f), high = broadcast(88.72283f);
    vf y = normal_exp(minimum(maximum(x, low), high));
    y = choose(x < low, (vf){0}, y);
    y = choose(x > high, broadcast(__builtin_inff()), y);
    return choose(x != x, x, y);
}

// ln(x) for positive normal x; polynomial from Cephes' logf.
INLINE vf vector_log(vf x) {
    vi bits;
    memcpy(&bits, &x, sizeof bits);
    vi exponent = (bits >> 23) - 126;
    vi mantissa = (bits & 0x007fffff) | 0x3f000000;
    vf m;
    memcpy(&m, &mantissa, sizeof m);
    vi small = m < broadcast(0.70710678118654752440f);
    vf e = __builtin_convertvector(exponent + small, vf);
    vi kept;
    memcpy(&kept, &m, sizeof kept);
    kept &= small;
    vf extra;
    memcpy(&extra, &kept, sizeof extra);
    m = m + extra - 1.0f;
    vf z = m * m;
    vf p = broadcast(7.0376836292e-2f);
    p = p * m - 1.1514610310e-1f;
    p = p * m + 1.1676998740e-1f;
    p = p * m - 1.2420140846e-1f;
    p = p * m + 1.4249322787e-1f;
    p = p * m - 1.6668057665e-1f;
    p = p * m + 2.0000714765e-1f;
    p = p * m - 2.4999993993e-1f;
    p = p * m + 3.3333331174e-1f;
    p = p * m * z;
    p = p + e * -2.12194440e-4f;
    p = p - z * 0.5f;
    return m + p + e * 0.693359375f;
}

// Rational approximation of degree 13 over 6 on [-7.9, 7.9] (the one of Eigen's ptanh).
INLINE vf vector_tanh(vf x) {
    const vf bound = broadcast(7.90531110763549805f);
    vf clamped = clamp(x, -bound, bound);
    vf z = clamped * clamped;
    vf p = broadcast(-2.76076847742355e-16f);
    p = p * z + 2.00018790482477e-13f;
    p = p * z + -8.60467152213735e-11f;
    p = p * z + 5.12229709037114e-08f;
    p = p * z + 1.48572235717979e-05f;
    p = p * z + 6.37261928875436e-04f;
    p = p * z + 4.89352455891786e-03f;
    p = p * clamped;
    vf q = broadcast(1.19825839466702e-06f);
    q = q * z + 1.18534705686654e-04f;
    q = q * z + 2.26843463243900e-03f;
    q = q * z + 4.89352518554385e-03f;
    return p * reciprocal(q);
}

INLINE vf vector_sigmoid(vf x) {
    const vf bound = broadcast(87.0f);
    return reciprocal(1.0f + normal_exp(clamp(-x, -bound, bound)));
}
