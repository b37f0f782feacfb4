#if defined(__x86_64__)
#define WIDTH 16
#define LEVEL avx512
#define TABLE ck_kernels_avx512
#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx2,fma"))), apply_to = function)
#include "kernels.inc"
#pragma clang attribute pop
#endif
