#include "base/memory.h"

#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

static void (*failure_hook)(void);
static atomic_size_t calls; /* sweeps allocate from several threads */

void mem_on_failure(void (*hook)(void))
{
    failure_hook = hook;
}

size_t mem_calls(void)
{
    return atomic_load_explicit(&calls, memory_order_relaxed);
}

double mem_there(void)
{
    struct rlimit granted;
    double there = (double)sysconf(_SC_PHYS_PAGES) * (double)sysconf(_SC_PAGESIZE);
    if (getrlimit(RLIMIT_AS, &granted) == 0 && granted.rlim_cur != RLIM_INFINITY &&
        (double)granted.rlim_cur < there)
        return (double)granted.rlim_cur;
    return there;
}

static _Noreturn void memory_fail(size_t count, size_t size)
{
    if (failure_hook)
        failure_hook();
    fprintf(stderr, "clipdescent: out of memory (%zu times %zu bytes wanted)\n", count, size);
    exit(1);
}

/* Long vectors are read from one end to the other: in large pages that takes fewer walks through
 * the page table. Whether there are any is the system's to say, and nothing depends on it. */
enum { LARGE = 4 << 20 };
static void large_pages(void *block, size_t size)
{
    /* Of all pages it touches: a block of two kinds would have to be copied to grow. */
    uintptr_t at = (uintptr_t)block, page = (uintptr_t)sysconf(_SC_PAGESIZE), before = at % page,
              end = (at + size + page - 1) / page * page;
    madvise((char *)block - before, end - (at - before), MADV_HUGEPAGE);
}

void *mem_alloc(size_t count, size_t size)
{
    atomic_fetch_add_explicit(&calls, 1, memory_order_relaxed);
    if (count == 0 || size == 0) /* calloc may give NULL for nothing */
        count = size = 1;
    size_t product; /* calloc checks it too, but a sanitizer's ends the program */
    void *p = __builtin_mul_overflow(count, size, &product) ? NULL : calloc(count, size);
    if (!p)
        memory_fail(count, size);
    if (product >= LARGE)
        large_pages(p, product);
    return p;
}

void *mem_resize(void *old, size_t count, size_t size)
{
    atomic_fetch_add_explicit(&calls, 1, memory_order_relaxed);
    if (count == 0 || size == 0)
        count = size = 1;
    size_t product;
    void *p = __builtin_mul_overflow(count, size, &product) ? NULL : realloc(old, product);
    if (!p)
        memory_fail(count, size);
    return p;
}

void mem_out(size_t size)
{
    memory_fail(1, size);
}

void *mem_room(size_t count, size_t size)
{
    return mem_resize(NULL, count, size);
}

char *mem_text(const char *s)
{
    size_t n = strlen(s) + 1;
    char *copy = mem_alloc(n, 1);
    memcpy(copy, s, n);
    return copy;
}
