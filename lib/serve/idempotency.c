#include "serve/idempotency.h"

#include "db/db.h"

const struct outcome KEY_INVALID[1] = { { 400, "Idempotency-Key must be 1 to 255 printable characters", NULL,
	"The form came garbled: please go back and send it again" } };
const struct outcome KEY_REUSED[1] = { { 409, "Idempotency-Key was used with another request", "Already sent",
	"This form was sent before with something else in it: look at what came of it, then send this if you still want to" } };

static const struct field answer_fields[] = {
	{ "status",      FIELD_INT,  offsetof(struct kept_answer, status),      STORED, NULL, 0 },
	{ "location",    FIELD_TEXT, offsetof(struct kept_answer, location),    STORED, NULL, 0 },
	{ "type",        FIELD_TEXT, offsetof(struct kept_answer, type),        STORED, NULL, 0 },
	{ "body",        FIELD_TEXT, offsetof(struct kept_answer, body),        STORED, NULL, 0 },
	{ "signs_in",    FIELD_ID,   offsetof(struct kept_answer, signs_in.id), STORED, NULL, 0 },
	{ "email",       FIELD_TEXT, offsetof(struct kept_answer, signs_in.email), STORED, NULL, 0 },
	{ "fingerprint", FIELD_TEXT, offsetof(struct kept_answer, fingerprint), STORED, NULL, 0 },
	{ 0 }
};

#define OLD "created_at < NOW(6) - INTERVAL 24 HOUR"

static const char FIND[] =
	"SELECT status, location, type, body, signs_in, signs_in_email, fingerprint FROM idempotency"
	" WHERE owner = ? AND name = ? AND NOT (" OLD ")";

static const char FORGET[] = "DELETE FROM idempotency WHERE owner = ? AND name = ? AND " OLD;
static const char KEEP[] =
	"INSERT INTO idempotency (owner, name, fingerprint, status, location, type, body, signs_in, signs_in_email)"
	" VALUES (?, ?, ?, ?, ?, ?, ?, NULLIF(?, ''), ?)";
static const char CLAIM[] = "INSERT INTO idempotency (owner, name, fingerprint) VALUES (?, ?, ?)";
static const char ANSWER[] =
	"UPDATE idempotency SET status = ?, location = ?, type = ?, body = ?, signs_in = NULLIF(?, ''), signs_in_email = ?"
	" WHERE owner = ? AND name = ? AND status IS NULL";
static const char PURGE[] = "DELETE FROM idempotency WHERE " OLD " LIMIT ?";

#define ANSWER_OF(answer) \
	db_int((answer)->status), db_text((answer)->location), db_text((answer)->type), db_text((answer)->body), \
	db_text((answer)->signs_in.id), db_text((answer)->signs_in.email)
#define ROW_OF(owner, key, answer) db_text(owner), db_text(key), db_text((answer)->fingerprint), ANSWER_OF(answer)

bool idempotency_key_valid(const char *key)
{
	size_t length = strlen(key);

	for (size_t i = 0; i < length; i++)
		if (key[i] < 0x21 || key[i] > 0x7e)
			return false;
	return length >= 1 && length <= IDEMPOTENCY_KEY_MAX;
}

bool idempotency_find(void *pool, const char *owner, const char *key, struct kept_answer *answer)
{
	return db_get(pool, FIND, BIND(db_text(owner), db_text(key)), answer_fields, answer);
}

bool idempotency_keep(const char *owner, const char *key, const struct kept_answer *answer)
{
	return db_insert(KEEP, BIND(ROW_OF(owner, key, answer)));
}

void idempotency_add(struct batch *batch, const char *owner, const char *key, const struct kept_answer *answer)
{
	batch_add(batch, KEEP, BIND(ROW_OF(owner, key, answer)), 1);
}

bool idempotency_forget(const char *owner, const char *key)
{
	return db_exec(FORGET, BIND(db_text(owner), db_text(key))) > 0;
}

bool idempotency_claim(void *pool, const char *owner, const char *key, const char *fingerprint, struct kept_answer *answer)
{
	*answer = (struct kept_answer){ 0 };
	idempotency_forget(owner, key);
	if (db_insert(CLAIM, BIND(db_text(owner), db_text(key), db_text(fingerprint))))
		return true;
	if (!idempotency_find(pool, owner, key, answer))
		answer->fingerprint = "";
	return false;
}

bool idempotency_answer(const char *owner, const char *key, const struct kept_answer *answer)
{
	return db_exec(ANSWER, BIND(ANSWER_OF(answer), db_text(owner), db_text(key)));
}

int64_t idempotency_purge(int64_t max)
{
	return db_exec(PURGE, BIND(db_int(max)));
}
