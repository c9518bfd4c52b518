/* A file of the sources that the program carries: the assembler puts its bytes at `name`, up to
 * name_end. The path is from the root of the checkout. */
#ifndef BASE_CARRY_H
#define BASE_CARRY_H

#define CARRY(name, path)                                                                          \
    __asm__(".section .rodata\n.balign 16\n.global " #name "\n" #name ":\n.incbin \"" path         \
            "\"\n.global " #name "_end\n" #name "_end:\n.byte 0\n.previous\n");                    \
    extern const unsigned char name[], name##_end[]

#endif
