#include "outbox/webhook.h"

#include "base/crypto.h"
#include "base/fault.h"
#include "db/db.h"
#include "base/pool.h"
#include "outbox/feed.h"

const struct outcome WEBHOOKS_FULL[1] = { { 400, "You cannot have more than 20 webhooks", NULL } };

#define SUBJECTS "IF(subjects = '', '[\"*\"]', CONCAT('[\"', REPLACE(subjects, ',', '\",\"'), '\"]'))"
#define NEW_SECRET "IF(secret_at > NOW(3) - INTERVAL 10 MINUTE, secret, NULL)"

const struct field webhook_fields[] = {
	{ "id",           FIELD_ID,     offsetof(struct webhook, id),           STORED | SHOWN },
	{ "userId",       FIELD_ID,     offsetof(struct webhook, user_id),      STORED, .column = "user_id" },
	{ "url",          FIELD_TEXT,   offsetof(struct webhook, url),          STORED | SHOWN },
	{ "subjects",     FIELD_JSON,   offsetof(struct webhook, subjects),     STORED | SHOWN, .column = SUBJECTS },
	{ "state",        FIELD_TEXT,   offsetof(struct webhook, state),        STORED | SHOWN },
	{ "reason",       FIELD_TEXT,   offsetof(struct webhook, reason),       STORED | SHOWN },
	{ "secret",       FIELD_TEXT,   offsetof(struct webhook, secret),       STORED, .column = NEW_SECRET },
	{ "createdAt",    FIELD_MOMENT, offsetof(struct webhook, created_at),   STORED | SHOWN, .column = "created_at" },
	{ "failingSince", FIELD_MOMENT, offsetof(struct webhook, failing_at),   STORED | SHOWN, .column = "failing_since" },
	{ "retryAt",      FIELD_MOMENT, offsetof(struct webhook, retry_at),     STORED | SHOWN, .column = "retry_at" },
	{ "deliveredAt",  FIELD_MOMENT, offsetof(struct webhook, delivered_at), STORED | SHOWN, .column = "delivered_at" },
	{ "provedAt",     FIELD_MOMENT, offsetof(struct webhook, proved_at),    STORED | SHOWN, .column = "proved_at" },
	{ 0 }
};

const struct field webhook_secret_fields[] = {
	{ "id",       FIELD_ID,   offsetof(struct webhook, id),       SHOWN },
	{ "url",      FIELD_TEXT, offsetof(struct webhook, url),      SHOWN },
	{ "subjects", FIELD_JSON, offsetof(struct webhook, subjects), SHOWN },
	{ "secret",   FIELD_TEXT, offsetof(struct webhook, secret),   SHOWN },
	{ 0 }
};

static const char LOAD[] = "SELECT {columns} FROM webhooks WHERE id = ? AND state <> 'deleted'";

static const char LIST[] =
	"SELECT {columns} FROM webhooks WHERE user_id <=> ? AND state <> 'deleted' ORDER BY created_at, id LIMIT 100";

static const char COUNT[] = "SELECT COUNT(*) FROM webhooks WHERE user_id <=> ? AND state <> 'deleted'";

static const char INSERT[] =
	"INSERT INTO webhooks (id, user_id, url, challenge, subjects, secret, since, state, reason)"
	" VALUES (?, ?, ?, ?, COALESCE(?, ''), ?, ?, IF(? <=> 'off', 'off', 'on'), IF(? <=> 'off', 'owner', NULL))";

#define NEW_URL "COALESCE(?, url) <> url"

/* Counts in `planned`, so that a sender that has just found nothing looks again. */
static const char UPDATE[] =
	"UPDATE webhooks SET challenge = IF(" NEW_URL ", ?, challenge), proved_at = IF(" NEW_URL ", NULL, proved_at),"
	" slow = slow OR " NEW_URL ", url = COALESCE(?, url), subjects = COALESCE(?, subjects),"
	" reason = IF(COALESCE(?, state) = 'on', NULL, COALESCE(reason, 'owner')),"
	" state = COALESCE(?, state), attempt = 0, failing_since = NULL, retry_at = NULL, planned = planned + 1,"
	" due_at = IF(state = 'on', NOW(3), due_at) WHERE id = ? AND user_id <=> ? AND state <> 'deleted'";

static const char DELETE[] =
	"UPDATE webhooks SET state = 'deleted', reason = NULL, due_at = NULL WHERE id = ? AND user_id <=> ? AND state <> 'deleted'";

static const char ROTATE[] =
	"UPDATE webhooks SET old_secret = secret, secret = ?, secret_at = NOW(3) WHERE id = ? AND user_id <=> ? AND state <> 'deleted'";

