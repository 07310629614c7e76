#include "outbox/endpoint_claim.h"

#include <stdlib.h>

#include "base/config.h"
#include "db/db.h"
#include "base/text.h"
#include "outbox/delivery.h"
#include "mail/mail.h"
#include "db/sql.h"
#include "outbox/webhook.h"

#define FIRST_PAUSE_MS INT64_C(5000)
#define LONGEST_PAUSE_MS INT64_C(14400000)
#define GONE 410

static const struct field due_fields[] = {
	{ "id", FIELD_ID, offsetof(struct due, id), STORED, NULL, 0 },
	{ 0 }
};

static const struct field claim_fields[] = {
	{ "user_id",    FIELD_ID,   offsetof(struct endpoint_claim, user_id),    STORED, NULL, 0 },
	{ "url",        FIELD_TEXT, offsetof(struct endpoint_claim, url),        STORED, NULL, 0 },
	{ "secret",     FIELD_TEXT, offsetof(struct endpoint_claim, secret),     STORED, NULL, 0 },
	{ "old_secret", FIELD_TEXT, offsetof(struct endpoint_claim, old_secret), STORED, NULL, 0 },
	{ "challenge",  FIELD_TEXT, offsetof(struct endpoint_claim, challenge),  STORED, NULL, 0 },
	{ "owed",       FIELD_INT,  offsetof(struct endpoint_claim, owed),       STORED, NULL, 0 },
	{ "planned",    FIELD_INT,  offsetof(struct endpoint_claim, planned),    STORED, NULL, 0 },
	{ "attempt",    FIELD_INT,  offsetof(struct endpoint_claim, attempt),    STORED, NULL, 0 },
	{ "is_ready",   FIELD_FLAG, offsetof(struct endpoint_claim, is_ready),   STORED, NULL, 0 },
	{ 0 }
};

static const struct field attempt_fields[] = {
	{ "n",           FIELD_INT,    offsetof(struct delivery_attempt, n),                 STORED, NULL, 0 },
	{ "position",    FIELD_INT,    offsetof(struct delivery_attempt, event.position),    STORED, NULL, 0 },
	{ "id",          FIELD_INT,    offsetof(struct delivery_attempt, event.id),          STORED, NULL, 0 },
	{ "subject",     FIELD_TEXT,   offsetof(struct delivery_attempt, event.subject),     STORED, NULL, 0 },
	{ "data",        FIELD_TEXT,   offsetof(struct delivery_attempt, event.data),        STORED, NULL, 0 },
	{ "createdAt",   FIELD_MOMENT, offsetof(struct delivery_attempt, event.created_at),  STORED, NULL, 0 },
	{ "requestId",   FIELD_TEXT,   offsetof(struct delivery_attempt, event.request_id),  STORED, NULL, 0 },
	{ "traceparent", FIELD_TEXT,   offsetof(struct delivery_attempt, event.traceparent), STORED, NULL, 0 },
	{ 0 }
};

/*
 * The place of an endpoint among those of its owner: first come the ones in hand, then those that are due. Of very many that are due only
 * the first are looked at.
 */
#define LOOKED_AT "2000"
static const char DUE[] =
	"SELECT id FROM (SELECT w.id, w.user_id, w.due_at, ROW_NUMBER() OVER (PARTITION BY w.user_id ORDER BY w.due_at, w.id)"
	" + (SELECT COUNT(*) FROM webhooks h WHERE h.user_id <=> w.user_id AND h.held_until > NOW(3)) AS place FROM"
	" (SELECT id, user_id, due_at FROM webhooks WHERE due_at <= NOW(3) AND (held_until IS NULL OR held_until <= NOW(3))"
	" AND (attempt = 0 AND NOT slow) = ? ORDER BY due_at LIMIT " LOOKED_AT ") w) t WHERE place <= ? OR user_id IS NULL"
	" ORDER BY place, due_at LIMIT ?";

