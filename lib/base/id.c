#include "base/id.h"

#include <openssl/crypto.h>
#include <openssl/rand.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "base/fault.h"
#include "base/moment.h"
#include "base/text.h"

/* Random bytes in store: drawing many from the kernel at once costs little more than drawing a few. The last `left` are unused. */
static unsigned char drawn[512];
static size_t left;

/* Empties the store in a child after fork(): parent and child must not use the same random bytes. */
static void forget(void)
{
	OPENSSL_cleanse(drawn, sizeof(drawn));
	left = 0;
}

static void draw(void)
{
	static bool watched;

	watched = watched || !pthread_atfork(NULL, NULL, forget);
	if (!watched || RAND_bytes(drawn, sizeof(drawn)) != 1)
		fault(FAULT_BUG, "no randomness");
	left = sizeof(drawn);
}

void id_random(char *hex, size_t count)
{
	unsigned char *bytes;

	if (count > sizeof(drawn))
		fault(FAULT_BUG, "too many random bytes at once");
	if (count > left)
		draw();
	left -= count;
	bytes = drawn + left;
	text_hex(hex, bytes, count);
	OPENSSL_cleanse(bytes, count);
}

void id_new(char id[ID_SIZE])
{
	snprintf(id, ID_SIZE, "%08x", (unsigned)moment_seconds());
	id_random(id + 8, 8);
}

bool id_valid(const char *id)
{
	return strspn(id, "0123456789abcdef") == ID_SIZE - 1 && id[ID_SIZE - 1] == '\0';
}

void id_array_add(struct text *array, const char *id)
{
	text_put(array, array->length ? "," : "[");
	text_json(array, id);
}

const char *id_array_end(struct text *array)
{
	text_put(array, array->length ? "]" : "[]");
	return array->bytes;
}

const char *id_array(void *pool, const char *first, size_t count, size_t stride)
{
	struct text array = text_in(pool);

	text_reserve(&array, count * (ID_SIZE + 2) + 2);
	for (size_t i = 0; i < count; i++)
		id_array_add(&array, first + i * stride);
	return id_array_end(&array);
}
