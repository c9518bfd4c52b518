/* Products with AVX2 and FMA: x86-64 from 2013 on. */
#ifdef __x86_64__
#define PRODUCT_MAKER product_avx2
#define TARGET        __attribute__((target("avx2,fma")))
#define VECTOR_BYTES  32
#define FUSED
enum { TILE_ROWS = 6, NARROW_ROWS = 12 };
#include "net/product_tile.h"
#else
typedef int product_avx2_is_of_other_machines;
#endif