/* `planned` counts the deliveries that were planned: a sender that has just found nothing sees another count and looks again. */
static const char WAKE[] = "UPDATE webhooks SET planned = planned + 1, due_at = IF(?, NOW(3), COALESCE(due_at, NOW(3))) WHERE id = ?";

/* WAKE for all webhooks with deliveries of the last INSERT, whose first number is LAST_INSERT_ID(). */
static const char WAKE_PLANNED[] =
	"UPDATE webhooks w JOIN (SELECT DISTINCT webhook_id FROM deliveries WHERE n >= LAST_INSERT_ID()) d ON d.webhook_id = w.id"
	" SET w.planned = w.planned + 1, w.due_at = COALESCE(w.due_at, NOW(3)) WHERE w.state = 'on'";

static const char PURGE[] =
	"DELETE FROM webhooks WHERE state = 'deleted' AND NOT EXISTS (SELECT 1 FROM deliveries d WHERE d.webhook_id = webhooks.id) LIMIT ?";

/* What their column user_id has: NULL for the operator. */
static const char *user_of(struct webhook_owner owner)
{
	if (!owner.is_operator && (!owner.user || !id_valid(owner.user)))
		fault(FAULT_BUG, "webhooks are asked for by nobody");
	return owner.is_operator ? NULL : owner.user;
}

const struct outcome *webhook_load(void *pool, const char *id, struct webhook_owner owner, struct webhook *webhook)
{
	const char *user = user_of(owner);

	if (!id_valid(id) || !db_get(pool, LOAD, BIND(db_text(id)), webhook_fields, webhook))
		return NOT_FOUND;
	return strcmp(webhook->user_id, user ? user : "") ? UNAUTHORIZED : DONE;
}

struct list webhook_list(void *pool, struct webhook_owner owner)
{
	return db_each(pool, LIST, BIND(db_text(user_of(owner))), webhook_fields, sizeof(struct webhook));
}

static const char *new_secret(void *pool)
{
	char hex[WEBHOOK_SECRET_SIZE];

	crypto_random_hex(hex, 32);
	return pool_print(pool, "whsec_%s", hex);
}

static void new_challenge(char challenge[WEBHOOK_CHALLENGE_SIZE])
{
	crypto_random_hex(challenge, WEBHOOK_CHALLENGE_SIZE / 2);
}

const struct outcome *webhook_create(void *pool, struct webhook_owner owner, const struct webhook_input *input, struct webhook *webhook)
{
	char id[ID_SIZE], challenge[WEBHOOK_CHALLENGE_SIZE];

	if (db_number(COUNT, BIND(db_text(user_of(owner))), 0) >= WEBHOOKS_MAX)
		return WEBHOOKS_FULL;
	id_new(id);
	new_challenge(challenge);
	db_exec(INSERT, BIND(db_text(id), db_text(user_of(owner)), db_text(input->url), db_text(challenge), db_text(input->subjects),
	                     db_text(new_secret(pool)),
	                     db_int(feed_head()),
	                     db_text(input->state), db_text(input->state)));
	return webhook_load(pool, id, owner, webhook) == DONE ? CREATED : NOT_FOUND;
}

const struct outcome *webhook_update(void *pool, const char *id, struct webhook_owner owner, const struct webhook_input *input,
                                     struct webhook *webhook)
{
	char challenge[WEBHOOK_CHALLENGE_SIZE];
	struct value url = db_text(input->url);

	new_challenge(challenge);
	db_exec(UPDATE, BIND(url, db_text(challenge), url, url, url, db_text(input->subjects), db_text(input->state), db_text(input->state),
	                     db_text(id), db_text(user_of(owner))));
	return webhook_load(pool, id, owner, webhook);
}

const struct outcome *webhook_delete(void *pool, const char *id, struct webhook_owner owner)
{
	struct webhook webhook;

	if (db_exec(DELETE, BIND(db_text(id), db_text(user_of(owner)))))
		return EMPTY;
	return webhook_load(pool, id, owner, &webhook);
}

const struct outcome *webhook_rotate(void *pool, const char *id, struct webhook_owner owner, struct webhook *webhook)
{
	db_exec(ROTATE, BIND(db_text(new_secret(pool)), db_text(id), db_text(user_of(owner))));
	return webhook_load(pool, id, owner, webhook);
}

void webhook_wake(const char *id, bool now)
{
	db_exec(WAKE, BIND(db_int(now), db_text(id)));
}

void webhook_wake_planned(void)
{
	db_exec(WAKE_PLANNED, BIND());
}

int64_t webhook_purge(int64_t max)
{
	return db_exec(PURGE, BIND(db_int(max)));
}
