/*
 * Memory by lifetime. A pool is a context of talloc; each unit of work, such as a request, has one. All memory that is taken from a pool is
 * freed when the pool is closed, so nothing is freed one by one. None of these functions returns NULL: no memory is a fault.
 */
#ifndef BASE_POOL_H
#define BASE_POOL_H

#include <stddef.h>

void *pool_open(void *parent);             /* closed by pool_close(), or with its parent; NULL: it has none */
void pool_close(void *pool);               /* frees the pool and all that was taken from it; NULL: does nothing */
void *pool_keep(void *pool);               /* takes the pool from its parent, so that it lives on; returns it */
void *pool_alloc(void *pool, size_t size); /* filled with zeros */
void *pool_resize(void *pool, void *old, size_t size);
char *pool_copy(void *pool, const char *bytes, size_t length); /* a copy of these bytes, and a NUL */
char *pool_text(void *pool, const char *text);
char *pool_print(void *pool, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Lets jansson, the library for JSON, take its memory from this pool until the next call; NULL: from the heap. Returns that of before. */
void *pool_for_json(void *pool);

#endif
