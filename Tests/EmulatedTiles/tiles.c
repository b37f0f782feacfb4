// Intel AMX on processors without it: once preloaded, carries out the tile instructions that such a processor
// refuses.  Intel 64 and IA-32 Architectures Software Developer's Manual, volumes 1 (chapter 18) and 2.

#define _GNU_SOURCE
#include <dlfcn.h>
#include <math.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

enum { TILES = 8, ROWS = 16, ROW = 64 };
enum { LENDS_REGISTERS = 0x1023 };  // ARCH_REQ_XCOMP_PERM

/// What LDTILECFG loads.
struct configuration {
    uint8_t palette, start_row, reserved[14];
    uint16_t bytes[16];
    uint8_t rows[16];
};

union tile {
    uint8_t bytes[ROWS][ROW];
    int8_t digits[ROWS][ROW];
    uint16_t halves[ROWS][ROW / 2];
    uint32_t wholes[ROWS][ROW / 4];
    float numbers[ROWS][ROW / 4];
};

static _Thread_local struct configuration configured;
static _Thread_local union tile tiles[TILES];

static _Noreturn void stop(const char *why) {
    ssize_t written = write(STDERR_FILENO, why, strlen(why));
    _exit(written < 0 ? 1 : 132);
}

// MARK: Instructions

enum prefix { NONE, P66, PF3, PF2 };
enum { LOAD_CONFIGURATION = 0x49, ZERO = 0x49, LOAD = 0x4B, HALVES = 0x5C, BYTES = 0x5E };

/// An instruction with a VEX prefix of three bytes: its tiles, or a tile and memory whose rows lie
/// `stride` bytes apart.
struct instruction {
    enum prefix prefix;
    int opcode, first, second, third, has_memory;
    uint8_t *memory;
    int64_t stride;
    size_t length;
};

static const int registers[16] = {
    REG_RAX, REG_RCX, REG_RDX, REG_RBX, REG_RSP, REG_RBP, REG_RSI, REG_RDI,
    REG_R8,  REG_R9,  REG_R10, REG_R11, REG_R12, REG_R13, REG_R14, REG_R15,
};

/// The operand in memory that begins with the byte ModRM at `at`.
static void decode_memory(const uint8_t *at, int higher_base, int higher_index, const greg_t *general,
                          struct instruction *found) {
    int mode = *at >> 6, base = *at & 7, index = 4, scale = 0, has_index_byte = base == 4;
    at++;
    if (has_index_byte) {
        base = *at & 7;
        index = (*at >> 3 & 7) + higher_index;
        scale = *at++ >> 6;
    }
    int has_base = mode != 0 || base != 5;
    int64_t address = has_base ? general[registers[base + higher_base]] : 0;
    if (mode == 1) address += (int8_t)*at++;
    if (mode == 2 || !has_base) {
        int32_t displacement;
        memcpy(&displacement, at, sizeof displacement);
        at += sizeof displacement;
        address += displacement;
    }
    if (!has_base && !has_index_byte) address += (int64_t)at;
    found->memory = (uint8_t *)address;
    found->stride = index == 4 ? 0 : (int64_t)((uint64_t)general[registers[index]] << scale);
    found->length = (size_t)(at - (const uint8_t *)general[REG_RIP]);
}

static struct instruction decode(const greg_t *general) {
    const uint8_t *code = (const uint8_t *)general[REG_RIP];
    if (code[0] != 0xC4 || (code[1] & 31) != 2) stop("an illegal instruction that is not of tiles\n");
    struct instruction found = {
        .prefix = code[2] & 3,
        .opcode = code[3],
        .first = code[4] >> 3 & 7,
        .second = code[4] & 7,
        .third = ~(code[2] >> 3) & 7,
        .has_memory = code[4] < 0xC0,
        .length = 5,
    };
    if (found.has_memory)
        decode_memory(code + 4, code[1] & 0x20 ? 0 : 8, code[1] & 0x40 ? 0 : 8, general, &found);
    return found;
}

// MARK: What they do

static void load(int tile, const uint8_t *memory, int64_t stride) {
    memset(&tiles[tile], 0, sizeof tiles[tile]);
    for (int r = 0; r < configured.rows[tile]; r++)
        memcpy(tiles[tile].bytes[r], memory + r * stride, configured.bytes[tile]);
}

