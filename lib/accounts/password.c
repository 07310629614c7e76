#include "accounts/password.h"

#include <inttypes.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <string.h>

#include "accounts/settings.h"
#include "base/crypto.h"
#include "base/fault.h"
#include "base/text.h"

#define SALT_BYTES 16
#define HASH_BYTES 32
#define BLOCK 8
#define PARALLEL 3
#define MAX_LN 18 /* 256 MiB: a stored hash that needs more wasn't made by this shop */

struct parts {
	uint64_t ln, r, p;
	char salt[2 * SALT_BYTES + 1], hash[2 * HASH_BYTES + 1];
};

static void derive(char hash[2 * HASH_BYTES + 1], const char *password, const struct parts *by)
{
	unsigned char key[HASH_BYTES];
	uint64_t n = UINT64_C(1) << by->ln, memory = 128 * by->r * (n + by->p + 2) + (1 << 20);

	if (EVP_PBE_scrypt(password, strlen(password), (const unsigned char *)by->salt, strlen(by->salt), n, by->r, by->p,
	                   memory, key, sizeof(key)) != 1)
		fault(FAULT_BUG, "scrypt failed");
	text_hex(hash, key, sizeof(key));
	OPENSSL_cleanse(key, sizeof(key));
}

void password_hash(char stored[PASSWORD_SIZE], const char *password)
{
	struct parts new = { .ln = (uint64_t)accounts_settings.scrypt_ln, .r = BLOCK, .p = PARALLEL };

	crypto_random_hex(new.salt, SALT_BYTES);
	derive(new.hash, password, &new);
	snprintf(stored, PASSWORD_SIZE, "scrypt$%" PRIu64 "$%d$%d$%s$%s", new.ln, BLOCK, PARALLEL, new.salt, new.hash);
}

static bool parse_hash(const char *stored, struct parts *parts)
{
	int end = 0;

	return sscanf(stored, "scrypt$%" SCNu64 "$%" SCNu64 "$%" SCNu64 "$%32[0-9a-f]$%64[0-9a-f]%n", &parts->ln,
	              &parts->r, &parts->p, parts->salt, parts->hash, &end) == 5 &&
	       stored[end] == '\0' && parts->ln >= 1 && parts->ln <= MAX_LN && parts->r == BLOCK && parts->p >= 1 &&
	       parts->p <= PARALLEL && strlen(parts->hash) == 2 * HASH_BYTES;
}

/* What the password of an unknown account is compared with. It never matches, and comparing takes as long as for a known account. */
static struct parts nobody(void)
{
	return (struct parts){ .ln = (uint64_t)accounts_settings.scrypt_ln, .r = BLOCK, .p = PARALLEL,
	                       .salt = "00000000000000000000000000000000" };
}

bool password_matches(const char *stored, const char *password, bool *outdated)
{
	struct parts parts = { 0 };
	bool known = stored && parse_hash(stored, &parts);
	char hash[2 * HASH_BYTES + 1];

	if (!known)
		parts = nobody();
	derive(hash, password, &parts);
	*outdated = known && (parts.ln < (uint64_t)accounts_settings.scrypt_ln || parts.p < PARALLEL);
	return known && crypto_same(hash, parts.hash);
}
