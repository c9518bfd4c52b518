/* Products with the vectors that every machine of this kind has. */
#define PRODUCT_MAKER product_baseline
#define TARGET
#if defined __FMA__ || defined __aarch64__ || defined __FP_FAST_FMAF
#define FUSED
#define VECTOR_BYTES 16
enum { TILE_ROWS = 8, NARROW_ROWS = 16 };
#else
#define VECTOR_BYTES 8 /* two floats, as two doubles where they are emulated */
enum { TILE_ROWS = 4, NARROW_ROWS = 8 };
#endif
#include "net/product_tile.h"
