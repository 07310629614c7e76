#include "http/bearer.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <string.h>
#include <strings.h>

#include "base/fault.h"
#include "base/pool.h"

static const char SCHEME[] = "Bearer ";

const char *bearer_token(const struct request *request)
{
	const char *header = request->received.authorization;

	if (!header || strncasecmp(header, SCHEME, sizeof(SCHEME) - 1))
		return NULL;
	return text_trim(pool_text(request->pool, header + sizeof(SCHEME) - 1));
}

static void digest(unsigned char out[32], const char *text)
{
	if (!EVP_Digest(text, strlen(text), out, NULL, EVP_sha256(), NULL))
		fault(FAULT_BUG, "SHA-256 failed");
}

bool bearer_is(const struct request *request, const char *wanted)
{
	const char *token = bearer_token(request);
	unsigned char given[32], right[32];

	digest(given, token ? token : "");
	digest(right, wanted);
	return CRYPTO_memcmp(given, right, sizeof(right)) == 0 && *wanted;
}