static void store(int tile, uint8_t *memory, int64_t stride) {
    for (int r = 0; r < configured.rows[tile]; r++)
        memcpy(memory + r * stride, tiles[tile].bytes[r], configured.bytes[tile]);
}

static void multiply_bytes(int m, int n, int k, const union tile *a, const union tile *b,
                           union tile *c) {
    for (int i = 0; i < m; i++)
        for (int p = 0; p < 4 * k; p++)
            for (int j = 0; j < n; j++)
                c->wholes[i][j] +=
                    (uint32_t)(a->digits[i][p] * b->digits[p / 4][4 * j + p % 4]);
}

/// Zero in the place of a number too small to be normal.
static float flushed(float x) { return fabsf(x) < 0x1p-126f ? copysignf(0, x) : x; }

static float widened(uint16_t half) {
    uint32_t bits = (uint32_t)half << 16;
    float x;
    memcpy(&x, &bits, sizeof x);
    return flushed(x);
}

static void multiply_halves(int m, int n, int k, const union tile *a, const union tile *b,
                            union tile *c) {
    for (int i = 0; i < m; i++) {
        float sums[2][ROW / 4] = {{0}};
        for (int p = 0; p < 2 * k; p++)
            for (int j = 0; j < n; j++)
                sums[p % 2][j] = flushed(fmaf(widened(a->halves[i][p]),
                                              widened(b->halves[p / 2][2 * j + p % 2]),
                                              sums[p % 2][j]));
        for (int j = 0; j < n; j++)
            c->numbers[i][j] =
                flushed(flushed(c->numbers[i][j]) + flushed(sums[0][j] + sums[1][j]));
    }
}

/// Tile c += a b.
static void multiply(int opcode, int c, int a, int b) {
    int m = configured.rows[c], n = configured.bytes[c] / 4, k = configured.rows[b];
    if (c == a || c == b || a == b || configured.rows[a] != m || configured.bytes[a] != 4 * k ||
        configured.bytes[b] != 4 * n)
        stop("a product of tiles that do not fit together\n");
    (opcode == BYTES ? multiply_bytes : multiply_halves)(m, n, k, &tiles[a], &tiles[b], &tiles[c]);
    memset(tiles[c].bytes[m], 0, (size_t)(ROWS - m) * ROW);
}

static void carry_out(struct instruction i) {
    if (i.opcode == LOAD_CONFIGURATION && i.prefix == NONE) {
        memset(&configured, 0, sizeof configured);
        memset(tiles, 0, sizeof tiles);
        if (i.has_memory) memcpy(&configured, i.memory, sizeof configured);
        return;
    }
    if (configured.palette != 1) stop("tiles that are not configured\n");
    if (i.opcode == ZERO && i.prefix == PF2)
        memset(&tiles[i.first], 0, sizeof tiles[0]);
    else if (i.opcode == LOAD && i.has_memory && (i.prefix == PF2 || i.prefix == P66))
        load(i.first, i.memory, i.stride);
    else if (i.opcode == LOAD && i.has_memory && i.prefix == PF3)
        store(i.first, i.memory, i.stride);
    else if ((i.opcode == BYTES && i.prefix == PF2) || (i.opcode == HALVES && i.prefix == PF3))
        multiply(i.opcode, i.first, i.second, i.third);
    else
        stop("an illegal instruction that is not of tiles\n");
}

// MARK: In place of the processor and of Linux

static void on_illegal_instruction(int number, siginfo_t *info, void *context) {
    (void)number, (void)info;
    greg_t *general = ((ucontext_t *)context)->uc_mcontext.gregs;
    struct instruction found = decode(general);
    carry_out(found);
    general[REG_RIP] += (greg_t)found.length;
}

__attribute__((constructor)) static void begin(void) {
    struct sigaction action = {.sa_sigaction = on_illegal_instruction, .sa_flags = SA_SIGINFO};
    sigaction(SIGILL, &action, NULL);
}

long syscall(long number, ...) {
    long arguments[6];
    va_list list;
    va_start(list, number);
    for (int i = 0; i < 6; i++) arguments[i] = va_arg(list, long);
    va_end(list);
    if (number == SYS_arch_prctl && arguments[0] == LENDS_REGISTERS) return 0;
    long (*of_system)(long, ...) = (long (*)(long, ...))dlsym(RTLD_NEXT, "syscall");
    return of_system(number, arguments[0], arguments[1], arguments[2], arguments[3], arguments[4],
                     arguments[5]);
}
