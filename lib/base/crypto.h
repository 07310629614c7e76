/*
 * Digests, signatures with a secret, and comparing them: SHA-256 (FIPS 180-4) and HMAC-SHA256 (RFC 2104); and what nobody can guess.
 * As bytes or as lower-case hex digits. What the library refuses is a fault.
 */
#ifndef BASE_CRYPTO_H
#define BASE_CRYPTO_H

#include <stdbool.h>
#include <stddef.h>

#define CRYPTO_BYTES 32
#define CRYPTO_HEX_SIZE (2 * CRYPTO_BYTES + 1) /* with the NUL */

void crypto_digest(unsigned char digest[CRYPTO_BYTES], const char *bytes, size_t length);
void crypto_digest_hex(char hex[CRYPTO_HEX_SIZE], const char *bytes, size_t length);

/* The key is the text's own characters, hex digits too. The key used last is kept ready: the same key again costs half. */
void crypto_hmac(unsigned char mac[CRYPTO_BYTES], const char *key, const char *bytes, size_t length);
void crypto_hmac_hex(char hex[CRYPTO_HEX_SIZE], const char *key, const char *bytes, size_t length);

/* True for two texts that are the same, or so many bytes. How long it takes tells their lengths at most, and not where they differ. */
bool crypto_same(const char *a, const char *b);
bool crypto_same_bytes(const char *a, const char *b, size_t length);

/* `count` random bytes, at most 512, as hex digits; `hex` has room for 2 * count + 1. A process and its child have different ones. */
void crypto_random_hex(char *hex, size_t count);

#endif
