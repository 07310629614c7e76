#include "base/id.h"

#include <openssl/rand.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/fault.h"
#include "base/text.h"

void id_random(char *hex, size_t count)
{
	unsigned char bytes[64];

	if (count > sizeof(bytes) || RAND_bytes(bytes, (int)count) != 1)
		fault(FAULT_BUG, "no randomness");
	text_hex(hex, bytes, count);
}

void id_new(char id[ID_SIZE])
{
	snprintf(id, ID_SIZE, "%08x", (unsigned)time(NULL));
	id_random(id + 8, 8);
}

bool id_valid(const char *id)
{
	return strspn(id, "0123456789abcdef") == ID_SIZE - 1 && id[ID_SIZE - 1] == '\0';
}
