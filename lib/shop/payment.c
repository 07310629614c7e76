#include "shop/payment.h"

#include "base/config.h"
#include "base/db.h"
#include "base/fault.h"
#include "shop/outbox.h"
#include "shop/payment_row.h"
#include "shop/refund.h"
#include "shop/stock.h"

/* The order's row, locked: whoever settles, expires or cancels it meanwhile waits. */
static const char LOCK_ORDER[] =
	"SELECT id, user_id, IF(status = 'created' AND expires_at <= NOW(3), 'overdue', status), total FROM orders WHERE id = ?"
	" FOR UPDATE";

static const char LOCK_PAYMENT[] = "SELECT status, amount, currency, order_id FROM payments WHERE id = ? FOR UPDATE";

static const char AWAIT[] =
	"UPDATE orders SET status = 'awaiting:payment', pay_until = NOW(3) + INTERVAL ? SECOND WHERE id = ? AND status = 'created'";

/* Far enough that no look at the clock finds it overdue. */
static const char HOLD_ON[] = "UPDATE order_items SET held_until = '9999-12-31' WHERE order_id = ?";

static const char LET_GO_ON[] = "UPDATE orders SET status = 'created', pay_until = NULL WHERE id = ? AND status = 'awaiting:payment'";
static const char HOLD_AGAIN[] =
	"UPDATE order_items i JOIN orders o ON o.id = i.order_id SET i.held_until = o.expires_at WHERE o.id = ?";

static const char REUSABLE[] =
	SELECT_PAYMENT "WHERE y.order_id = ? AND y.status = 'failed' AND y.provider = ? AND y.provider_id IS NOT NULL"
	" AND y.failure IS NOT NULL ORDER BY y.created_at DESC LIMIT 1";
static const char OPEN_ELSEWHERE[] =
	SELECT_PAYMENT "WHERE y.order_id = ? AND y.status = 'pending' AND y.provider = ? LIMIT 1";
static const char TRY_AGAIN[] =
	"UPDATE payments SET status = 'pending', attempt = attempt + 1, failure = NULL, begun_at = NOW(6), confirm_at = NULL"
	" WHERE id = ? AND status = 'failed'";
static const char INSERT[] = "INSERT INTO payments (id, order_id, provider, amount, currency) VALUES (?, ?, ?, ?, ?)";
static const char NAME[] = "UPDATE payments SET provider_id = ? WHERE id = ? AND provider_id IS NULL AND status = 'pending'";
static const char SUCCEED[] =
	"UPDATE payments SET status = 'succeeded', paid_order = IF(?, order_id, NULL), failure = NULL, confirm_at = NULL"
	" WHERE id = ?";
static const char FAIL[] =
	"UPDATE payments SET status = 'failed', failure = LEFT(?, 255), confirm_at = NULL WHERE id = ? AND status = 'pending'";
static const char ASKED[] = "UPDATE payments SET asked_at = NOW(6), confirm_at = COALESCE(?, confirm_at) WHERE id = ?";

static const char COMPLETE[] =
	"UPDATE orders SET status = 'complete', cancelled_by = NULL, pay_until = NULL, version = version + 1 WHERE id = ?";

static const char EVENT[] = "INSERT INTO provider_events (id) VALUES (?)";

static const char IS_OVERDUE[] =
	"SELECT status IN ('complete', 'cancelled') OR IF(status = 'created', expires_at, pay_until) <= NOW(3) FROM orders WHERE id = ?";

static const char IS_AWAITED[] = "SELECT status = 'awaiting:payment' FROM orders WHERE id = ?";

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

struct locked_payment {
	const char *status, *currency;
	int64_t amount;
	char order_id[ID_SIZE];
};

static const struct field locked_payment_fields[] = {
	{ "status",   FIELD_TEXT,  offsetof(struct locked_payment, status),   STORED, NULL, 0 },
	{ "amount",   FIELD_MONEY, offsetof(struct locked_payment, amount),   STORED, NULL, 0 },
	{ "currency", FIELD_TEXT,  offsetof(struct locked_payment, currency), STORED, NULL, 0 },
	{ "order_id", FIELD_ID,    offsetof(struct locked_payment, order_id), STORED, NULL, 0 },
	{ 0 }
};

static bool is(const char *status, const char *one)
{
	return !strcmp(status, one);
}

bool payment_event_is_new(const char *event_id)
{
	return db_insert(EVENT, BIND(str(event_id)));
}

