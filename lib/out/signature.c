#include "out/signature.h"

#include <string.h>

#include "base/crypto.h"
#include "base/pool.h"
#include "base/text.h"

static void add_signature(struct text *value, const char *secret, const char *text)
{
	char hex[CRYPTO_HEX_SIZE];

	crypto_hmac_hex(hex, secret, text, strlen(text));
	text_print(value, ",v1=%s", hex);
}

const char *signature_of(void *pool, const char *secret, const char *old_secret, int64_t seconds, const char *body)
{
	const char *signed_text = pool_print(pool, "%lld.%s", (long long)seconds, body);
	struct text value = text_in(pool);

	text_print(&value, "t=%lld", (long long)seconds);
	add_signature(&value, secret, signed_text);
	if (old_secret)
		add_signature(&value, old_secret, signed_text);
	return value.bytes;
}
