#include "base/id.h"

#include <stdio.h>
#include <string.h>

#include "base/crypto.h"
#include "base/moment.h"
#include "base/text.h"

void id_new(char id[ID_SIZE])
{
	snprintf(id, ID_SIZE, "%08x", (unsigned)moment_seconds());
	crypto_random_hex(id + 8, 8);
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
