/*
 * Memory by lifetime: a pool is a talloc context, one per unit of work. Everything taken from it ends with it, and
 * none of these functions ever returns NULL (no memory is a fault).
 */
#ifndef BASE_POOL_H
#define BASE_POOL_H

#include <stddef.h>

void *pool_open(void *parent);             /* parent may be NULL; close with pool_close() */
void pool_close(void *pool);               /* frees it and all that was taken from it; NULL is fine */
void *pool_keep(void *pool);               /* lets it outlive its parent; returns it */
void *pool_alloc(void *pool, size_t size); /* zeroed */
void *pool_resize(void *pool, void *old, size_t size);
char *pool_copy(void *pool, const char *bytes, size_t length); /* NUL-terminated copy */
char *pool_text(void *pool, const char *text);
char *pool_print(void *pool, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Makes jansson take its memory from this pool until the next call; NULL: from the heap. */
void pool_for_json(void *pool);

#endif
