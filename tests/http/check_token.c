#include "http/token.h"

#include <jansson.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdio.h>
#include <time.h>

#include "http/settings.h"
#include "tests/test.h"

#define ID "0123456789abcdef01234567"
#define KEY_A "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define KEY_B "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"

static const char HEADER[] = "{\"alg\":\"HS256\",\"typ\":\"JWT\"}";

static bool reads(const char *token)
{
	struct session session = { 0 };

	return token_read(pool, token, &session);
}

static char *base64url(const void *data, size_t length)
{
	char *out = pool_alloc(pool, 4 * (length / 3 + 1) + 1);
	int written = EVP_EncodeBlock((unsigned char *)out, data, (int)length);

	while (written && out[written - 1] == '=')
		out[--written] = '\0';
	for (char *at = out; *at; at++)
		*at = *at == '+' ? '-' : *at == '/' ? '_' : *at;
	return out;
}

/* A token of any header and payload, rightly signed with this digest and the first configured key. */
static char *forge(const EVP_MD *digest, const char *header, const char *payload)
{
	char *text = pool_print(pool, "%s.%s", base64url(header, strlen(header)), base64url(payload, strlen(payload)));
	size_t key = strcspn(http_settings.session_keys, " ");
	unsigned char mac[64];
	unsigned length;

	HMAC(digest, http_settings.session_keys, (int)key, (const unsigned char *)text, strlen(text), mac, &length);
	return pool_print(pool, "%s.%s", text, base64url(mac, length));
}

static const char *payload(long long iat, long long exp)
{
	return pool_print(pool, "{\"id\":\"" ID "\",\"email\":\"a@example.com\",\"iat\":%lld,\"exp\":%lld}", iat, exp);
}

static const char *good(void)
{
	return payload((long long)time(NULL), (long long)time(NULL) + 60);
}

TEST(a_signed_token_says_who_it_is_for)
{
	struct session session;

	ck_assert(token_read(pool, token_sign(pool, ID, "\"quoted\"@example.com"), &session));
	ck_assert_str_eq(session.id, ID);
	ck_assert_str_eq(session.email, "\"quoted\"@example.com");
	ck_assert_int_eq(session.exp - session.iat, http_settings.session_seconds);
	ck_assert_int_le(session.iat, (int64_t)time(NULL));
}

TEST(a_forged_token_of_the_right_kind_would_be_read)
{
	ck_assert_msg(reads(forge(EVP_sha256(), HEADER, good())), "the forger of these tests must be able to forge");
}

TEST(any_changed_character_spoils_a_token)
{
	char *token = token_sign(pool, ID, "a@example.com");

	for (size_t i = 0; token[i]; i++) {
		char kept = token[i];

		token[i] = kept == 'A' ? 'B' : 'A';
		ck_assert_msg(!reads(token), "changed at %zu", i);
		token[i] = kept;
	}
	ck_assert(reads(token));
}

TEST(any_truncated_token_is_refused)
{
	char *token = token_sign(pool, ID, "a@example.com");

	for (size_t length = strlen(token); length-- > 0;) {
		token[length] = '\0';
		ck_assert_msg(!reads(token), "cut to %zu", length);
	}
}

TEST(nothing_may_follow_the_signature)
{
	char *token = token_sign(pool, ID, "a@example.com");

	ck_assert(!reads(pool_print(pool, "%s.", token)));
	ck_assert(!reads(pool_print(pool, "%sA", token)));
	ck_assert(!reads(pool_print(pool, "%s=", token)));
	ck_assert(!reads(pool_print(pool, "%s ", token)));
}

TEST(an_expired_token_is_refused)
{
	long long now = (long long)time(NULL);

	ck_assert(!reads(forge(EVP_sha256(), HEADER, payload(now - 100, now - 1))));
	ck_assert(!reads(forge(EVP_sha256(), HEADER, payload(now - 100, now))));
	ck_assert(!reads(forge(EVP_sha256(), HEADER, payload(now - 100, 0))));
}

TEST(a_token_without_a_claim_is_refused)
{
	static const char *const wrong[] = { "{}", "[]", "null", "\"text\"", "", "{\"id\":\"" ID "\"}",
		"{\"id\":\"" ID "\",\"email\":\"a@example.com\",\"iat\":1}",
		"{\"id\":\"" ID "\",\"email\":\"a@example.com\",\"exp\":9999999999}",
		"{\"id\":\"" ID "\",\"email\":\"a@example.com\",\"iat\":1,\"exp\":\"9999999999\"}",
		"{\"id\":\"" ID "\",\"email\":\"a@example.com\",\"iat\":1,\"exp\":1e12}",
		"{\"id\":\"" ID "\",\"email\":7,\"iat\":1,\"exp\":9999999999}",
		"{\"id\":\"' OR 1=1\",\"email\":\"a@example.com\",\"iat\":1,\"exp\":9999999999}",
		"{\"id\":\"" ID "\",\"id\":\"" ID "\",\"email\":\"a@example.com\",\"iat\":1,\"exp\":9999999999}" };

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		ck_assert_msg(!reads(forge(EVP_sha256(), HEADER, wrong[i])), "%s was taken", wrong[i]);
}

