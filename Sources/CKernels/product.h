// Block sizes of the packed matrix product, in rows of A, columns of B and the shared dimension.

#define PRODUCT_BLOCK_M 240
#define PRODUCT_BLOCK_N 512
#define PRODUCT_BLOCK_K 320
