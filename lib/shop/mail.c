#include "shop/mail.h"

#include "base/config.h"
#include "base/db.h"

const struct field mail_content_fields[] = {
	{ "order",   FIELD_OBJECT, offsetof(struct mail_content, order),   0, order_fields, 0 },
	{ "payment", FIELD_OBJECT, offsetof(struct mail_content, payment), 0, payment_fields, 0 },
	{ "refund",  FIELD_MONEY,  offsetof(struct mail_content, refund),  STORED, NULL, 0 },
	{ "reason",  FIELD_TEXT,   offsetof(struct mail_content, reason),  STORED, NULL, 0 },
	{ "payment_id", FIELD_ID,  offsetof(struct mail_content, payment_id), STORED, NULL, 0 },
	{ "detail",  FIELD_TEXT,   offsetof(struct mail_content, detail),  0, NULL, 0 },
	{ 0 }
};

static const struct field mail_fields[] = {
	{ "subject_id", FIELD_ID,     offsetof(struct mail, subject_id), STORED, NULL, 0 },
	{ "kind",       FIELD_TEXT,   offsetof(struct mail, kind),       STORED, NULL, 0 },
	{ "email",      FIELD_TEXT,   offsetof(struct mail, email),      STORED, NULL, 0 },
	{ "order_id",   FIELD_ID,     offsetof(struct mail, order_id),   STORED, NULL, 0 },
	{ "detail",     FIELD_TEXT,   offsetof(struct mail, detail),     STORED, NULL, 0 },
	{ "attempts",   FIELD_INT,    offsetof(struct mail, attempts),   STORED, NULL, 0 },
	{ "claims",     FIELD_INT,    offsetof(struct mail, claims),     STORED, NULL, 0 },
	{ "created_at", FIELD_MOMENT, offsetof(struct mail, created_at), STORED, NULL, 0 },
	{ "is_old",     FIELD_FLAG,   offsetof(struct mail, is_old),     STORED, NULL, 0 },
	{ "request_id", FIELD_TEXT,   offsetof(struct mail, request_id), STORED, NULL, 0 },
	{ 0 }
};

/* An event that comes again finds its mail there. */
#define PLAN(subject, kind, due, from) \
	"INSERT INTO mails (subject_id, kind, user_id, order_id, due_at, request_id, traceparent)" \
	" SELECT " subject ", '" kind "', o.user_id, o.id, " due ", e.request_id, e.traceparent FROM outbox e " from \
	" WHERE e.position BETWEEN ? AND ? AND e.created_at > NOW(6) - INTERVAL 1 DAY"
#define ONCE " ON DUPLICATE KEY UPDATE kind = VALUES(kind)"

static const char CONFIRMATIONS[] =
	PLAN("o.id", "confirmation", "NOW(3)", "STRAIGHT_JOIN orders o ON o.id = e.aggregate_id") " AND e.subject = 'order:completed'" ONCE;

static const char CANCELLATIONS[] =
	PLAN("o.id", "cancelled", "NOW(3)", "STRAIGHT_JOIN orders o ON o.id = e.aggregate_id") " AND e.subject = 'order:cancelled'" ONCE;

static const char RECEIPTS[] =
	PLAN("o.id", "receipt", "NOW(3)", "STRAIGHT_JOIN payments y ON y.id = e.aggregate_id STRAIGHT_JOIN orders o ON o.id = y.paid_order")
	" AND e.subject = 'payment:created'" ONCE;

static const char REFUNDS[] =
	PLAN("r.id", "refund", "NOW(3)", "STRAIGHT_JOIN refunds r ON r.id = e.aggregate_id"
	     " STRAIGHT_JOIN payments y ON y.id = r.payment_id STRAIGHT_JOIN orders o ON o.id = y.order_id")
	" AND e.subject = 'payment:refunded'" ONCE;

static const char REMINDERS[] =
	PLAN("o.id", "reminder", "o.expires_at - INTERVAL ? MINUTE", "STRAIGHT_JOIN orders o ON o.id = e.aggregate_id")
	" AND e.subject = 'order:created' AND o.status = 'created' AND o.expires_at > NOW(3) + INTERVAL ? MINUTE" ONCE;

static const char NOTICE[] =
	"INSERT INTO mails (subject_id, kind, user_id, detail) VALUES (?, ?, ?, ?)" ONCE;

static const char DUE[] =
	"SELECT m.subject_id, m.kind, u.email, m.order_id, m.detail, m.attempts, m.claims,"
	" CAST(UNIX_TIMESTAMP(m.created_at) * 1000 AS SIGNED), m.created_at <= NOW(6) - INTERVAL ? DAY, m.request_id"
	" FROM mails m STRAIGHT_JOIN users u ON u.id = m.user_id WHERE m.state = ? AND m.due_at <= NOW(3) ORDER BY m.due_at LIMIT ?";

static const char CLAIM[] =
	"UPDATE mails SET state = 'sending', due_at = NOW(3) + INTERVAL ? SECOND, claims = claims + 1"
	" WHERE subject_id = ? AND kind = ? AND claims = ? AND state IN ('pending', 'sending') AND due_at <= NOW(3)";