static const char CLAIM[] =
	"UPDATE webhooks SET holder = ?, held_until = NOW(3) + INTERVAL ? SECOND WHERE id = ? AND due_at <= NOW(3)"
	" AND (held_until IS NULL OR held_until <= NOW(3))";

static const char READ[] =
	"SELECT w.user_id, w.url, w.secret, IF(w.secret_at > NOW(3) - INTERVAL 1 DAY, w.old_secret, NULL),"
	" IF(w.proved_at IS NULL AND w.user_id IS NOT NULL, w.challenge, NULL), (SELECT CAST(GREATEST(0, COALESCE(CEILING("
	"UNIX_TIMESTAMP(MAX(o.paid_off)) - UNIX_TIMESTAMP(NOW(3))), 0)) AS SIGNED) FROM webhooks o WHERE o.user_id = w.user_id),"
	" w.planned, w.attempt,"
	" w.state = 'on' AND (w.retry_at IS NULL OR w.retry_at <= NOW(3)) FROM webhooks w WHERE w.id = ?";

static const char PAY[] = "UPDATE webhooks SET paid_off = NOW(3) + INTERVAL ? SECOND WHERE id = ?";

/* Ends a claim for which nothing may be sent yet. */
static const char PUT_OFF[] =
	"UPDATE webhooks SET holder = NULL, held_until = NULL, due_at = NOW(3) + INTERVAL ? SECOND WHERE id = ? AND holder = ?";

static const char PROVE[] = "UPDATE webhooks SET proved_at = NOW(3) WHERE id = ? AND challenge = ? AND proved_at IS NULL";

#define MILLISECONDS(column) "CAST(UNIX_TIMESTAMP(" column ") * 1000 AS SIGNED)"

static const char A_PING[] =
	"SELECT n, 0, 0, subject, JSON_OBJECT('webhookId', webhook_id), " MILLISECONDS("created_at") ", NULL, NULL FROM deliveries"
	" WHERE webhook_id = ? AND state = 'pending' AND position IS NULL ORDER BY n LIMIT 1";

/*
 * The event of an old delivery may have been moved to the archive. Who somebody is (userId) is told to himself and to the operator alone,
 * whose webhooks have no user: a seller doesn't learn who buys. What else the requests of others say of them is the operator's, too.
 */
#define DATA "COALESCE(o.data, a.data)"
#define FOR_OPERATOR(column) "IF(w.user_id IS NULL, COALESCE(o." column ", a." column "), NULL)"
static const char EVENTS[] =
	"SELECT d.n, d.position, COALESCE(o.id, a.id), d.subject, IF(COALESCE(JSON_VALUE(" DATA ", '$.userId') = w.user_id, TRUE), " DATA ","
	" JSON_REMOVE(" DATA ", '$.userId')), " MILLISECONDS("COALESCE(o.created_at, a.created_at)") ", " FOR_OPERATOR("request_id") ", "
	FOR_OPERATOR("traceparent") " FROM deliveries d JOIN webhooks w ON w.id = d.webhook_id"
	" LEFT JOIN outbox o ON o.position = d.position LEFT JOIN outbox_archive a ON a.position = d.position"
	" WHERE d.webhook_id = ? AND d.state = 'pending' AND d.position IS NOT NULL ORDER BY d.position, d.n LIMIT ?";

/* Ends a claim that found nothing to send. The endpoint stays due if something has been planned since the claim began. */
static const char REST[] =
	"UPDATE webhooks SET holder = NULL, held_until = NULL,"
	" due_at = IF(planned = ?, IF(? OR state <> 'on', NULL, retry_at), due_at) WHERE id = ? AND holder = ?";

static const char RENEW[] =
	"UPDATE " SET_OF_IDS " STRAIGHT_JOIN webhooks w ON w.id = s.id SET w.held_until = NOW(3) + INTERVAL ? SECOND WHERE w.holder = ?";

