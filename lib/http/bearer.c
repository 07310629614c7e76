#include "http/bearer.h"

#include <string.h>
#include <strings.h>

#include "base/crypto.h"
#include "base/pool.h"

static const char SCHEME[] = "Bearer ";

const char *bearer_token(const struct request *request)
{
	const char *header = request->received.authorization;

	if (!header || strncasecmp(header, SCHEME, sizeof(SCHEME) - 1))
		return NULL;
	return text_trim(pool_text(request->pool, header + sizeof(SCHEME) - 1));
}

bool bearer_is(const struct request *request, const char *wanted)
{
	const char *token = bearer_token(request);
	char given[CRYPTO_HEX_SIZE], right[CRYPTO_HEX_SIZE];

	crypto_digest_hex(given, token ? token : "", token ? strlen(token) : 0);
	crypto_digest_hex(right, wanted, strlen(wanted));
	return crypto_same(given, right) && *wanted;
}
