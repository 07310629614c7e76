#include "mail/mail.h"

#include "base/text.h"
#include "db/db.h"
#include "mail/settings.h"

static const struct field mail_fields[] = {
	{ "subject_id", FIELD_ID,     offsetof(struct mail, subject_id), STORED, NULL, 0 },
	{ "kind",       FIELD_TEXT,   offsetof(struct mail, kind),       STORED, NULL, 0 },
	{ "email",      FIELD_TEXT,   offsetof(struct mail, email),      STORED, NULL, 0 },
	{ "user_id",    FIELD_ID,     offsetof(struct mail, user_id),    STORED, NULL, 0 },
	{ "order_id",   FIELD_ID,     offsetof(struct mail, order_id),   STORED, NULL, 0 },
	{ "detail",     FIELD_TEXT,   offsetof(struct mail, detail),     STORED, NULL, 0 },
	{ "attempts",   FIELD_INT,    offsetof(struct mail, attempts),   STORED, NULL, 0 },
	{ "claims",     FIELD_INT,    offsetof(struct mail, claims),     STORED, NULL, 0 },
	{ "created_at", FIELD_MOMENT, offsetof(struct mail, created_at), STORED, NULL, 0 },
	{ "is_old",     FIELD_FLAG,   offsetof(struct mail, is_old),     STORED, NULL, 0 },
	{ "request_id", FIELD_TEXT,   offsetof(struct mail, request_id), STORED, NULL, 0 },
	{ "account",    FIELD_TEXT,   offsetof(struct mail, account),    STORED, NULL, 0 },
	{ "network",    FIELD_TEXT,   offsetof(struct mail, network),    STORED, NULL, 0 },
	{ "is_free",    FIELD_FLAG,   offsetof(struct mail, is_free),    STORED, NULL, 0 },
	{ "is_confirmed", FIELD_FLAG, offsetof(struct mail, is_confirmed), STORED, NULL, 0 },
	{ 0 }
};

static const char NOTICE[] =
	"INSERT INTO mails (subject_id, kind, user_id, account, is_free, detail) SELECT ?, ?, id, id, TRUE, ? FROM users WHERE id = ?"
	" ON DUPLICATE KEY UPDATE kind = VALUES(kind)";

/* Whether somebody who has the address of user `u` has said so. There is no way to say it yet: none is confirmed. */
#define IS_CONFIRMED "FALSE"

/* The turns of all accounts come first, then what is read of a mail: that way only an index is sorted, however many mails wait. */
static const char DUE[] =
	"SELECT m.subject_id, m.kind, u.email, m.user_id, m.order_id, m.detail, m.attempts, m.claims,"
	" CAST(UNIX_TIMESTAMP(m.created_at) * 1000 AS SIGNED), m.created_at <= NOW(6) - INTERVAL ? DAY, m.request_id, m.account, m.network,"
	" m.is_free, " IS_CONFIRMED " FROM (SELECT subject_id, kind, due_at, ROW_NUMBER() OVER (PARTITION BY account ORDER BY due_at) AS turn"
	" FROM mails WHERE state = ? AND due_at <= NOW(3) ORDER BY turn, due_at LIMIT ?) d"
	" STRAIGHT_JOIN mails m ON m.subject_id = d.subject_id AND m.kind = d.kind STRAIGHT_JOIN users u ON u.id = m.user_id"
	" ORDER BY d.turn, d.due_at";

static const char CLAIM[] =
	"UPDATE mails SET state = 'sending', due_at = NOW(3) + INTERVAL ? SECOND, claims = claims + 1"
	" WHERE subject_id = ? AND kind = ? AND claims = ? AND state IN ('pending', 'sending') AND due_at <= NOW(3)";

