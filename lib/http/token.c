#include "http/token.h"

#include <jansson.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <string.h>

#include "http/settings.h"
#include "base/fault.h"
#include "base/moment.h"
#include "base/pool.h"
#include "base/text.h"

/* The base64url of this text is the only header that token_sign() writes. */
static const char HEADER[] = "{\"alg\":\"HS256\",\"typ\":\"JWT\"}";

struct key {
	char hex[HTTP_KEY_MAX + 1];
};

/* Reads the key at `*at` of the list, and moves `*at` behind it; false after the last key. */
static bool next_key(const char **at, struct key *key)
{
	size_t length;

	*at += strspn(*at, " ");
	length = strcspn(*at, " ");
	if (!length)
		return false;
	snprintf(key->hex, sizeof(key->hex), "%.*s", (int)length, *at);
	*at += length;
	return true;
}

/* Base64url (RFC 4648, 5) without padding. */
static char *base64url(void *pool, const unsigned char *data, size_t length)
{
	char *out = pool_alloc(pool, 4 * (length / 3 + 1) + 1);
	int written = EVP_EncodeBlock((unsigned char *)out, data, (int)length);

	while (written && out[written - 1] == '=')
		out[--written] = '\0';
	for (char *at = out; *at; at++)
		*at = *at == '+' ? '-' : *at == '/' ? '_' : *at;
	return out;
}

/* Decodes base64url; NULL where the text isn't base64url. */
static char *from_base64url(void *pool, const char *text, size_t length)
{
	char *padded = pool_alloc(pool, length + 4), *out = pool_alloc(pool, length + 4);
	int written;

	for (size_t i = 0; i < length; i++)
		padded[i] = text[i] == '-' ? '+' : text[i] == '_' ? '/' : text[i];
	for (size_t i = length; i % 4; i++)
		padded[i] = '=';
	if (length % 4 == 1 || memchr(text, '+', length) || memchr(text, '/', length) || memchr(text, '=', length))
		return NULL;
	written = EVP_DecodeBlock((unsigned char *)out, (const unsigned char *)padded, (int)strlen(padded));
	return written < 0 ? NULL : out;
}

static void payload(struct text *json, const char *user_id, const char *email)
{
	int64_t now = moment_seconds();

	text_put(json, "{\"id\":");
	text_json(json, user_id);
	text_put(json, ",\"email\":");
	text_json(json, email);
	text_print(json, ",\"iat\":%lld,\"exp\":%lld}", (long long)now, (long long)(now + http_settings.session_seconds));
}

char *token_sign(void *pool, const char *user_id, const char *email)
{
	const char *keys = http_settings.session_keys;
	unsigned char signature[CRYPTO_BYTES];
	struct text json = text_in(pool);
	struct key key;
	char *signed_part;

	if (!next_key(&keys, &key))
		fault(FAULT_BUG, "no session key is configured");
	payload(&json, user_id, email);
	signed_part = pool_print(pool, "%s.%s", base64url(pool, (const unsigned char *)HEADER, strlen(HEADER)),
	                         base64url(pool, (const unsigned char *)json.bytes, json.length));
	crypto_hmac(signature, key.hex, signed_part, strlen(signed_part));
	return pool_print(pool, "%s.%s", signed_part, base64url(pool, signature, sizeof(signature)));
}

/* True if `signature` is that of the first `length` characters under one of the keys. */
static bool is_signed(void *pool, const char *token, size_t length, const char *signature)
{
	const char *keys = http_settings.session_keys;
	unsigned char right[CRYPTO_BYTES];
	struct key key;
	bool found = false;

	while (next_key(&keys, &key)) {
		crypto_hmac(right, key.hex, token, length);
		found |= crypto_same(base64url(pool, right, sizeof(right)), signature);
	}
	return found;
}

static json_t *parse_json(const char *json)
{
	return json ? json_loads(json, JSON_REJECT_DUPLICATES, NULL) : NULL;
}

