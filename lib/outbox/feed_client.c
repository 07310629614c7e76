#include "outbox/feed_client.h"

#include <string.h>

#include "outbox/settings.h"
#include "base/crypto.h"
#include "db/db.h"
#include "base/pool.h"

#define TOKEN_MAX 512

static const char DEFAULT[] = "feed:default";

static const char FIND[] =
	"SELECT name, position, CAST(UNIX_TIMESTAMP(created_at) * 1000 AS SIGNED),"
	" COALESCE(CAST(UNIX_TIMESTAMP(seen_at) * 1000 AS SIGNED), 0), token FROM consumers WHERE token = ?";

static const char LIST[] =
	"SELECT name, position, CAST(UNIX_TIMESTAMP(created_at) * 1000 AS SIGNED),"
	" COALESCE(CAST(UNIX_TIMESTAMP(seen_at) * 1000 AS SIGNED), 0), token FROM consumers WHERE token IS NOT NULL ORDER BY name";

static const char POSITION[] = "SELECT position FROM consumers WHERE name = ?";
static const char BEGIN[] = "INSERT IGNORE INTO consumers (name) VALUES (?)";
static const char ADD[] = "INSERT INTO consumers (name, token, position) SELECT ?, ?, archived FROM feed_head WHERE one = 1";
static const char REVOKE[] = "DELETE FROM consumers WHERE name = ? AND token IS NOT NULL";

/* Never beyond the head, and never back: a client that reads old events once more has had them all the same. */
static const char HAS[] =
	"UPDATE consumers SET seen_at = NOW(6), position = GREATEST(position, LEAST(?, (SELECT position FROM feed_head WHERE one = 1)))"
	" WHERE name = ? AND (position < ? OR seen_at IS NULL OR seen_at < NOW(6) - INTERVAL 1 MINUTE)";

struct row {
	struct feed_client client;
	const char *digest;
};

static const struct field row_fields[] = {
	{ "name",     FIELD_TEXT, offsetof(struct row, client.name),       STORED, NULL, 0 },
	{ "position", FIELD_INT,  offsetof(struct row, client.position),   STORED, NULL, 0 },
	{ "created",  FIELD_INT,  offsetof(struct row, client.created_at), STORED, NULL, 0 },
	{ "seen",     FIELD_INT,  offsetof(struct row, client.seen_at),    STORED, NULL, 0 },
	{ "token",    FIELD_TEXT, offsetof(struct row, digest),            STORED, NULL, 0 },
	{ 0 }
};

static void digest_of(char digest[CRYPTO_HEX_SIZE], const char *token)
{
	crypto_digest_hex(digest, token, strlen(token));
}

static bool is_shop_wide(const char *digest)
{
	char wanted[CRYPTO_HEX_SIZE];

	digest_of(wanted, outbox_settings.feed_token);
	return crypto_same(digest, wanted) && *outbox_settings.feed_token;
}

const struct outcome *feed_client_of(void *pool, const char *token, struct feed_client *client)
{
	char digest[CRYPTO_HEX_SIZE];
	struct row row;

	if (!token || !*token || strlen(token) > TOKEN_MAX)
		return UNAUTHORIZED;
	digest_of(digest, token);
	if (is_shop_wide(digest)) {
		*client = (struct feed_client){ .name = DEFAULT, .position = db_number(POSITION, BIND(db_text(DEFAULT)), -1) };
		return DONE;
	}
	if (!db_get(pool, FIND, BIND(db_text(digest)), row_fields, &row) || !crypto_same(digest, row.digest))
		return UNAUTHORIZED;
	*client = row.client;
	return DONE;
}

void feed_client_has(const struct feed_client *client, int64_t position)
{
	if (client->position < 0)
		db_exec(BEGIN, BIND(db_text(client->name)));
	db_exec(HAS, BIND(db_int(position), db_text(client->name), db_int(position)));
}

bool feed_client_name_valid(const char *name)
{
	size_t length = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789._-");

	return length >= 1 && length <= 48 && !name[length] && !strchr("._-", *name) && strcmp(name, "default");
}

static const char *row_name(void *pool, const char *name)
{
	return pool_print(pool, "feed:%s", name);
}

bool feed_client_add(const char *name, char token[FEED_CLIENT_TOKEN_SIZE])
{
	void *pool = pool_open(NULL);
	char digest[CRYPTO_HEX_SIZE];
	bool is_new;

	crypto_random_hex(token, (FEED_CLIENT_TOKEN_SIZE - 1) / 2);
	digest_of(digest, token);
	is_new = db_insert(ADD, BIND(db_text(row_name(pool, name)), db_text(digest)));
	pool_close(pool);
	return is_new;
}

bool feed_client_revoke(const char *name)
{
	void *pool = pool_open(NULL);
	bool was = db_exec(REVOKE, BIND(db_text(row_name(pool, name)))) == 1;

	pool_close(pool);
	return was;
}

struct list feed_client_list(void *pool)
{
	struct list rows = db_each(pool, LIST, BIND(), row_fields, sizeof(struct row));
	struct feed_client *clients = pool_alloc(pool, (rows.count + 1) * sizeof(*clients));

	for (size_t i = 0; i < rows.count; i++)
		clients[i] = ((struct row *)rows.rows)[i].client;
	return (struct list){ clients, rows.count };
}
