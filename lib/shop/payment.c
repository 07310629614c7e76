#include "shop/payment.h"

#include "base/config.h"
#include "base/db.h"
#include "base/fault.h"
#include "shop/sql.h"

const struct field payment_fields[] = {
	{ "id",         FIELD_ID,    offsetof(struct payment, id),          STORED | SHOWN, NULL, 0 },
	{ "orderId",    FIELD_ID,    offsetof(struct payment, order_id),    STORED | SHOWN, NULL, 0 },
	{ "amount",     FIELD_MONEY, offsetof(struct payment, amount),      STORED | SHOWN, NULL, 0 },
	{ "currency",   FIELD_TEXT,  offsetof(struct payment, currency),    STORED | SHOWN, NULL, 0 },
	{ "status",     FIELD_TEXT,  offsetof(struct payment, status),      STORED | SHOWN, NULL, 0 },
	{ "providerId", FIELD_TEXT,  offsetof(struct payment, provider_id), STORED | SHOWN, NULL, 0 },
	{ "refunded",   FIELD_MONEY, offsetof(struct payment, refunded),    STORED | SHOWN, NULL, 0 },
	{ "actionUrl",  FIELD_TEXT,  offsetof(struct payment, action_url),  SHOWN, NULL, 0 },
	{ "attempt",    FIELD_INT,   offsetof(struct payment, attempt),     STORED, NULL, 0 },
	{ "failure",    FIELD_TEXT,  offsetof(struct payment, failure),     STORED, NULL, 0 },
	{ "provider",   FIELD_TEXT,  offsetof(struct payment, provider),    STORED, NULL, 0 },
	{ "reason",     FIELD_TEXT,  offsetof(struct payment, reason),      STORED, NULL, 0 },
	{ "userId",     FIELD_ID,    offsetof(struct payment, user_id),     STORED, NULL, 0 },
	{ "createdAt",  FIELD_MOMENT, offsetof(struct payment, created_at), STORED, NULL, 0 },
	{ "quiet",      FIELD_INT,   offsetof(struct payment, quiet),       STORED, NULL, 0 },
	{ 0 }
};

#define REFUNDED "(SELECT COALESCE(SUM(r.amount), 0) FROM refunds r WHERE r.payment_id = y.id)"
#define SELECT_PAYMENT \
	"SELECT y.id, y.order_id, y.amount, y.currency," \
	" IF(y.status = 'succeeded' AND " REFUNDED " = y.amount, 'refunded', y.status)," \
	" y.provider_id, CAST(" REFUNDED " AS SIGNED), y.attempt, y.failure, y.provider," \
	" (SELECT r.reason FROM refunds r WHERE r.payment_id = y.id ORDER BY r.id DESC LIMIT 1), o.user_id," \
	" CAST(UNIX_TIMESTAMP(y.created_at) * 1000 AS SIGNED), TIMESTAMPDIFF(SECOND, y.begun_at, NOW(6))" \
	" FROM payments y JOIN orders o ON o.id = y.order_id "

static const char BY_ID[] = SELECT_PAYMENT "WHERE y.id = ?";
static const char BY_PROVIDER_ID[] = SELECT_PAYMENT "WHERE y.provider = ? AND y.provider_id = ?";
static const char LATEST[] = SELECT_PAYMENT "WHERE y.order_id = ? ORDER BY y.paid_order IS NULL, y.created_at DESC, y.id DESC LIMIT 1";
static const char UNSETTLED_ONES[] =
	SELECT_PAYMENT "WHERE y.status = 'pending' AND y.begun_at <= NOW(6) - INTERVAL ? SECOND"
	" AND (y.asked_at IS NULL OR y.asked_at <= NOW(6) - INTERVAL ? SECOND) ORDER BY COALESCE(y.asked_at, y.begun_at) LIMIT ?";

/* The order's row, locked: whoever settles, expires or cancels it meanwhile waits. */
static const char LOCK_ORDER[] =
	"SELECT id, user_id, " STATUS_NOW ", total FROM orders WHERE id = ? FOR UPDATE";

static const char AWAIT[] =
	"UPDATE orders SET status = 'awaiting:payment', pay_until = NOW(3) + INTERVAL ? SECOND WHERE id = ? AND status = 'created'";

/* Far enough that no look at the clock finds it overdue. */
static const char HOLD_ON[] = "UPDATE order_items SET held_until = '9999-12-31' WHERE order_id = ?";

static const char REUSABLE[] =
	SELECT_PAYMENT "WHERE y.order_id = ? AND y.status = 'failed' AND y.provider = ? AND NOT y.elsewhere"
	" AND y.provider_id IS NOT NULL AND y.failure IS NOT NULL ORDER BY y.created_at DESC LIMIT 1";
static const char OPEN_ELSEWHERE[] =
	SELECT_PAYMENT "WHERE y.order_id = ? AND y.status = 'pending' AND y.provider = ? AND y.elsewhere LIMIT 1";
static const char TRY_AGAIN[] =
	"UPDATE payments SET status = 'pending', attempt = attempt + 1, failure = NULL, begun_at = NOW(6)"
	" WHERE id = ? AND status = 'failed'";