static bool says_the_same(const char *header_json)
{
	json_t *header = parse_json(header_json);
	const char *algorithm = json_string_value(json_object_get(header, "alg"));

	return algorithm && !strcmp(algorithm, "HS256") && !json_object_get(header, "crit");
}

/* True if the header says HS256. Most tokens have exactly the header that token_sign() writes, which is recognized without a parser. */
static bool header_is_ours(const char *header_json)
{
	return header_json && (!strcmp(header_json, HEADER) || says_the_same(header_json));
}

static bool claims(void *pool, const json_t *from, struct session *session)
{
	const char *id = json_string_value(json_object_get(from, "id"));
	const char *email = json_string_value(json_object_get(from, "email"));

	session->iat = json_integer_value(json_object_get(from, "iat"));
	session->exp = json_integer_value(json_object_get(from, "exp"));
	if (!id || !id_valid(id) || !email || session->iat <= 0 || session->exp <= moment_seconds())
		return false;
	memcpy(session->id, id, ID_SIZE);
	session->email = pool_text(pool, email);
	return true;
}

bool token_read(void *pool, const char *token, struct session *session)
{
	size_t header = strcspn(token, "."), body;
	const char *at = token + header;

	if (!*at || strlen(token) > TOKEN_MAX)
		return false;
	body = strcspn(at + 1, ".");
	if (!at[1 + body] || !is_signed(pool, token, header + 1 + body, at + body + 2))
		return false;
	return header_is_ours(from_base64url(pool, token, header)) && claims(pool, parse_json(from_base64url(pool, at + 1, body)), session);
}

static void seal_under(char seal[SEAL_SIZE], const struct key *key, const char *purpose, const char *text)
{
	void *pool = pool_open(NULL);
	char *whole = pool_print(pool, "%s:%s", purpose, text);

	crypto_hmac_hex(seal, key->hex, whole, strlen(whole));
	pool_close(pool);
}

void token_seal(char seal[SEAL_SIZE], const char *purpose, const char *text)
{
	const char *keys = http_settings.session_keys;
	struct key key;

	if (!next_key(&keys, &key))
		fault(FAULT_BUG, "no session key is configured");
	seal_under(seal, &key, purpose, text);
}

bool token_sealed(const char *seal, const char *purpose, const char *text)
{
	const char *keys = http_settings.session_keys;
	char right[SEAL_SIZE];
	struct key key;
	bool found = false;

	while (next_key(&keys, &key)) {
		seal_under(right, &key, purpose, text);
		found |= crypto_same(seal, right);
	}
	return found;
}

static void key_of(unsigned char out[CRYPTO_BYTES], const struct key *key, const char *purpose)
{
	void *pool = pool_open(NULL);
	char *whole = pool_print(pool, "encrypt:%s", purpose);

	crypto_hmac(out, key->hex, whole, strlen(whole));
	pool_close(pool);
}

char *token_encrypt(void *pool, const char *purpose, const char *text)
{
	const char *keys = http_settings.session_keys;
	size_t length = strlen(text);
	unsigned char *sealed = pool_alloc(pool, length + CRYPTO_SEAL_BYTES), derived[CRYPTO_BYTES];
	struct key key;

	if (!next_key(&keys, &key))
		fault(FAULT_BUG, "no session key is configured");
	key_of(derived, &key, purpose);
	crypto_encrypt(sealed, derived, text, length);
	return base64url(pool, sealed, length + CRYPTO_SEAL_BYTES);
}

char *token_decrypt(void *pool, const char *purpose, const char *encrypted)
{
	const char *keys = http_settings.session_keys;
	size_t length = strlen(encrypted) * 3 / 4;
	char *sealed = from_base64url(pool, encrypted, strlen(encrypted)), *text = pool_alloc(pool, length + 1);
	unsigned char derived[CRYPTO_BYTES];
	struct key key;

	while (sealed && next_key(&keys, &key)) {
		key_of(derived, &key, purpose);
		if (crypto_decrypt(text, derived, (const unsigned char *)sealed, length))
			return text;
	}
	return NULL;
}
