#include "money/order_mail.h"

#include "base/config.h"
#include "base/text.h"
#include "db/db.h"

const struct field order_mail_fields[] = {
	{ "order",   FIELD_OBJECT, offsetof(struct order_mail, order),   0, order_fields, 0 },
	{ "payment", FIELD_OBJECT, offsetof(struct order_mail, payment), 0, payment_fields, 0 },
	{ "refund",  FIELD_MONEY,  offsetof(struct order_mail, refund),  STORED, NULL, 0 },
	{ "reason",  FIELD_TEXT,   offsetof(struct order_mail, reason),  STORED, NULL, 0 },
	{ "payment_id", FIELD_ID,  offsetof(struct order_mail, payment_id), STORED, NULL, 0 },
	{ "detail",  FIELD_TEXT,   offsetof(struct order_mail, detail),  0, NULL, 0 },
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

static const char REFUND[] = "SELECT amount, reason, payment_id FROM refunds WHERE id = ?";

void order_mail_plan(void *pool, int64_t from, int64_t to)
{
	(void)pool;
	db_exec(CONFIRMATIONS, BIND(db_int(from), db_int(to)));
	db_exec(RECEIPTS, BIND(db_int(from), db_int(to)));
	db_exec(REFUNDS, BIND(db_int(from), db_int(to)));
	db_exec(CANCELLATIONS, BIND(db_int(from), db_int(to)));
	if (config.mail_reminder)
		db_exec(REMINDERS, BIND(db_int(ORDER_MAIL_REMINDER_MINUTES), db_int(from), db_int(to), db_int(ORDER_MAIL_REMINDER_MINUTES)));
}

/* A payment that isn't there stays empty: none was made. */
static void read_payment(void *pool, const struct mail *mail, struct order_mail *content)
{
	if (!text_is(mail->kind, "refund"))
		payment_of_order(pool, mail->order_id, &content->payment);
	else if (db_get(pool, REFUND, BIND(db_text(mail->subject_id)), order_mail_fields, content))
		payment_load(pool, content->payment_id, NULL, &content->payment);
}

static int64_t tickets_left(const struct order *order)
{
	int64_t left = 0;

	for (size_t i = 0; i < order->items.count; i++)
		left += ((const struct order_item *)order->items.rows)[i].left;
	return left;
}

static bool is_so(const struct mail *mail, const struct order_mail *content)
{
	const struct order *order = &content->order;

	if (text_is(mail->kind, "confirmation"))
		return text_is(order->status, "complete") && tickets_left(order);
	if (text_is(mail->kind, "cancelled"))
		return text_is(order->status, "cancelled");
	if (text_is(mail->kind, "reminder"))
		return text_is(order->status, "created") && order->expires_in >= ORDER_MAIL_IN_TIME_SECONDS;
	return text_is(mail->kind, "refund") ? content->reason != NULL : content->payment.status != NULL;
}

bool order_mail_read(void *pool, const struct mail *mail, struct order_mail *content)
{
	*content = (struct order_mail){ .detail = mail->detail };
	if (!*mail->order_id)
		return true;
	if (order_load(pool, mail->order_id, NULL, &content->order) != DONE)
		return false;
	read_payment(pool, mail, content);
	return is_so(mail, content);
}
