/*
 * SHA-256 digests (FIPS 180-4), HMAC-SHA256 signatures (RFC 2104), encryption by AES-256-GCM, a comparison in constant time, and random
 * bytes. Digests and signatures are 32 bytes, or 64 lower-case hex digits and a NUL. An error of the library (OpenSSL) is a fault.
 */
#ifndef BASE_CRYPTO_H
#define BASE_CRYPTO_H

#include <stdbool.h>
#include <stddef.h>

#define CRYPTO_BYTES 32
#define CRYPTO_HEX_SIZE (2 * CRYPTO_BYTES + 1) /* with the NUL */

/* The SHA-256 digest of these bytes. */
void crypto_digest(unsigned char digest[CRYPTO_BYTES], const char *bytes, size_t length);
void crypto_digest_hex(char hex[CRYPTO_HEX_SIZE], const char *bytes, size_t length);

/*
 * The HMAC-SHA256 of these bytes. The key is the characters of the text `key` as they are: hex digits aren't decoded. The key that was used
 * last is kept prepared, so the next signature with the same key takes half the time.
 */
void crypto_hmac(unsigned char mac[CRYPTO_BYTES], const char *key, const char *bytes, size_t length);
void crypto_hmac_hex(char hex[CRYPTO_HEX_SIZE], const char *key, const char *bytes, size_t length);

/*
 * Encrypts `length` bytes under a key of CRYPTO_BYTES. `sealed` has room for CRYPTO_SEAL_BYTES more than that: a random nonce, and the tag
 * by which a change of any bit is found out.
 */
#define CRYPTO_SEAL_BYTES 28
void crypto_encrypt(unsigned char *sealed, const unsigned char key[CRYPTO_BYTES], const char *bytes, size_t length);

/* Decrypts what has `length` bytes, CRYPTO_SEAL_BYTES of them the seal. False, and no bytes, where it isn't by this key or has changed. */
bool crypto_decrypt(char *bytes, const unsigned char key[CRYPTO_BYTES], const unsigned char *sealed, size_t length);

/*
 * True if two texts, or the first `length` bytes of two blocks, are equal. The time it takes depends on the lengths alone and not on where
 * they differ, so nobody can guess a secret byte by byte.
 */
bool crypto_same(const char *a, const char *b);
bool crypto_same_bytes(const char *a, const char *b, size_t length);

/* `count` random bytes, at most 512, as hex digits; `hex` has room for 2 * count + 1. A process and its child have different ones. */
void crypto_random_hex(char *hex, size_t count);

#endif
