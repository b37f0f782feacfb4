#include "CKernels.h"

extern const struct ck_kernels ck_kernels_baseline;
#if defined(__x86_64__)
extern const struct ck_kernels ck_kernels_avx2, ck_kernels_avx512;
#endif

size_t ck_available_kernels(const struct ck_kernels **list, size_t capacity) {
    const struct ck_kernels *found[3] = {&ck_kernels_baseline};
    size_t count = 1;
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
        found[count++] = &ck_kernels_avx2;
        if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
            __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl"))
            found[count++] = &ck_kernels_avx512;
    }
#endif
    for (size_t i = 0; i < count && i < capacity; i++) list[i] = found[i];
    return count;
}

const struct ck_kernels *ck_kernels(void) {
    const struct ck_kernels *list[3];
    return list[ck_available_kernels(list, 3) - 1];
}

int ck_address_sanitized(void) {
#if __has_feature(address_sanitizer)
    return 1;
#else
    return 0;
#endif
}
