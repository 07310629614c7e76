#include "money/order_mail.h"

#include "money/settings.h"
#include "base/pool.h"
#include "base/text.h"
#include "db/db.h"
#include "money/payment.h"
#include "sales/order.h"

/* What a mail tells, as it is when it is sent. What its kind doesn't need is empty. */
struct order_mail {
	struct order order;
	struct payment payment; /* the order's; of a refund's mail the payment that went back */
	char payment_id[ID_SIZE];
	int64_t refund;         /* minor units */
	const char *currency;   /* of the refund */
	int64_t is_late, is_duplicate, is_differs, is_seller, is_provider, is_dispute; /* why it was refunded */
	int64_t ran_out, by_buyer;                /* why it was cancelled */
	int64_t not_charged;
};

#define REFUND_CURRENCY "(SELECT y.currency FROM payments y WHERE y.id = refunds.payment_id)"

static const struct field order_mail_fields[] = {
	{ "order",        FIELD_OBJECT, offsetof(struct order_mail, order),        0, order_fields },
	{ "payment",      FIELD_OBJECT, offsetof(struct order_mail, payment),      0, payment_fields },
	{ "payment_id",   FIELD_ID,     offsetof(struct order_mail, payment_id),   STORED },
	{ "refund",       FIELD_MONEY,  offsetof(struct order_mail, refund),       STORED, .column = "amount" },
	{ "currency",     FIELD_TEXT,   offsetof(struct order_mail, currency),     STORED, .column = REFUND_CURRENCY },
	{ "is_late",      FIELD_FLAG,   offsetof(struct order_mail, is_late),      STORED, .column = "reason = 'late'" },
	{ "is_duplicate", FIELD_FLAG,   offsetof(struct order_mail, is_duplicate), STORED, .column = "reason = 'duplicate'" },
	{ "is_differs",   FIELD_FLAG,   offsetof(struct order_mail, is_differs),   STORED, .column = "reason = 'differs'" },
	{ "is_seller",    FIELD_FLAG,   offsetof(struct order_mail, is_seller),    STORED, .column = "reason = 'seller'" },
	{ "is_provider",  FIELD_FLAG,   offsetof(struct order_mail, is_provider),  STORED, .column = "reason = 'provider'" },
	{ "is_dispute",   FIELD_FLAG,   offsetof(struct order_mail, is_dispute),   STORED, .column = "reason = 'dispute'" },
	{ "ran_out",      FIELD_FLAG,   offsetof(struct order_mail, ran_out) },
	{ "by_buyer",     FIELD_FLAG,   offsetof(struct order_mail, by_buyer) },
	{ "not_charged",  FIELD_FLAG,   offsetof(struct order_mail, not_charged) },
	{ 0 }
};

static const char HAS_COME_BACK[] = "SELECT {columns} FROM refunds WHERE id = ? AND failed_at IS NOT NULL";
static const char REFUND[] = "SELECT {columns} FROM refunds WHERE id = ?";

/* The order alone; NULL where there is none of the mail's. */
static struct order_mail *read_order(void *pool, const struct mail *mail, struct view *view)
{
	struct order_mail *content = pool_alloc(pool, sizeof(*content));

	*view = (struct view){ order_mail_fields, content };
	return order_load(pool, mail->order_id, NULL, &content->order) == DONE ? content : NULL;
}

static int64_t tickets_left(const struct order *order)
{
	int64_t left = 0;

	for (size_t i = 0; i < order->items.count; i++)
		left += ((const struct order_item *)order->items.rows)[i].left;
	return left;
}

static bool read_confirmation(void *pool, const struct mail *mail, struct view *view)
{
	const struct order_mail *content = read_order(pool, mail, view);

	return content && text_is(content->order.status, "complete") && tickets_left(&content->order);
}

/* A payment that isn't there stays empty: none was made. */
static bool read_receipt(void *pool, const struct mail *mail, struct view *view)
{
	struct order_mail *content = read_order(pool, mail, view);

	if (content)
		payment_of_order(pool, mail->order_id, &content->payment);
	return content && content->payment.status;
}

