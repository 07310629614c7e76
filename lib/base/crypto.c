#include "base/crypto.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/rand.h>
#include <pthread.h>
#include <string.h>

#include "base/fault.h"
#include "base/text.h"

#define KEPT_KEY_MAX 256

void crypto_digest(unsigned char digest[CRYPTO_BYTES], const char *bytes, size_t length)
{
	if (EVP_Digest(bytes, length, digest, NULL, EVP_sha256(), NULL) != 1)
		fault(FAULT_BUG, "SHA-256 failed");
}

void crypto_digest_hex(char hex[CRYPTO_HEX_SIZE], const char *bytes, size_t length)
{
	unsigned char digest[CRYPTO_BYTES];

	crypto_digest(digest, bytes, length);
	text_hex(hex, digest, sizeof(digest));
}

/* Begins a signature. The key is prepared only where it differs from the last one: that takes as long as signing a short text. */
static bool begin_hmac(EVP_MAC_CTX *context, const char *key)
{
	static char kept[KEPT_KEY_MAX];
	OSSL_PARAM parameters[] = { OSSL_PARAM_utf8_string("digest", "SHA256", 0), OSSL_PARAM_END };
	size_t length = strlen(key);

	if (*kept && !strcmp(kept, key))
		return EVP_MAC_init(context, NULL, 0, NULL) == 1;
	*kept = '\0';
	if (EVP_MAC_init(context, (const unsigned char *)key, length, parameters) != 1)
		return false;
	if (length < sizeof(kept))
		memcpy(kept, key, length + 1);
	return true;
}

void crypto_hmac(unsigned char mac[CRYPTO_BYTES], const char *key, const char *bytes, size_t length)
{
	static EVP_MAC_CTX *context;

	if (!context)
		context = EVP_MAC_CTX_new(EVP_MAC_fetch(NULL, "HMAC", NULL));
	if (!context || !begin_hmac(context, key) || EVP_MAC_update(context, (const unsigned char *)bytes, length) != 1 ||
	    EVP_MAC_final(context, mac, NULL, CRYPTO_BYTES) != 1)
		fault(FAULT_BUG, "HMAC failed");
}

void crypto_hmac_hex(char hex[CRYPTO_HEX_SIZE], const char *key, const char *bytes, size_t length)
{
	unsigned char mac[CRYPTO_BYTES];

	crypto_hmac(mac, key, bytes, length);
	text_hex(hex, mac, sizeof(mac));
}

bool crypto_same_bytes(const char *a, const char *b, size_t length)
{
	return CRYPTO_memcmp(a, b, length) == 0;
}

bool crypto_same(const char *a, const char *b)
{
	size_t length = strlen(a);

	return length == strlen(b) && crypto_same_bytes(a, b, length);
}

/* ---- randomness */

/* Random bytes that nobody has had yet: asking for many at once costs little more than asking for a few. */
static unsigned char drawn[512];
static size_t left;

/* Two processes must not have the same. */
static void forget(void)
{
	OPENSSL_cleanse(drawn, sizeof(drawn));
	left = 0;
}

static void draw(void)
{
	static bool watched;

	watched = watched || !pthread_atfork(NULL, NULL, forget);
	if (!watched || RAND_bytes(drawn, sizeof(drawn)) != 1)
		fault(FAULT_BUG, "no randomness");
	left = sizeof(drawn);
}

/* Where they are a secret, the caller cleanses them when it has copied them. */
static unsigned char *random_bytes(size_t count)
{
	if (count > sizeof(drawn))
		fault(FAULT_BUG, "too many random bytes at once");
	if (count > left)
		draw();
	left -= count;
	return drawn + left;
}

void crypto_random_hex(char *hex, size_t count)
{
	unsigned char *bytes = random_bytes(count);

	text_hex(hex, bytes, count);
	OPENSSL_cleanse(bytes, count);
}

/* ---- encryption: nonce, tag, and what is encrypted */

#define NONCE 12
#define TAG 16

static EVP_CIPHER_CTX *cipher_begin(const unsigned char *key, const unsigned char *nonce, bool encrypts)
{
	static EVP_CIPHER_CTX *context;

	if (!context)
		context = EVP_CIPHER_CTX_new();
	if (!context || EVP_CipherInit_ex(context, EVP_aes_256_gcm(), NULL, key, nonce, encrypts) != 1)
		fault(FAULT_BUG, "AES failed");
	return context;
}

void crypto_encrypt(unsigned char *sealed, const unsigned char key[CRYPTO_BYTES], const char *bytes, size_t length)
{
	unsigned char *nonce = random_bytes(NONCE), *out = sealed + NONCE + TAG;
	EVP_CIPHER_CTX *context;
	int written = 0, rest = 0;

	memcpy(sealed, nonce, NONCE);
	context = cipher_begin(key, sealed, true);
	if (EVP_CipherUpdate(context, out, &written, (const unsigned char *)bytes, (int)length) != 1 ||
	    EVP_CipherFinal_ex(context, out + written, &rest) != 1 ||
	    EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, TAG, sealed + NONCE) != 1)
		fault(FAULT_BUG, "AES failed");
}

bool crypto_decrypt(char *bytes, const unsigned char key[CRYPTO_BYTES], const unsigned char *sealed, size_t length)
{
	unsigned char tag[TAG], *out = (unsigned char *)bytes;
	int written = 0, rest = 0, whole = (int)length - CRYPTO_SEAL_BYTES;
	EVP_CIPHER_CTX *context;

	if (whole < 0)
		return false;
	memcpy(tag, sealed + NONCE, TAG);
	context = cipher_begin(key, sealed, false);
	if (EVP_CipherUpdate(context, out, &written, sealed + NONCE + TAG, whole) == 1 &&
	    EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, TAG, tag) == 1 && EVP_CipherFinal_ex(context, out + written, &rest) == 1)
		return true;
	OPENSSL_cleanse(bytes, (size_t)whole);
	return false;
}

_Static_assert(CRYPTO_SEAL_BYTES == NONCE + TAG, "a seal is a nonce and a tag");
