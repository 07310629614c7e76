#include "accounts/password.h"

#include <dlfcn.h>
#include <openssl/evp.h>
#include <stdlib.h>

#include "accounts/settings.h"
#include "tests/test.h"

#define DERIVATIONS_MAX 16

/* What OpenSSL was asked to derive, in order: all that its cost depends on. */
static struct derivation {
	uint64_t salt, n, r, p, key;
} derivations[DERIVATIONS_MAX];
static size_t count;

/* In the place of OpenSSL's, which does the work. */
int EVP_PBE_scrypt(const char *password, size_t password_length, const unsigned char *salt, size_t salt_length, uint64_t n,
                   uint64_t r, uint64_t p, uint64_t memory, unsigned char *key, size_t key_length)
{
	int (*real)(const char *, size_t, const unsigned char *, size_t, uint64_t, uint64_t, uint64_t, uint64_t, unsigned char *,
	            size_t) = dlsym(RTLD_NEXT, "EVP_PBE_scrypt");

	ck_assert_uint_lt(count, DERIVATIONS_MAX);
	derivations[count++] = (struct derivation){ salt_length, n, r, p, key_length };
	return real(password, password_length, salt, salt_length, n, r, p, memory, key, key_length);
}

static const char *hash(const char *password)
{
	char stored[PASSWORD_SIZE];

	password_hash(stored, password);
	return pool_text(pool, stored);
}

static bool matches(const char *stored, const char *password)
{
	bool outdated;

	return password_matches(stored, password, &outdated);
}

TEST(the_right_password_matches_and_no_other)
{
	const char *stored;

	test_configure("BOXOFFICE_SCRYPT_LN=10");
	stored = hash("correct horse");
	ck_assert(matches(stored, "correct horse"));
	ck_assert(!matches(stored, "Correct horse"));
	ck_assert(!matches(stored, "correct horse "));
	ck_assert(!matches(stored, ""));
}

TEST(the_stored_form_tells_parameters_and_salt)
{
	const char *stored;

	test_configure("BOXOFFICE_SCRYPT_LN=10");
	stored = hash("secret");
	ck_assert_int_eq(strncmp(stored, "scrypt$10$8$3$", 14), 0);
	ck_assert_uint_eq(strlen(stored), 14 + 32 + 1 + 64);
	ck_assert_lacks(stored, "secret");
}

TEST(equal_passwords_are_stored_differently)
{
	test_configure("BOXOFFICE_SCRYPT_LN=10");
	ck_assert_str_ne(hash("secret"), hash("secret"));
}

/*
 * The salt is its hex text: openssl kdf -keylen 32 -kdfopt pass:secret -kdfopt salt:00112233445566778899aabbccddeeff
 * -kdfopt n:1024 -kdfopt r:8 -kdfopt p:3 SCRYPT
 */
TEST(the_hash_is_scrypt_as_others_know_it)
{
	ck_assert(matches("scrypt$10$8$3$00112233445566778899aabbccddeeff$6a19dc39441603b35739c6dd821887ba135129a16a2ae13b7760430dd7931f7b",
	                  "secret"));
}

TEST(a_hash_of_less_cost_still_matches_and_is_outdated)
{
	const char *stored;
	bool outdated;

	test_configure("BOXOFFICE_SCRYPT_LN=10");
	stored = hash("secret");
	ck_assert(password_matches(stored, "secret", &outdated));
	ck_assert(!outdated);
	test_configure("BOXOFFICE_SCRYPT_LN=11");
	ck_assert(password_matches(stored, "secret", &outdated));
	ck_assert(outdated);
}

TEST(a_hash_of_more_cost_is_not_outdated)
{
	const char *stored;
	bool outdated;

	test_configure("BOXOFFICE_SCRYPT_LN=11");
	stored = hash("secret");
	test_configure("BOXOFFICE_SCRYPT_LN=10");
	ck_assert(password_matches(stored, "secret", &outdated));
	ck_assert(!outdated);
}

TEST(a_spoilt_stored_form_matches_nothing)
{
	static const char *const spoilt[] = { "", "none", "scrypt$10$8$3$", "scrypt$10$8$3$00$00", "plain$secret",
		"scrypt$63$8$3$00000000000000000000000000000000$0000000000000000000000000000000000000000000000000000000000000000",
		"scrypt$10$8$900$00000000000000000000000000000000$0000000000000000000000000000000000000000000000000000000000000000",
		"scrypt$-1$8$3$00000000000000000000000000000000$0000000000000000000000000000000000000000000000000000000000000000" };

	test_configure("BOXOFFICE_SCRYPT_LN=10");
	for (size_t i = 0; i < sizeof(spoilt) / sizeof(spoilt[0]); i++)
		ck_assert_msg(!matches(spoilt[i], "secret"), "%s matched", spoilt[i]);
}

static int by_cost(const void *a, const void *b)
{
	return memcmp(a, b, sizeof(struct derivation));
}

/* The derivations of a password that is wrong for this stored form, or for no account; in no order. */
static void cost_of_failing(const struct list *costs, const char *stored)
{
	bool outdated;

	count = 0;
	ck_assert(!stored || !password_matches(stored, "wrong", &outdated));
	password_waste_time(costs, stored, "wrong");
	qsort(derivations, count, sizeof(*derivations), by_cost);
}

/* Accounts from before the cost was changed, in either direction, and from before more was done in parallel. */
TEST(a_password_that_fails_costs_the_same_whatever_the_account_has)
{
	static const struct password_cost rows[] = { { "scrypt$10$8$1" }, { "scrypt$11$8$3" }, { "scrypt$13$8$3" }, { "none" } };
	const struct list costs = { (void *)rows, 4 };
	const char *stored[] = { NULL, NULL, NULL, "none",
		"scrypt$10$8$1$00000000000000000000000000000000$0000000000000000000000000000000000000000000000000000000000000000" };
	struct derivation none[DERIVATIONS_MAX];

	test_configure("BOXOFFICE_SCRYPT_LN=13");
	stored[2] = hash("secret");
	test_configure("BOXOFFICE_SCRYPT_LN=11");
	stored[1] = hash("secret");
	test_configure("BOXOFFICE_SCRYPT_LN=12");
	stored[0] = hash("secret");
	cost_of_failing(&costs, NULL);
	ck_assert_uint_eq(count, 4);
	memcpy(none, derivations, sizeof(none));
	for (size_t i = 0; i < sizeof(stored) / sizeof(stored[0]); i++) {
		cost_of_failing(&costs, stored[i]);
		ck_assert_uint_eq(count, 4);
		ck_assert_msg(!memcmp(none, derivations, 4 * sizeof(*none)), "%s", stored[i]);
	}
}

TEST(without_accounts_failing_costs_what_a_new_password_costs)
{
	test_configure("BOXOFFICE_SCRYPT_LN=12");
	cost_of_failing(&(struct list){ 0 }, NULL);
	ck_assert_uint_eq(count, 1);
	ck_assert_uint_eq(derivations[0].n, 1 << 12);
	ck_assert_uint_eq(derivations[0].p, 3);
}

TEST(the_standard_cost_works)
{
	ck_assert_int_eq(accounts_settings.scrypt_ln, 15);
	ck_assert(matches(hash("secret"), "secret"));
}

int main(void)
{
	return test_run("password", PLAIN);
}