static const char ABANDON[] =
	"UPDATE " SET_OF_IDS " STRAIGHT_JOIN webhooks w ON w.id = s.id SET w.holder = NULL, w.held_until = NULL WHERE w.holder = ?";

static const char SUCCEEDED[] =
	"UPDATE webhooks SET holder = NULL, held_until = NULL, attempt = 0, slow = ?, failing_since = NULL, retry_at = NULL,"
	" delivered_at = NOW(3),"
	" due_at = IF(? AND planned = ?, NULL, NOW(3)) WHERE id = ? AND holder = ?";

static const char FAILED[] =
	"UPDATE webhooks SET holder = NULL, held_until = NULL, attempt = IF(?, 1, attempt + 1),"
	" failing_since = IF(?, NOW(3), COALESCE(failing_since, NOW(3))), delivered_at = IF(?, NOW(3), delivered_at),"
	" retry_at = NOW(3) + INTERVAL ? MICROSECOND, due_at = retry_at WHERE id = ? AND holder = ?";

/* After a ping that was answered, waiting events are tried at once; a ping without an answer leaves their pause as it was. */
static const char PINGED[] =
	"UPDATE webhooks SET holder = NULL, held_until = NULL, retry_at = IF(?, NULL, retry_at), slow = IF(?, ?, slow), due_at = NOW(3)"
	" WHERE id = ? AND holder = ?";

static const char TURN_OFF[] =
	"UPDATE webhooks SET state = 'off', reason = IF(?, 'gone', 'failing'), retry_at = NULL, due_at = NULL WHERE id = ? AND state = 'on'"
	" AND (? OR failing_since <= NOW(3) - INTERVAL ? DAY)";

struct list endpoint_claim_due(void *pool, int64_t max, bool trusted)
{
	return db_each(pool, DUE, BIND(db_int(trusted), db_int(ENDPOINT_CLAIM_OWNER), db_int(max)), due_fields, sizeof(struct due));
}

/* How many messages may be sent now. */
static int64_t allowed(const struct endpoint_claim *claim)
{
	int64_t max = config.rate_limit && claim->challenge ? UNPROVED_AT_ONCE - claim->owed : ENDPOINT_CLAIM_DELIVERIES;

	return max < ENDPOINT_CLAIM_DELIVERIES ? max : ENDPOINT_CLAIM_DELIVERIES;
}

static struct list take(void *pool, const char *id, struct endpoint_claim *claim)
{
	struct list deliveries = db_each(pool, A_PING, BIND(db_text(id)), attempt_fields, sizeof(struct delivery_attempt));

	claim->is_ping = deliveries.count > 0;
	if (!claim->is_ping && claim->is_ready)
		deliveries = db_each(pool, EVENTS, BIND(db_text(id), db_int(allowed(claim))), attempt_fields,
		                  sizeof(struct delivery_attempt));
	return deliveries;
}

bool endpoint_claim_begin(void *pool, const char *id, const char *holder, struct endpoint_claim *claim)
{
	*claim = (struct endpoint_claim){ 0 };
	if (!db_exec(CLAIM, BIND(db_text(holder), db_int(ENDPOINT_CLAIM_SECONDS), db_text(id))))
		return false;
	memcpy(claim->id, id, ID_SIZE);
	db_get(pool, READ, BIND(db_text(id)), claim_fields, claim);
	if (allowed(claim) < 1) {
		db_exec(PUT_OFF, BIND(db_int(1 - allowed(claim)), db_text(id), db_text(holder)));
		return false;
	}
	claim->deliveries = take(pool, id, claim);
	if (claim->deliveries.count && claim->challenge)
		db_exec(PAY, BIND(db_int(claim->owed + (int64_t)claim->deliveries.count), db_text(id)));
	if (!claim->deliveries.count)
		db_exec(REST, BIND(db_int(claim->planned), db_int(claim->is_ready), db_text(id), db_text(holder)));
	return claim->deliveries.count > 0;
}

