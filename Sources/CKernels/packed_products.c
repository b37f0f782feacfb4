#include "packed_products.h"

#if defined(__linux__) && defined(__x86_64__)
#include <sys/syscall.h>
#include <unistd.h>

extern const struct ck_packed_products ck_tile_fixed, ck_tile_halves, ck_vector_halves;

/// Whether the processor has tiles and Linux lends their registers, for which a process has to ask:
/// ARCH_REQ_XCOMP_PERM, XTILEDATA.
static int has_tiles(void) {
    return __builtin_cpu_supports("amx-int8") && __builtin_cpu_supports("amx-bf16") &&
           __builtin_cpu_supports("avx512bf16") && syscall(SYS_arch_prctl, 0x1023, 18) == 0;
}

const struct ck_packed_products *ck_packed_products(enum ck_numbers numbers, size_t index) {
    const struct ck_packed_products *found[2] = {NULL};
    size_t count = 0;
    if (has_tiles()) found[count++] = numbers == CK_FIXED ? &ck_tile_fixed : &ck_tile_halves;
    if (numbers == CK_HALVES && __builtin_cpu_supports("avx512bf16"))
        found[count++] = &ck_vector_halves;
    return index < count ? found[index] : NULL;
}
#else
const struct ck_packed_products *ck_packed_products(enum ck_numbers numbers, size_t index) {
    (void)numbers, (void)index;
    return NULL;
}
#endif
