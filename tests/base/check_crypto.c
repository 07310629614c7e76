/* Digests and signatures, by published examples; randomness. */
#include "base/crypto.h"

#include <sys/wait.h>
#include <unistd.h>

#include "tests/test.h"

static const char *digest_of(const char *text)
{
	char *hex = pool_alloc(pool, CRYPTO_HEX_SIZE);

	crypto_digest_hex(hex, text, strlen(text));
	return hex;
}

static const char *hmac_of(const char *key, const char *text)
{
	char *hex = pool_alloc(pool, CRYPTO_HEX_SIZE);

	crypto_hmac_hex(hex, key, text, strlen(text));
	return hex;
}

/* FIPS 180-4's examples. */
TEST(a_digest_is_sha_256)
{
	ck_assert_str_eq(digest_of(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	ck_assert_str_eq(digest_of("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

/* RFC 4231, test case 2, and printf TEXT | openssl dgst -sha256 -hmac KEY. */
TEST(a_signature_is_hmac_sha256)
{
	ck_assert_str_eq(hmac_of("Jefe", "what do ya want for nothing?"), "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
	ck_assert_str_eq(hmac_of("", ""), "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

TEST(each_key_signs_for_itself_whichever_was_used_before)
{
	char *longest = memset(pool_alloc(pool, 600), 'k', 599);
	const char *keys[] = { "one", "two", "", longest, longest + 343, longest + 344 };
	const char *first[6];

	for (size_t i = 0; i < 6; i++)
		first[i] = hmac_of(keys[i], "text");
	for (size_t i = 0; i < 6; i++)
		for (size_t j = 0; j < 6; j++) {
			ck_assert_str_eq(hmac_of(keys[i], "text"), first[i]);
			ck_assert_str_eq(hmac_of(keys[i], "text"), first[i]);
			ck_assert_str_eq(hmac_of(keys[j], "text"), first[j]);
			ck_assert(i == j || strcmp(first[i], first[j]));
		}
}

TEST(texts_are_the_same_or_not)
{
	ck_assert(crypto_same("", "") && crypto_same("abc", "abc"));
	ck_assert(!crypto_same("abc", "abd") && !crypto_same("abc", "ab") && !crypto_same("ab", "abc") && !crypto_same("", "a"));
	ck_assert(crypto_same_bytes("abc", "abd", 2) && !crypto_same_bytes("abc", "abd", 3));
}

TEST(random_bytes_fill_their_room_exactly)
{
	char hex[2 * 32 + 2] = { 0 };

	hex[65] = '!';
	crypto_random_hex(hex, 32);
	ck_assert_uint_eq(strspn(hex, "0123456789abcdef"), 64);
	ck_assert_int_eq(hex[64], '\0');
	ck_assert_int_eq(hex[65], '!');
}

TEST(a_process_and_its_child_draw_different_bytes)
{
	char ours[33], theirs[33] = { 0 };
	int ends[2];

	crypto_random_hex(ours, 1);
	ck_assert_int_eq(pipe(ends), 0);
	if (!fork()) {
		crypto_random_hex(theirs, 16);
		_exit(write(ends[1], theirs, 32) != 32);
	}
	wait(NULL);
	ck_assert_int_eq(read(ends[0], theirs, 32), 32);
	crypto_random_hex(ours, 16);
	ck_assert_str_ne(ours, theirs);
}

TEST(what_is_encrypted_is_read_with_its_key_alone_and_unchanged)
{
	static const unsigned char key[CRYPTO_BYTES] = "a key of thirty-two bytes, right";
	unsigned char sealed[64 + CRYPTO_SEAL_BYTES], other[CRYPTO_BYTES], again[sizeof(sealed)];
	char text[65];

	for (size_t length = 0; length <= 64; length += 16) {
		size_t whole = length + CRYPTO_SEAL_BYTES;

		memset(text, 's', 64);
		crypto_encrypt(sealed, key, text, length);
		crypto_encrypt(again, key, text, length);
		ck_assert_msg(memcmp(sealed, again, whole) != 0, "the same text is never the same twice");
		ck_assert(!length || !memmem(sealed, whole, "ssssssss", 8));
		memset(text, 0, sizeof(text));
		ck_assert(crypto_decrypt(text, key, sealed, whole));
		ck_assert_uint_eq(strspn(text, "s"), length);
		for (size_t i = 0; i < whole; i++) {
			sealed[i] ^= 1;
			ck_assert_msg(!crypto_decrypt(text, key, sealed, whole), "byte %zu was changed", i);
			sealed[i] ^= 1;
		}
		memcpy(other, key, sizeof(other));
		other[31] ^= 1;
		ck_assert(!crypto_decrypt(text, other, sealed, whole));
		ck_assert(!crypto_decrypt(text, key, sealed, whole - 1));
	}
	ck_assert(!crypto_decrypt(text, key, sealed, CRYPTO_SEAL_BYTES - 1));
	ck_assert(!crypto_decrypt(text, key, sealed, 0));
}

int main(void)
{
	return test_run("crypto", PLAIN);
}