#define OURS " WHERE subject_id = ? AND kind = ? AND claims = ? AND state = 'sending'"
static const char SENT[] = "UPDATE mails SET state = 'sent', sent_at = NOW(6), answer = NULL" OURS;
static const char DROPPED[] = "UPDATE mails SET state = 'dropped'" OURS;
static const char FAILED[] = "UPDATE mails SET state = 'failed', answer = ?" OURS;
static const char UNTRIED[] = "UPDATE mails SET state = 'pending', due_at = NOW(3) + INTERVAL 10 SECOND" OURS;
static const char LATER[] =
	"UPDATE mails SET state = IF(created_at <= NOW(6) - INTERVAL ? DAY, 'failed', 'pending'), due_at = NOW(3) + INTERVAL ? MINUTE,"
	" attempts = attempts + 1, answer = ?" OURS;

static const char REFUND[] = "SELECT amount, reason, payment_id FROM refunds WHERE id = ?";

void mail_plan(int64_t from, int64_t to)
{
	db_exec(CONFIRMATIONS, BIND(num(from), num(to)));
	db_exec(RECEIPTS, BIND(num(from), num(to)));
	db_exec(REFUNDS, BIND(num(from), num(to)));
	db_exec(CANCELLATIONS, BIND(num(from), num(to)));
	if (config.mail_reminder)
		db_exec(REMINDERS, BIND(num(MAIL_REMINDER_MINUTES), num(from), num(to), num(MAIL_REMINDER_MINUTES)));
}

void mail_plan_notice(const char *kind, const char *subject_id, const char *user_id, const char *detail)
{
	if (*config.smtp_url)
		db_exec(NOTICE, BIND(str(subject_id), str(kind), str(user_id), str(detail)));
}

struct list mail_due(void *pool, int64_t most)
{
	static const char *const states[] = { "sending", "pending" }; /* claims that ran out come first: they have waited longest */
	struct list due = { 0 };

	for (int i = 0; i < 2 && !due.count; i++)
		due = db_each(pool, DUE, BIND(num(MAIL_DAYS), str(states[i]), num(most)), mail_fields, sizeof(struct mail));
	return due;
}

#define THIS(mail) str((mail)->subject_id), str((mail)->kind), num((mail)->claims)

bool mail_claim(struct mail *mail)
{
	if (!db_exec(CLAIM, BIND(num(MAIL_SECONDS), THIS(mail))))
		return false;
	mail->claims++;
	return true;
}

static bool is(const char *text, const char *one)
{
	return text && !strcmp(text, one);
}

/* A payment that isn't there stays empty: none was made. */
static void read_payment(void *pool, const struct mail *mail, struct mail_content *content)
{
	if (!is(mail->kind, "refund"))
		payment_of_order(pool, mail->order_id, &content->payment);
	else if (db_get(pool, REFUND, BIND(str(mail->subject_id)), mail_content_fields, content))
		payment_load(pool, content->payment_id, NULL, &content->payment);
}

static int64_t tickets_left(const struct order *order)
{
	int64_t left = 0;

	for (size_t i = 0; i < order->items.count; i++)
		left += ((const struct order_item *)order->items.rows)[i].left;
	return left;
}

static bool is_so(const struct mail *mail, const struct mail_content *content)
{
	const struct order *order = &content->order;

	if (is(mail->kind, "confirmation"))
		return is(order->status, "complete") && tickets_left(order);
	if (is(mail->kind, "cancelled"))
		return is(order->status, "cancelled");
	if (is(mail->kind, "reminder"))
		return is(order->status, "created") && order->expires_in >= MAIL_IN_TIME_SECONDS;
	return is(mail->kind, "refund") ? content->reason != NULL : content->payment.status != NULL;
}

bool mail_read(void *pool, const struct mail *mail, struct mail_content *content)
{
	*content = (struct mail_content){ .detail = mail->detail };
	if (!*mail->order_id)
		return true;
	if (order_load(pool, mail->order_id, NULL, &content->order) != DONE)
		return false;
	read_payment(pool, mail, content);
	return is_so(mail, content);
}

struct outcome {
	const char *sql;
	const struct value *values;
};

static enum result write_outcome(void *argument)
{
	const struct outcome *outcome = argument;

	db_exec(outcome->sql, outcome->values);
	return DONE;
}

/* A connection that broke off meanwhile is no reason to send a mail twice. */
static void keep(const char *sql, const struct value *values)
{
	db_transaction(write_outcome, &(struct outcome){ sql, values });
}

void mail_sent(const struct mail *mail)
{
	keep(SENT, BIND(THIS(mail)));
}

void mail_dropped(const struct mail *mail)
{
	keep(DROPPED, BIND(THIS(mail)));
}

void mail_failed(const struct mail *mail, const char *answer)
{
	keep(FAILED, BIND(str(answer), THIS(mail)));
}

void mail_later(const struct mail *mail, const char *answer)
{
	static const int64_t minutes[] = { 1, 5, 15, 60, 180, 360, 720, 1440 };
	int64_t last = sizeof(minutes) / sizeof(minutes[0]) - 1;
	int64_t wait = minutes[mail->attempts < last ? mail->attempts : last];

	keep(LATER, BIND(num(MAIL_DAYS), num(wait), str(answer), THIS(mail)));
}

void mail_untried(const struct mail *mail)
{
	keep(UNTRIED, BIND(THIS(mail)));
}
