#include <string.h>

#include "db/db.h"
#include "money/payment.h"
#include "money/payment_sql.h"

/* Refunds of it that are on their way count. */
#define REFUNDED "(SELECT COALESCE(SUM(r.amount), 0) FROM refunds r WHERE r.payment_id = y.id)"
#define STATUS "IF(y.status = 'succeeded' AND " REFUNDED " = y.amount, 'refunded', y.status)"
#define REASON "(SELECT r.reason FROM refunds r WHERE r.payment_id = y.id ORDER BY r.id DESC LIMIT 1)"

const struct field payment_fields[] = {
	{ "id",         FIELD_ID,    offsetof(struct payment, id),          STORED | SHOWN, .column = "y.id" },
	{ "orderId",    FIELD_ID,    offsetof(struct payment, order_id),    STORED | SHOWN, .column = "y.order_id" },
	{ "amount",     FIELD_MONEY, offsetof(struct payment, amount),      STORED | SHOWN, .column = "y.amount" },
	{ "currency",   FIELD_TEXT,  offsetof(struct payment, currency),    STORED | SHOWN, .column = "y.currency" },
	{ "status",     FIELD_TEXT,  offsetof(struct payment, status),      STORED | SHOWN, .column = STATUS },
	{ "providerId", FIELD_TEXT,  offsetof(struct payment, provider_id), STORED | SHOWN, .column = "y.provider_id" },
	{ "refunded",   FIELD_MONEY, offsetof(struct payment, refunded),    STORED | SHOWN, .column = "CAST(" REFUNDED " AS SIGNED)" },
	{ "actionUrl",  FIELD_TEXT,  offsetof(struct payment, action_url),  SHOWN },
	{ "attempt",    FIELD_INT,   offsetof(struct payment, attempt),     STORED, .column = "y.attempt" },
	{ "failure",    FIELD_TEXT,  offsetof(struct payment, failure),     STORED, .column = "y.failure" },
	{ "provider",   FIELD_TEXT,  offsetof(struct payment, provider),    STORED, .column = "y.provider" },
	{ "reason",     FIELD_TEXT,  offsetof(struct payment, reason),      STORED, .column = REASON },
	{ "userId",     FIELD_ID,    offsetof(struct payment, user_id),     STORED, .column = "o.user_id" },
	{ "createdAt",  FIELD_MOMENT, offsetof(struct payment, created_at), STORED, .column = "y.created_at" },
	{ "quiet",      FIELD_INT,   offsetof(struct payment, quiet),       STORED, .column = "TIMESTAMPDIFF(SECOND, y.begun_at, NOW(6))" },
	{ "confirmAt",  FIELD_TEXT,  offsetof(struct payment, confirm_at),  STORED, .column = "y.confirm_at" },
	{ 0 }
};

static const char BY_ID[] = SELECT_PAYMENT "WHERE y.id = ?";
static const char BY_PROVIDER_ID[] = SELECT_PAYMENT "WHERE y.provider = ? AND y.provider_id = ?";
/* The one that paid for it first, then the latest. */
static const char OF_ORDER[] =
	SELECT_PAYMENT "WHERE y.order_id = ? ORDER BY y.paid_order IS NULL, y.created_at DESC, y.id DESC LIMIT ?";
static const char UNSETTLED_ONES[] =
	SELECT_PAYMENT "WHERE y.status = 'pending' AND y.begun_at <= NOW(6) - INTERVAL ? SECOND"
	" AND (y.asked_at IS NULL OR y.asked_at <= NOW(6) - INTERVAL ? SECOND) ORDER BY COALESCE(y.asked_at, y.begun_at) LIMIT ?";

const struct outcome *payment_load(void *pool, const char *id, const char *buyer, struct payment *payment)
{
	if (!id_valid(id) || !db_get(pool, BY_ID, BIND(db_text(id)), payment_fields, payment))
		return NOT_FOUND;
	return !buyer || !strcmp(payment->user_id, buyer) ? DONE : UNAUTHORIZED;
}

const struct outcome *payment_by_provider_id(void *pool, const char *provider, const char *provider_id, struct payment *payment)
{
	return db_get(pool, BY_PROVIDER_ID, BIND(db_text(provider), db_text(provider_id)), payment_fields, payment) ? DONE : NOT_FOUND;
}

const struct outcome *payment_of_order(void *pool, const char *order_id, struct payment *payment)
{
	return db_get(pool, OF_ORDER, BIND(db_text(order_id), db_int(1)), payment_fields, payment) ? DONE : NOT_FOUND;
}

struct list payment_list(void *pool, const char *order_id)
{
	return db_each(pool, OF_ORDER, BIND(db_text(order_id), db_int(PAYMENT_LIST_MAX)), payment_fields, sizeof(struct payment));
}

struct list payment_unsettled(void *pool, int64_t max)
{
	return db_each(pool, UNSETTLED_ONES, BIND(db_int(PAYMENT_QUIET), db_int(PAYMENT_ASK_EVERY), db_int(max)), payment_fields,
	               sizeof(struct payment));
}