static const char INSERT[] = "INSERT INTO payments (id, order_id, provider, amount, currency, elsewhere) VALUES (?, ?, ?, ?, ?, ?)";
static const char NAME[] = "UPDATE payments SET provider_id = ? WHERE id = ? AND provider_id IS NULL AND status = 'pending'";
static const char EVENT[] = "INSERT INTO provider_events (id) VALUES (?)";

struct locked_order {
	char id[ID_SIZE], user_id[ID_SIZE];
	const char *status; /* `overdue` where its time has run out and nobody has noticed yet */
	int64_t total;
};

static const struct field locked_order_fields[] = {
	{ "id",      FIELD_ID,    offsetof(struct locked_order, id),      STORED, NULL, 0 },
	{ "user_id", FIELD_ID,    offsetof(struct locked_order, user_id), STORED, NULL, 0 },
	{ "status",  FIELD_TEXT,  offsetof(struct locked_order, status),  STORED, NULL, 0 },
	{ "total",   FIELD_MONEY, offsetof(struct locked_order, total),   STORED, NULL, 0 },
	{ 0 }
};

static bool is(const char *status, const char *one)
{
	return !strcmp(status, one);
}

enum result payment_load(void *pool, const char *id, const char *buyer, struct payment *payment)
{
	if (!id_valid(id) || !db_get(pool, BY_ID, BIND(str(id)), payment_fields, payment))
		return NOT_FOUND;
	return !buyer || is(payment->user_id, buyer) ? DONE : UNAUTHORIZED;
}

enum result payment_by_provider_id(void *pool, const char *provider, const char *provider_id, struct payment *payment)
{
	return db_get(pool, BY_PROVIDER_ID, BIND(str(provider), str(provider_id)), payment_fields, payment) ? DONE : NOT_FOUND;
}

enum result payment_of_order(void *pool, const char *order_id, struct payment *payment)
{
	return db_get(pool, LATEST, BIND(str(order_id)), payment_fields, payment) ? DONE : NOT_FOUND;
}

struct list payment_unsettled(void *pool, int64_t most)
{
	return db_each(pool, UNSETTLED_ONES, BIND(num(PAYMENT_QUIET), num(PAYMENT_ASK_EVERY), num(most)), payment_fields,
	               sizeof(struct payment));
}

bool payment_event_is_new(const char *event_id)
{
	return db_insert(EVENT, BIND(str(event_id)));
}

static enum result may_pay(void *pool, const struct locked_order *order, const char *buyer, struct payment *payment)
{
	if (!is(order->user_id, buyer))
		return UNAUTHORIZED;
	if (is(order->status, "complete"))
		return ALREADY_PAID;
	if (is(order->status, "awaiting:payment"))
		return payment_of_order(pool, order->id, payment) == DONE ? PAYING : BROKEN;
	return is(order->status, "created") ? DONE : PAY_CANCELLED;
}

static void insert(void *pool, const struct locked_order *order, bool elsewhere, struct payment *payment)
{
	id_new(payment->id);
	db_exec(INSERT, BIND(str(payment->id), str(order->id), str(config.payment_provider), num(order->total),
	                     str(config.currency), num(elsewhere)));
	payment_load(pool, payment->id, NULL, payment);
}

/* The payment that this attempt is for: one that was declined, so that the provider can never take two, or a new one. */
static void choose(void *pool, const struct locked_order *order, struct payment *payment)
{
	if (!db_get(pool, REUSABLE, BIND(str(order->id), str(config.payment_provider)), payment_fields, payment)) {
		insert(pool, order, false, payment);
		return;
	}
	db_exec(TRY_AGAIN, BIND(str(payment->id)));
	payment_load(pool, payment->id, NULL, payment);
}

static enum result lock(void *pool, const char *order_id, const char *buyer, struct locked_order *order,
                        struct payment *payment)
{
	if (!id_valid(order_id) || !db_get(pool, LOCK_ORDER, BIND(str(order_id)), locked_order_fields, order))
		return NOT_FOUND;
	return may_pay(pool, order, buyer, payment);
}

enum result payment_elsewhere(void *pool, const char *order_id, struct payment *payment)
{
	bool found = db_get(pool, OPEN_ELSEWHERE, BIND(str(order_id), str(config.payment_provider)), payment_fields, payment);

	return found ? DONE : NOT_FOUND;
}

enum result payment_begin_elsewhere(void *pool, const char *order_id, const char *buyer, struct payment *payment)
{
	struct locked_order order;
	enum result result = lock(pool, order_id, buyer, &order, payment);

	if (result != DONE)
		return result;
	if (payment_elsewhere(pool, order_id, payment) != DONE)
		insert(pool, &order, true, payment);
	return CREATED;
}

enum result payment_begin(void *pool, const char *order_id, const char *buyer, struct payment *payment)
{
	struct locked_order order;
	enum result result = lock(pool, order_id, buyer, &order, payment);

	if (result != DONE)
		return result;
	if (!db_exec(AWAIT, BIND(num(config.payment_seconds), str(order_id))))
		fault(FAULT_AGAIN, "order changed while its payment began");
	db_exec(HOLD_ON, BIND(str(order_id)));
	choose(pool, &order, payment);
	return CREATED;
}

enum result payment_name(struct payment *payment, const char *provider_id)
{
	if (!db_exec(NAME, BIND(str(provider_id), str(payment->id))))
		return STALE;
	payment->provider_id = provider_id;
	return DONE;
}
