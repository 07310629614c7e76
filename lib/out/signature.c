#include "out/signature.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <string.h>

#include "base/fault.h"
#include "base/pool.h"
#include "base/text.h"

#define DIGEST_BYTES 32

static void add(struct text *value, const char *secret, const char *text)
{
	unsigned char digest[DIGEST_BYTES];
	char hex[2 * DIGEST_BYTES + 1];
	unsigned written;

	if (!HMAC(EVP_sha256(), secret, (int)strlen(secret), (const unsigned char *)text, strlen(text), digest, &written))
		fault(FAULT_BUG, "HMAC failed");
	text_hex(hex, digest, sizeof(digest));
	text_print(value, ",v1=%s", hex);
}

const char *signature_of(void *pool, const char *secret, const char *old_secret, int64_t seconds, const char *body)
{
	const char *signed_text = pool_print(pool, "%lld.%s", (long long)seconds, body);
	struct text value = text_in(pool);

	text_print(&value, "t=%lld", (long long)seconds);
	add(&value, secret, signed_text);
	if (old_secret)
		add(&value, old_secret, signed_text);
	return value.bytes;
}
