#include "mail/mail_digest.h"

#include "base/pool.h"
#include "db/db.h"

/* Two processes that gather for one recipient wait for each other, so that there is one digest. */
static const char LOCK[] = "SELECT 1 FROM users WHERE id = ? FOR UPDATE";

static const char FIND[] =
	"SELECT subject_id FROM mails WHERE user_id = ? AND state = 'pending' AND kind = '" MAIL_DIGEST "' LIMIT 1 FOR UPDATE";

static const char PLAN[] =
	"INSERT INTO mails (subject_id, kind, user_id, account, due_at) VALUES (?, '" MAIL_DIGEST "', ?, ?, NOW(3) + INTERVAL ? SECOND)";

static const char GATHER[] = "UPDATE mails SET state = 'gathered', digest_id = ?" MAIL_IS_CLAIMED;

static const char COUNT[] = "SELECT COUNT(*) FROM mails WHERE digest_id = ?";

static const char LINES[] =
	"SELECT m.kind, o.id, o.reference, o.id IS NOT NULL FROM mails m LEFT JOIN orders o ON o.id = m.order_id WHERE m.digest_id = ?"
	" ORDER BY m.created_at, m.subject_id, m.kind LIMIT ?";

struct digest_line {
	const char *kind, *title;
	char order_id[ID_SIZE]; /* "" where it isn't about an order */
	const char *reference;
	int64_t has_order;
};

struct digest {
	int64_t count, more; /* how many it tells of; how many of them it doesn't name */
	struct list lines;   /* struct digest_line */
};

static const struct field line_fields[] = {
	{ "kind",      FIELD_TEXT, offsetof(struct digest_line, kind),      STORED, NULL, 0 },
	{ "order_id",  FIELD_ID,   offsetof(struct digest_line, order_id),  STORED, NULL, 0 },
	{ "reference", FIELD_TEXT, offsetof(struct digest_line, reference), STORED, NULL, 0 },
	{ "has_order", FIELD_FLAG, offsetof(struct digest_line, has_order), STORED, NULL, 0 },
	{ "title",     FIELD_TEXT, offsetof(struct digest_line, title),     0,      NULL, 0 },
	{ 0 }
};

static const struct field digest_fields[] = {
	{ "count", FIELD_INT,  offsetof(struct digest, count), 0, NULL, 0 },
	{ "more",  FIELD_INT,  offsetof(struct digest, more),  0, NULL, 0 },
	{ "has_more", FIELD_FLAG, offsetof(struct digest, more), 0, NULL, 0 },
	{ "lines", FIELD_LIST, offsetof(struct digest, lines), 0, line_fields, sizeof(struct digest_line) },
	{ 0 }
};

struct gathering {
	void *pool;
	const struct mail *mail;
	int64_t seconds;
};

static const struct field id_fields[] = {
	{ "subject_id", FIELD_ID, offsetof(struct mail, subject_id), STORED, NULL, 0 },
	{ 0 }
};

static const struct outcome *gather(void *argument)
{
	const struct gathering *gathering = argument;
	const struct mail *mail = gathering->mail;
	struct mail digest = { 0 };

	db_number(LOCK, BIND(db_text(mail->user_id)), 0);
	if (!db_get(gathering->pool, FIND, BIND(db_text(mail->user_id)), id_fields, &digest)) {
		id_new(digest.subject_id);
		db_exec(PLAN, BIND(db_text(digest.subject_id), db_text(mail->user_id), db_text(mail->user_id), db_int(gathering->seconds)));
	}
	db_exec(GATHER, BIND(db_text(digest.subject_id), MAIL_CLAIMED(mail)));
	return DONE;
}

void mail_digest_gather(void *pool, const struct mail *mail, int64_t seconds)
{
	db_transaction(gather, &(struct gathering){ pool, mail, seconds });
}

static bool read_digest(void *pool, const struct mail *mail, struct view *content)
{
	struct digest *digest = pool_alloc(pool, sizeof(*digest));
	struct digest_line *lines;

	digest->count = db_number(COUNT, BIND(db_text(mail->subject_id)), 0);
	digest->lines = db_each(pool, LINES, BIND(db_text(mail->subject_id), db_int(MAIL_DIGEST_LINES)), line_fields, sizeof(*lines));
	lines = digest->lines.rows;
	for (size_t i = 0; i < digest->lines.count; i++)
		lines[i].title = mail_title(lines[i].kind);
	digest->more = digest->count - (int64_t)digest->lines.count;
	*content = (struct view){ digest_fields, digest };
	return digest->count > 0;
}

const struct mail_kind mail_digest_kinds[] = {
	{ MAIL_DIGEST, "Several messages", read_digest, NULL, NULL },
	{ 0 }
};
