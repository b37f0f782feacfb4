#include "tiles.h"

#if defined(__linux__) && defined(__x86_64__)
#include <sys/syscall.h>
#include <unistd.h>

extern const struct ck_tiles ck_fixed_tiles, ck_half_tiles;

/// Linux lends a process the tiles' registers when it asks: ARCH_REQ_XCOMP_PERM, XTILEDATA.
static int are_lent(void) { return syscall(SYS_arch_prctl, 0x1023, 18) == 0; }

const struct ck_tiles *ck_tiles(enum ck_tile_numbers numbers) {
    if (!__builtin_cpu_supports("amx-int8") || !__builtin_cpu_supports("amx-bf16") ||
        !__builtin_cpu_supports("avx512bf16") || !are_lent())
        return NULL;
    return numbers == CK_FIXED ? &ck_fixed_tiles : &ck_half_tiles;
}
#else
const struct ck_tiles *ck_tiles(enum ck_tile_numbers numbers) {
    (void)numbers;
    return NULL;
}
#endif