void endpoint_claim_renew(const char *ids, const char *holder)
{
	db_exec(RENEW, BIND(db_text(ids), db_int(ENDPOINT_CLAIM_SECONDS), db_text(holder)));
}

void endpoint_claim_abandon(const char *ids, const char *holder)
{
	db_exec(ABANDON, BIND(db_text(ids), db_text(holder)));
}

bool endpoint_claim_succeeded(int64_t status)
{
	return status >= 200 && status < 300;
}

int64_t endpoint_claim_pause(int64_t attempt)
{
	int64_t pause = FIRST_PAUSE_MS;

	for (int64_t i = 1; i < attempt && pause < LONGEST_PAUSE_MS; i++)
		pause *= 2;
	if (pause > LONGEST_PAUSE_MS)
		pause = LONGEST_PAUSE_MS;
	return pause * 3 / 4 + (int64_t)arc4random_uniform((uint32_t)(pause / 2));
}

static const char *delivered_of(void *pool, const struct delivery_attempt *deliveries, size_t count)
{
	struct text json = text_in(pool);

	for (size_t i = 0; i < count; i++)
		text_print(&json, "%s[%lld,%lld]", i ? "," : "[", (long long)deliveries[i].n, (long long)deliveries[i].status);
	text_put(&json, "]");
	return json.bytes;
}

/* Writes the endpoint's row. The first `delivered` deliveries succeeded; one more, if there is one, failed. False: the claim was lost. */
static bool move_on(const struct endpoint_claim *claim, const char *holder, const struct endpoint_seen *seen, size_t delivered)
{
	bool all_taken = (int64_t)claim->deliveries.count < allowed(claim) && delivered == claim->deliveries.count;
	int64_t pause = endpoint_claim_pause(delivered ? 1 : claim->attempt + 1), some = delivered > 0;

	if (claim->is_ping)
		return db_exec(PINGED, BIND(db_int(some), db_int(some), db_int(seen->slow), db_text(claim->id), db_text(holder)));
	if (delivered == seen->tried)
		return db_exec(SUCCEEDED, BIND(db_int(seen->slow), db_int(all_taken), db_int(claim->planned), db_text(claim->id), db_text(holder)));
	return db_exec(FAILED, BIND(db_int(some), db_int(some), db_int(some), db_int(pause * 1000), db_text(claim->id), db_text(holder)));
}

const struct mail_kind endpoint_claim_mails[] = {
	{ "webhook_off", "Webhook switched off", mail_read_notice, NULL, NULL },
	{ 0 }
};

/* Plans a mail to the owner. Each time that a webhook is switched off is an occasion of its own, with a mail of its own. */
static void tell_owner(const struct endpoint_claim *claim)
{
	char occasion[ID_SIZE];

	id_new(occasion);
	if (*claim->user_id)
		mail_plan_notice("webhook_off", occasion, claim->user_id, claim->url);
}

static void mark_failed(const struct endpoint_claim *claim, const struct delivery_attempt *delivery)
{
	bool gone = delivery->status == GONE;

	delivery_mark_failed(delivery->n, delivery->status, delivery->reason);
	if (!claim->is_ping && db_exec(TURN_OFF, BIND(db_int(gone), db_text(claim->id), db_int(gone), db_int(WEBHOOK_DAYS))))
		tell_owner(claim);
}

bool endpoint_claim_end(void *pool, const struct endpoint_claim *claim, const char *holder, const struct endpoint_seen *seen)
{
	const struct delivery_attempt *deliveries = claim->deliveries.rows;
	size_t tried = seen->tried, delivered = tried - !endpoint_claim_succeeded(deliveries[tried - 1].status);

	if (!move_on(claim, holder, seen, delivered))
		return false;
	if (seen->proved)
		db_exec(PROVE, BIND(db_text(claim->id), db_text(claim->challenge)));
	if (delivered)
		delivery_mark_delivered(delivered_of(pool, deliveries, delivered));
	if (delivered < tried)
		mark_failed(claim, &deliveries[delivered]);
	return true;
}
