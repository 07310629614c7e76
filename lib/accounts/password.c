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
#include "db/connection.h"

#define SALT_BYTES 16
#define HASH_BYTES 32
#define BLOCK 8
#define PARALLEL 3
#define MAX_LN 18 /* 256 MiB: a stored hash that needs more wasn't made by this shop */

struct parts {
	uint64_t ln, r, p;
	char salt[2 * SALT_BYTES + 1], hash[2 * HASH_BYTES + 1];
};

/* It takes so long that others may need the database's connection meanwhile. */
static void derive(char hash[2 * HASH_BYTES + 1], const char *password, const struct parts *by)
{
	unsigned char key[HASH_BYTES];
	uint64_t n = UINT64_C(1) << by->ln, memory = 128 * by->r * (n + by->p + 2) + (1 << 20);

	db_rest();
	if (EVP_PBE_scrypt(password, strlen(password), (const unsigned char *)by->salt, strlen(by->salt), n, by->r, by->p,
	                   memory, key, sizeof(key)) != 1)
		fault(FAULT_BUG, "scrypt failed");
	text_hex(hash, key, sizeof(key));
	OPENSSL_cleanse(key, sizeof(key));
}

static struct parts present_cost(void)
{
	return (struct parts){ .ln = (uint64_t)accounts_settings.scrypt_ln, .r = BLOCK, .p = PARALLEL };
}

void password_hash(char stored[PASSWORD_SIZE], const char *password)
{
	struct parts new = present_cost();

	crypto_random_hex(new.salt, SALT_BYTES);
	derive(new.hash, password, &new);
	snprintf(stored, PASSWORD_SIZE, "scrypt$%" PRIu64 "$%d$%d$%s$%s", new.ln, BLOCK, PARALLEL, new.salt, new.hash);
}

static bool is_bearable(const struct parts *parts)
{
	return parts->ln >= 1 && parts->ln <= MAX_LN && parts->r == BLOCK && parts->p >= 1 && parts->p <= PARALLEL;
}

/* What is before the salt, in a stored form or by itself. */
static bool parse_cost(const char *cost, struct parts *parts)
{
	return sscanf(cost, "scrypt$%" SCNu64 "$%" SCNu64 "$%" SCNu64, &parts->ln, &parts->r, &parts->p) == 3 && is_bearable(parts);
}

static bool parse_hash(const char *stored, struct parts *parts)
{
	int end = 0;

	return sscanf(stored, "scrypt$%" SCNu64 "$%" SCNu64 "$%" SCNu64 "$%32[0-9a-f]$%64[0-9a-f]%n", &parts->ln,
	              &parts->r, &parts->p, parts->salt, parts->hash, &end) == 5 &&
	       stored[end] == '\0' && is_bearable(parts) && strlen(parts->hash) == 2 * HASH_BYTES;
}

static bool costs_the_same(const struct parts *a, const struct parts *b)
{
	return a->ln == b->ln && a->p == b->p;
}

bool password_matches(const char *stored, const char *password, bool *outdated)
{
	struct parts parts = { 0 };
	char hash[2 * HASH_BYTES + 1];
	bool right;

	if (!parse_hash(stored, &parts))
		return false;
	derive(hash, password, &parts);
	right = crypto_same(hash, parts.hash);
	*outdated = right && (parts.ln < present_cost().ln || parts.p < PARALLEL);
	return right;
}

/* Hashes for nothing, unless it has been hashed at this cost. */
static void waste(const struct parts *cost, const struct parts *known, const char *password)
{
	struct parts nobody = *cost;
	char hash[2 * HASH_BYTES + 1];

	if (costs_the_same(cost, known))
		return;
	memset(nobody.salt, '0', sizeof(nobody.salt) - 1);
	derive(hash, password, &nobody);
}

void password_waste_time(const struct list *costs, const char *stored, const char *password)
{
	struct parts known = { 0 }, present = present_cost(), cost = { 0 };
	bool is_among = false;

	if (stored && !parse_hash(stored, &known))
		known = (struct parts){ 0 };
	for (size_t i = 0; i < costs->count; i++)
		if (parse_cost(((const struct password_cost *)costs->rows)[i].text, &cost)) {
			waste(&cost, &known, password);
			is_among |= costs_the_same(&cost, &present);
		}
	if (!is_among)
		waste(&present, &known, password);
}