TEST(no_algorithm_but_hs256_is_taken)
{
	static const char *const headers[] = { "{\"alg\":\"none\"}", "{\"alg\":\"None\"}", "{\"alg\":\"NONE\",\"typ\":\"JWT\"}",
		"{\"alg\":\"HS512\",\"typ\":\"JWT\"}", "{\"alg\":\"HS384\"}", "{\"alg\":\"RS256\"}", "{\"alg\":\"hs256\"}", "{\"alg\":\"\"}",
		"{\"alg\":256}", "{\"alg\":null}", "{}", "{\"typ\":\"JWT\"}", "{\"alg\":\"none\",\"alg\":\"HS256\"}",
		"{\"alg\":\"HS256\",\"crit\":[\"exp\"]}", "[]", "" };

	for (size_t i = 0; i < sizeof(headers) / sizeof(headers[0]); i++)
		ck_assert_msg(!reads(forge(EVP_sha256(), headers[i], good())), "%s was taken", headers[i]);
}

TEST(hs512_with_our_own_key_is_refused)
{
	ck_assert(!reads(forge(EVP_sha512(), "{\"alg\":\"HS512\",\"typ\":\"JWT\"}", good())));
	ck_assert(!reads(forge(EVP_sha512(), HEADER, good())));
}

TEST(no_signature_is_no_token)
{
	char *token = forge(EVP_sha256(), "{\"alg\":\"none\"}", good());

	strrchr(token, '.')[1] = '\0';
	ck_assert(!reads(token));
	*strrchr(token, '.') = '\0';
	ck_assert(!reads(token));
}

TEST(what_is_no_token_is_refused)
{
	static const char *const wrong[] = { "", ".", "..", "...", "a.b.c", "session", "\xff.\xff.\xff", "%00.%00.%00", "a..b", "..a" };

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		ck_assert_msg(!reads(wrong[i]), "%s was taken", wrong[i]);
}

TEST(a_token_of_6_kB_is_not_looked_at)
{
	char *long_email = pool_alloc(pool, 6001);

	memset(long_email, 'a', 6000);
	ck_assert(!reads(token_sign(pool, ID, long_email)));
}

TEST(a_token_outlives_the_rotation_of_keys)
{
	char *old;

	test_configure("BOXOFFICE_SESSION_KEYS=" KEY_A);
	old = token_sign(pool, ID, "a@example.com");
	test_configure("BOXOFFICE_SESSION_KEYS=" KEY_B " " KEY_A);
	ck_assert_msg(reads(old), "the old key still verifies");
	ck_assert_msg(reads(token_sign(pool, ID, "a@example.com")), "the new one signs");
	test_configure("BOXOFFICE_SESSION_KEYS=" KEY_B);
	ck_assert_msg(!reads(old), "a dropped key doesn't");
}

TEST(the_first_key_signs)
{
	char *token;

	test_configure("BOXOFFICE_SESSION_KEYS=" KEY_B " " KEY_A);
	token = token_sign(pool, ID, "a@example.com");
	test_configure("BOXOFFICE_SESSION_KEYS=" KEY_B);
	ck_assert(reads(token));
}

TEST(blanks_around_keys_are_no_keys)
{
	char *token;

	test_configure("BOXOFFICE_SESSION_KEYS=" KEY_A);
	token = token_sign(pool, ID, "a@example.com");
	test_configure("BOXOFFICE_SESSION_KEYS=\"  " KEY_B "  " KEY_A "  \"");
	ck_assert(reads(token));
}

TEST(a_seal_fits_its_text_and_purpose_alone)
{
	char seal[SEAL_SIZE];

	token_seal(seal, "form", "alice");
	ck_assert_uint_eq(strlen(seal), SEAL_SIZE - 1);
	ck_assert(token_sealed(seal, "form", "alice"));
	ck_assert(!token_sealed(seal, "form", "bob"));
	ck_assert(!token_sealed(seal, "link", "alice"));
	ck_assert(!token_sealed("", "form", "alice"));
	seal[10] = seal[10] == '0' ? '1' : '0';
	ck_assert(!token_sealed(seal, "form", "alice"));
}

TEST(a_seal_outlives_the_rotation_of_keys)
{
	char seal[SEAL_SIZE];

	test_configure("BOXOFFICE_SESSION_KEYS=" KEY_A);
	token_seal(seal, "form", "alice");
	test_configure("BOXOFFICE_SESSION_KEYS=" KEY_B " " KEY_A);
	ck_assert(token_sealed(seal, "form", "alice"));
	test_configure("BOXOFFICE_SESSION_KEYS=" KEY_B);
	ck_assert(!token_sealed(seal, "form", "alice"));
}

TEST(what_is_encrypted_is_read_again_for_its_purpose_under_any_key)
{
	static const char *const texts[] = { "", "a", "{\"secret\":\"whsec_x\"}", "m\xc3\xbcller" };
	char *sealed;

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		test_configure("BOXOFFICE_SESSION_KEYS=" KEY_A);
		sealed = token_encrypt(pool, "answer", texts[i]);
		ck_assert_msg(!strstr(sealed, "whsec"), "%s", sealed);
		ck_assert_str_eq(token_decrypt(pool, "answer", sealed), texts[i]);
		ck_assert_ptr_null(token_decrypt(pool, "another", sealed));
		test_configure("BOXOFFICE_SESSION_KEYS=" KEY_B " " KEY_A);
		ck_assert_str_eq(token_decrypt(pool, "answer", sealed), texts[i]);
		test_configure("BOXOFFICE_SESSION_KEYS=" KEY_B);
		ck_assert_ptr_null(token_decrypt(pool, "answer", sealed));
	}
	ck_assert_ptr_null(token_decrypt(pool, "answer", ""));
	ck_assert_ptr_null(token_decrypt(pool, "answer", "{\"id\":1}"));
	ck_assert_ptr_null(token_decrypt(pool, "answer", "AAAA"));
}

int main(void)
{
	return test_run("token", PLAIN);
}