static bool read_refunded(void *pool, const struct mail *mail, struct view *view)
{
	struct order_mail *content = read_order(pool, mail, view);

	if (!content || !db_get(pool, REFUND, BIND(db_text(mail->subject_id)), order_mail_fields, content))
		return false;
	payment_load(pool, content->payment_id, NULL, &content->payment);
	return true;
}

static bool read_refund_failed(void *pool, const struct mail *mail, struct view *view)
{
	struct order_mail *content = pool_alloc(pool, sizeof(*content));

	*view = (struct view){ order_mail_fields, content };
	return db_get(pool, HAS_COME_BACK, BIND(db_text(mail->subject_id)), order_mail_fields, content) &&
	       payment_load(pool, content->payment_id, NULL, &content->payment) == DONE;
}

static bool read_cancelled(void *pool, const struct mail *mail, struct view *view)
{
	struct order_mail *content = read_order(pool, mail, view);

	if (!content || !text_is(content->order.status, "cancelled"))
		return false;
	payment_of_order(pool, mail->order_id, &content->payment);
	content->ran_out = content->order.overdue;
	content->by_buyer = !content->order.overdue;
	content->not_charged = !content->payment.status || text_is(content->payment.status, "failed");
	return true;
}

static bool read_reminder(void *pool, const struct mail *mail, struct view *view)
{
	const struct order_mail *content = read_order(pool, mail, view);

	return content && text_is(content->order.status, "created") && content->order.expires_in >= ORDER_MAIL_IN_TIME_SECONDS;
}

#define DIGITS(number) #number
#define MINUTES(number) "INTERVAL " DIGITS(number) " MINUTE"
#define BEFORE_THE_END MINUTES(ORDER_MAIL_REMINDER_MINUTES)
#define ITS_ORDER "STRAIGHT_JOIN orders o ON o.id = e.aggregate_id"
#define ITS_PAID_ORDER "STRAIGHT_JOIN payments y ON y.id = e.aggregate_id STRAIGHT_JOIN orders o ON o.id = y.paid_order"
#define ITS_REFUND \
	"STRAIGHT_JOIN refunds r ON r.id = e.aggregate_id STRAIGHT_JOIN payments y ON y.id = r.payment_id" \
	" STRAIGHT_JOIN orders o ON o.id = y.order_id"
#define THE_BUYER "o.user_id"
#define WHO_REFUNDED "COALESCE(r.account, o.user_id)"

const struct mail_kind order_mail_kinds[] = {
	{ "confirmation", "Your tickets", read_confirmation,
	  MAIL_PLAN("confirmation", "order:completed", ITS_ORDER, "o.id", THE_BUYER, "o.total = 0", "NOW(3)", "TRUE"), NULL },
	{ "receipt", "Receipt", read_receipt,
	  MAIL_PLAN("receipt", "payment:created", ITS_PAID_ORDER, "o.id", THE_BUYER, "FALSE", "NOW(3)", "TRUE"), NULL },
	{ "refund", "Refund", read_refunded,
	  MAIL_PLAN("refund", "payment:refunded", ITS_REFUND, "r.id", WHO_REFUNDED, "FALSE", "NOW(3)", "TRUE"), NULL },
	{ "refund_failed", "Refund that came back", read_refund_failed, NULL, NULL },
	{ "cancelled", "Order cancelled", read_cancelled,
	  MAIL_PLAN("cancelled", "order:cancelled", ITS_ORDER, "o.id", THE_BUYER, "TRUE", "NOW(3)", "TRUE"), NULL },
	{ "reminder", "Your hold ends soon", read_reminder,
	  MAIL_PLAN("reminder", "order:created", ITS_ORDER, "o.id", THE_BUYER, "TRUE", "o.expires_at - " BEFORE_THE_END,
	  "o.status = 'created' AND o.expires_at > NOW(3) + " BEFORE_THE_END), &money_settings.mail_reminder },
	{ 0 }
};
