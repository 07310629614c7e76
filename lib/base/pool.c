#include "base/pool.h"

#include <jansson.h>
#include <stdarg.h>
#include <string.h>
#include <talloc.h>

#include "base/fault.h"

/*
 * Bytes that a pool begins with. Most units of work need no more, and a small piece then costs no malloc(). With the address sanitizer
 * there are none, since it can only watch pieces that malloc() has made.
 */
#ifdef __SANITIZE_ADDRESS__
#define ROOM 0
#else
#define ROOM 16384
#endif

static void *json_pool;

static void *checked(void *memory)
{
	if (!memory)
		fault(FAULT_BUG, "out of memory");
	return memory;
}

void *pool_open(void *parent)
{
	return checked(parent ? talloc_new(parent) : talloc_pool(NULL, ROOM));
}

void pool_close(void *pool)
{
	talloc_free(pool);
}

void *pool_keep(void *pool)
{
	return talloc_steal(NULL, pool);
}

void *pool_alloc(void *pool, size_t size)
{
	return memset(checked(talloc_size(pool, size)), 0, size);
}

void *pool_resize(void *pool, void *old, size_t size)
{
	return checked(talloc_realloc_size(pool, old, size));
}

char *pool_copy(void *pool, const char *bytes, size_t length)
{
	char *copy = checked(talloc_size(pool, length + 1));

	memcpy(copy, bytes, length);
	copy[length] = '\0';
	return copy;
}

char *pool_text(void *pool, const char *text)
{
	return pool_copy(pool, text, strlen(text));
}

char *pool_print(void *pool, const char *format, ...)
{
	va_list arguments;
	char *text;

	va_start(arguments, format);
	text = talloc_vasprintf(pool, format, arguments);
	va_end(arguments);
	return checked(text);
}

static void *json_alloc(size_t size)
{
	return checked(talloc_size(json_pool, size));
}

static void json_release(void *memory)
{
	talloc_free(memory);
}

void *pool_for_json(void *pool)
{
	void *before = json_pool;

	json_pool = pool;
	json_set_alloc_funcs(json_alloc, json_release);
	return before;
}
