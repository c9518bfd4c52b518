/* Memory that never comes back NULL. Out of memory: the hook (the terminal's restore) is called,
 * one line goes to standard error, and the program ends with status 1. */
#ifndef BASE_MEMORY_H
#define BASE_MEMORY_H

#include <stddef.h>

void *mem_alloc(size_t count, size_t size);             /* zeroed; overflow checked */
void *mem_resize(void *old, size_t count, size_t size); /* new part not zeroed; old may be NULL */
/* Room that is written before it is read: pages that are never reached cost nothing. */
void *mem_room(size_t count, size_t size);
char *mem_text(const char *s); /* a copy */
/* Bytes that this program may take in all: what the machine has, or what it was granted of it. */
double mem_there(void);
_Noreturn void mem_out(size_t size); /* where another's allocation of about so much failed */
void mem_on_failure(void (*hook)(void));

/* Bytes and calls of mem_alloc and mem_resize so far: the bench and the tests that nothing
 * allocates while stepping or drawing read it. */
size_t mem_calls(void);

#endif
