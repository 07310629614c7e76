/*
 * Numbers that all programs and jobs of the shop on this machine share, in a small memory-mapped file (BOXOFFICE_SHARED). They
 * make things faster or countable and never decide anything. Where the file can't be had, each number is the program's own.
 */
#ifndef BASE_SHARED_H
#define BASE_SHARED_H

#include <stdbool.h>
#include <stdint.h>

enum shared_number {
	SHARED_GENERATION, /* rises with each commit that changed a product */
	SHARED_NUMBERS,
};

/* True where the numbers really are shared. */
bool shared_is_there(void);

/* Adds to it, and reads it: atomically, in order with everything else the program does. */
uint64_t shared_add(enum shared_number which, uint64_t add);
uint64_t shared_read(enum shared_number which);

#endif
