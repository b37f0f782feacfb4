#if defined(__x86_64__)
#define WIDTH 8
#define LEVEL avx2
#define TABLE ck_kernels_avx2
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#include "kernels.inc"
#pragma clang attribute pop
#endif
