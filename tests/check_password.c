#include "shop/password.h"

#include <time.h>

#include "base/config.h"
#include "test.h"

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

static int64_t microseconds(const char *stored)
{
	struct timespec begun, ended;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &begun);
	ck_assert(!matches(stored, "wrong"));
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ended);
	return (ended.tv_sec - begun.tv_sec) * 1000000 + (ended.tv_nsec - begun.tv_nsec) / 1000;
}

static int64_t least_of_five(const char *stored)
{
	int64_t least = INT64_MAX;

	for (int i = 0; i < 5; i++) {
		int64_t time = microseconds(stored);

		least = time < least ? time : least;
	}
	return least;
}

TEST(no_account_takes_as_long_as_a_wrong_password)
{
	int64_t wrong, unknown;

	test_configure("BOXOFFICE_SCRYPT_LN=12");
	wrong = least_of_five(hash("secret"));
	unknown = least_of_five(NULL);
	ck_assert_msg(unknown > wrong * 7 / 10 && unknown < wrong * 13 / 10, "unknown %lld us, wrong %lld us", (long long)unknown,
	              (long long)wrong);
}

TEST(the_standard_cost_works)
{
	ck_assert_int_eq(config.scrypt_ln, 15);
	ck_assert(matches(hash("secret"), "secret"));
}

int main(void)
{
	return test_run("password", PLAIN);
}