static const char SENT[] = "UPDATE mails SET state = 'sent', sent_at = NOW(6), answer = NULL" MAIL_IS_CLAIMED;
static const char DROPPED[] = "UPDATE mails SET state = 'dropped'" MAIL_IS_CLAIMED;
static const char FAILED[] = "UPDATE mails SET state = 'failed', answer = ?" MAIL_IS_CLAIMED;
static const char UNTRIED[] = "UPDATE mails SET state = 'pending', due_at = NOW(3) + INTERVAL ? SECOND" MAIL_IS_CLAIMED;
static const char LATER[] =
	"UPDATE mails SET state = IF(created_at <= NOW(6) - INTERVAL ? DAY, 'failed', 'pending'), due_at = NOW(3) + INTERVAL ? MINUTE,"
	" attempts = attempts + 1, answer = ?" MAIL_IS_CLAIMED;

/* Runs the body for each kind of all tables. */
#define EACH_KIND(kind) \
	for (const struct mail_kind *const *table = mail_tables; *table; table++) \
		for (const struct mail_kind *kind = *table; kind->name; kind++)

void mail_plan(void *pool, int64_t from, int64_t to)
{
	(void)pool;
	EACH_KIND (kind)
		if (kind->plan && (!kind->wanted || *kind->wanted))
			db_exec(kind->plan, BIND(db_int(from), db_int(to)));
}

bool mail_read(void *pool, const struct mail *mail, struct view *content)
{
	EACH_KIND (kind)
		if (text_is(mail->kind, kind->name))
			return kind->read(pool, mail, content);
	return false;
}

const char *mail_title(const char *name)
{
	EACH_KIND (kind)
		if (text_is(name, kind->name))
			return kind->title;
	return "";
}

static const struct field notice_fields[] = {
	{ "detail", FIELD_TEXT, offsetof(struct mail, detail) },
	{ 0 }
};

bool mail_read_notice(void *pool, const struct mail *mail, struct view *content)
{
	(void)pool;
	*content = (struct view){ notice_fields, mail };
	return true;
}

void mail_plan_notice(const char *kind, const char *subject_id, const char *user_id, const char *detail)
{
	if (*mail_settings.smtp_url)
		db_exec(NOTICE, BIND(db_text(subject_id), db_text(kind), db_text(detail), db_text(user_id)));
}

struct list mail_due(void *pool, int64_t max)
{
	static const char *const states[] = { "sending", "pending" }; /* `sending` comes first: claims that have run out have waited longest */
	struct list due = { 0 };

	for (int i = 0; i < 2 && !due.count; i++)
		due = db_each(pool, DUE, BIND(db_int(MAIL_DAYS), db_text(states[i]), db_int(max)), mail_fields, sizeof(struct mail));
	return due;
}

bool mail_claim(struct mail *mail)
{
	if (!db_exec(CLAIM, BIND(db_int(MAIL_SECONDS), MAIL_CLAIMED(mail))))
		return false;
	mail->claims++;
	return true;
}

struct change {
	const char *sql;
	const struct value *values;
};

static const struct outcome *write_change(void *argument)
{
	const struct change *change = argument;

	db_exec(change->sql, change->values);
	return DONE;
}

/* Writes a result, and tries again if the connection was lost: without the result the mail would be sent twice. */
static void keep(const char *sql, const struct value *values)
{
	db_transaction(write_change, &(struct change){ sql, values });
}

void mail_sent(const struct mail *mail)
{
	keep(SENT, BIND(MAIL_CLAIMED(mail)));
}

void mail_dropped(const struct mail *mail)
{
	keep(DROPPED, BIND(MAIL_CLAIMED(mail)));
}

void mail_failed(const struct mail *mail, const char *answer)
{
	keep(FAILED, BIND(db_text(answer), MAIL_CLAIMED(mail)));
}

void mail_later(const struct mail *mail, const char *answer)
{
	static const int64_t minutes[] = { 1, 5, 15, 60, 180, 360, 720, 1440 };
	int64_t last = sizeof(minutes) / sizeof(minutes[0]) - 1;
	int64_t wait = minutes[mail->attempts < last ? mail->attempts : last];

	keep(LATER, BIND(db_int(MAIL_DAYS), db_int(wait), db_text(answer), MAIL_CLAIMED(mail)));
}

void mail_untried(const struct mail *mail, int64_t seconds)
{
	keep(UNTRIED, BIND(db_int(seconds), MAIL_CLAIMED(mail)));
}
