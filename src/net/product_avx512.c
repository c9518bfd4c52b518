/* Products with AVX-512. */
#ifdef __x86_64__
#define PRODUCT_MAKER product_avx512
#define TARGET        __attribute__((target("avx512f,avx2,fma")))
#define VECTOR_BYTES  64
#define FUSED
enum { TILE_ROWS = 12, NARROW_ROWS = 16 };
#include "net/product_tile.h"
#else
typedef int product_avx512_is_of_other_machines;
#endif