bool payment_is_abandoned(const struct payment *payment, enum charge_state state)
{
	if (db_number(IS_OVERDUE, BIND(str(payment->order_id)), 1))
		return true;
	return state == CHARGE_OPEN && payment->quiet >= PAYMENT_ABANDONED && db_number(IS_AWAITED, BIND(str(payment->order_id)), 0);
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

static void insert(void *pool, const struct locked_order *order, struct payment *payment)
{
	id_new(payment->id);
	db_exec(INSERT, BIND(str(payment->id), str(order->id), str(config.payment_provider), num(order->total),
	                     str(config.currency)));
	payment_load(pool, payment->id, NULL, payment);
}

/* The payment that this attempt is for: one that was declined, so that the provider can never take two, or a new one. */
static void choose(void *pool, const struct locked_order *order, struct payment *payment)
{
	if (!db_get(pool, REUSABLE, BIND(str(order->id), str(config.payment_provider)), payment_fields, payment)) {
		insert(pool, order, payment);
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

enum result payment_begin_elsewhere(void *pool, const char *order_id, const char *buyer, struct payment *payment)
{
	struct locked_order order;
	enum result result = lock(pool, order_id, buyer, &order, payment);

	if (result != DONE)
		return result;
	if (!db_get(pool, OPEN_ELSEWHERE, BIND(str(order_id), str(config.payment_provider)), payment_fields, payment))
		insert(pool, &order, payment);
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

/* The order has its tickets: held ones become sold; those of a cancelled order are taken again, all or none. */
static enum result honour(void *pool, const struct locked_order *order)
{
	if (is(order->status, "cancelled"))
		return stock_take_again(pool, order->id);
	stock_sell(pool, order->id);
	return DONE;
}

struct honour_work {
	void *pool;
	const struct locked_order *order;
};

static enum result honour_or_undo(void *argument)
{
	const struct honour_work *work = argument;

	return honour(work->pool, work->order);
}

static void complete(const struct locked_order *order)
{
	db_exec(COMPLETE, BIND(str(order->id)));
	outbox_order_completed(order->id);
}

static enum result received(void *pool, const char *payment_id, const struct locked_order *order)
{
	struct honour_work work = { pool, order };
	bool paid_before = is(order->status, "complete");
	bool honoured = !paid_before && db_savepoint(honour_or_undo, &work) == DONE;

	db_exec(SUCCEED, BIND(num(honoured), str(payment_id)));
	outbox_payment("payment:created", payment_id);
	if (honoured)
		complete(order);
	else
		refund_all(payment_id, paid_before ? "duplicate" : "late");
	return DONE;
}

static enum result declined(const char *payment_id, const struct locked_order *order, const char *message)
{
	db_exec(FAIL, BIND(str(message), str(payment_id)));
	if (db_exec(LET_GO_ON, BIND(str(order->id))))
		db_exec(HOLD_AGAIN, BIND(str(order->id)));
	return DECLINED;
}

static bool is_what_we_asked_for(const struct locked_payment *payment, const struct charge *charge)
{
	return charge->amount == payment->amount && is(charge->currency, payment->currency);
}

/* Where the bank asks, if it does; NULL also where no page could keep the address. */
static const char *question_of(const struct charge *charge)
{
	bool asks = charge->state == CHARGE_ACTION && charge->action_url;

	return asks && strlen(charge->action_url) <= PAYMENT_ADDRESS_MOST ? charge->action_url : NULL;
}

enum result payment_settle(void *pool, const char *payment_id, const struct charge *charge)
{
	struct locked_payment payment;
	struct locked_order order;

	if (!db_get(pool, LOCK_PAYMENT, BIND(str(payment_id)), locked_payment_fields, &payment))
		return NOT_FOUND;
	db_get(pool, LOCK_ORDER, BIND(str(payment.order_id)), locked_order_fields, &order);
	if (is(payment.status, "succeeded"))
		return DONE;
	if (charge->state == CHARGE_SUCCEEDED)
		return is_what_we_asked_for(&payment, charge) ? received(pool, payment_id, &order) : AMOUNT_DIFFERS;
	if (!is(payment.status, "pending"))
		return DECLINED;
	if (charge->state == CHARGE_DECLINED || charge->state == CHARGE_CANCELLED)
		return declined(payment_id, &order, charge->state == CHARGE_DECLINED ? charge->message : NULL);
	db_exec(ASKED, BIND(str(question_of(charge)), str(payment_id)));
	return UNSETTLED;
}
