/* A parameter that the functions of a table have to take, and this one does not need. */
#ifndef BASE_UNUSED_H
#define BASE_UNUSED_H

#define UNUSED __attribute__((unused))

#endif
