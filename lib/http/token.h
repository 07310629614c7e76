/*
 * Signed tokens. A session is a JWT (RFC 7519), HS256 and nothing else, signed with the first of the configured keys
 * and accepted under any of them, so keys can be rotated: put the new one in front, drop the old one when the longest
 * session has ended. A seal is a keyed digest of a text, for CSRF tokens. What is encrypted can be read by the programs alone, under any of
 * the keys.
 */
#ifndef HTTP_TOKEN_H
#define HTTP_TOKEN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/crypto.h"
#include "base/id.h"

#define TOKEN_MAX 2048   /* characters; a longer token is refused without reading it */
#define SEAL_SIZE CRYPTO_HEX_SIZE

struct session {
	char id[ID_SIZE];  /* the user's */
	const char *email; /* in the pool */
	int64_t iat, exp;  /* Unix seconds */
};

/* Makes a token for this user, which is valid from now on for the configured time. In the pool. */
char *token_sign(void *pool, const char *user_id, const char *email);

/* Reads a token. True if one of the keys has signed it and it hasn't expired. The session's texts are in the pool. */
bool token_read(void *pool, const char *token, struct session *session);

/* Makes a seal: HMAC-SHA256 under the first key, as hex digits. A seal for one `purpose` isn't valid for another. */
void token_seal(char seal[SEAL_SIZE], const char *purpose, const char *text);

/* True if `seal` was made for this purpose and this text, under any of the keys. */
bool token_sealed(const char *seal, const char *purpose, const char *text);

/* The text encrypted under the first key; in the pool, of the characters of base64url. `purpose` keeps the uses apart. */
char *token_encrypt(void *pool, const char *purpose, const char *text);

/* The text again, in the pool; NULL where this isn't one that was encrypted for this purpose under any of the keys. */
char *token_decrypt(void *pool, const char *purpose, const char *encrypted);

#endif
