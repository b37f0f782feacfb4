#define WIDTH 4
#define LEVEL baseline
#define TABLE ck_kernels_baseline
#include "kernels.inc"
