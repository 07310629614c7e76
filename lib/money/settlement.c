#include "money/settlement.h"

#include "db/db.h"
#include "outbox/outbox.h"
#include "money/refund.h"
#include "db/sql.h"
#include "quota/quota.h"
#include "sales/hold.h"
#include "sales/order.h"

const struct outcome AMOUNT_DIFFERS[1] = { { 400, "Amount or currency differs", NULL } };

static const char ORDER_OF[] = "SELECT order_id FROM payments WHERE id = ?";
static const char LOCK_ORDER[] = "SELECT id, " STATUS_NOW " FROM orders WHERE id = ? FOR UPDATE";
static const char LOCK_PAYMENT[] = "SELECT status, amount, currency FROM payments WHERE id = ? FOR UPDATE";

/* Unless it awaits another: one that was to be made on a page of the provider's may end meanwhile. */
static const char LET_GO_ON[] =
	"UPDATE orders o SET o.status = 'created', o.pay_until = NULL WHERE o.id = ? AND o.status = 'awaiting:payment'"
	" AND NOT EXISTS (SELECT 1 FROM payments y WHERE y.order_id = o.id AND y.status = 'pending' AND NOT y.elsewhere)";
static const char END_OF_HOLD[] = "SELECT CAST(expires_at AS CHAR) FROM orders WHERE id = ?";

static const char SUCCEED[] =
	"UPDATE payments SET status = 'succeeded', paid_order = IF(?, order_id, NULL), failure = NULL, confirm_at = NULL,"
	" provider_id = COALESCE(provider_id, ?) WHERE id = ?";
static const char FAIL[] =
	"UPDATE payments SET status = 'failed', failure = LEFT(?, 255), confirm_at = NULL WHERE id = ? AND status = 'pending'";
static const char ASKED[] = "UPDATE payments SET asked_at = NOW(6), confirm_at = COALESCE(?, confirm_at) WHERE id = ?";

static const char COMPLETE[] =
	"UPDATE orders SET status = 'complete', cancelled_by = NULL, pay_until = NULL, version = version + 1 WHERE id = ?";

static const char IS_OVERDUE[] =
	"SELECT status IN ('complete', 'cancelled') OR IF(status = 'created', expires_at, pay_until) <= NOW(3) FROM orders WHERE id = ?";

static const char IS_AWAITED[] = "SELECT status = 'awaiting:payment' FROM orders WHERE id = ?";

struct order_now {
	char id[ID_SIZE];
	const char *status; /* `overdue` where its time has run out and nobody has noticed yet */
};

static const struct field order_now_fields[] = {
	{ "id",     FIELD_ID,   offsetof(struct order_now, id),     STORED, NULL, 0 },
	{ "status", FIELD_TEXT, offsetof(struct order_now, status), STORED, NULL, 0 },
	{ 0 }
};

struct payment_now {
	const char *status, *currency;
	int64_t amount;
};

static const struct field payment_now_fields[] = {
	{ "status",   FIELD_TEXT,  offsetof(struct payment_now, status),   STORED, NULL, 0 },
	{ "amount",   FIELD_MONEY, offsetof(struct payment_now, amount),   STORED, NULL, 0 },
	{ "currency", FIELD_TEXT,  offsetof(struct payment_now, currency), STORED, NULL, 0 },
	{ 0 }
};

static bool is(const char *status, const char *one)
{
	return !strcmp(status, one);
}

bool payment_is_abandoned(const struct payment *payment, enum charge_state state)
{
	if (db_number(IS_OVERDUE, BIND(db_text(payment->order_id)), 1))
		return true;
	return state == CHARGE_OPEN && payment->quiet >= PAYMENT_ABANDONED && db_number(IS_AWAITED, BIND(db_text(payment->order_id)), 0);
}

struct honouring {
	void *pool;
	const struct order_now *order;
	struct batch *batch;
};

/* What a cancelled order takes again; overdue holds that stand in the way are ended. */
static struct list claims_again(void *pool, const char *order_id)
{
	struct list claims = quota_claims_of_order(pool, order_id);
	const struct quota_claim *claim = claims.rows;

	for (size_t i = 0; i < claims.count; i++)
		if (claim[i].quantity > claim[i].room)
			hold_expire_of(pool, claim[i].quota_id);
	return claims;
}

/* The order has its tickets: held ones become sold; those of a cancelled order are taken again, all or none. */
static const struct outcome *honour(void *argument)
{
	const struct honouring *honouring = argument;
	const struct order_now *order = honouring->order;
	struct list claims;

	if (!is(order->status, "cancelled")) {
		quota_sell(honouring->batch, order->id);
	} else {
		claims = claims_again(honouring->pool, order->id);
		quota_take(honouring->batch, order->id, &claims, NULL);
	}
	return batch_run(honouring->batch) ? DONE : RESERVED;
}

static const struct outcome *received(void *pool, const char *payment_id, const struct order_now *order, const struct charge *charge)
{
	struct batch *batch = batch_new(pool);
	struct honouring honouring = { pool, order, batch };
	bool paid_before = is(order->status, "complete");
	bool honoured = !paid_before && db_savepoint(honour, &honouring) == DONE;

	batch_clear(batch);
	batch_add(batch, SUCCEED, BIND(db_int(honoured), db_text(charge->provider_id), db_text(payment_id)), 1);
	outbox_payment_created(batch, payment_id);
	if (honoured) {
		batch_add(batch, COMPLETE, BIND(db_text(order->id)), 1);
		outbox_order_completed(batch, order->id);
	} else {
		refund_all(batch, payment_id, paid_before ? "duplicate" : "late");
	}
	batch_run_all(batch);
	return DONE;
}

struct end_of_hold {
	const char *at;
};

static const struct field end_of_hold_fields[] = {
	{ "at", FIELD_TEXT, offsetof(struct end_of_hold, at), STORED, NULL, 0 },
	{ 0 }
};

/* What it holds ends with it again. */
static void hold_again(void *pool, const char *order_id)
{
	struct batch *batch = batch_new(pool);
	struct end_of_hold end;

	db_get(pool, END_OF_HOLD, BIND(db_text(order_id)), end_of_hold_fields, &end);
	quota_hold_until(batch, order_id, end.at);
	batch_run_all(batch);
}

static const struct outcome *declined(void *pool, const char *payment_id, const struct order_now *order, const char *message)
{
	db_exec(FAIL, BIND(db_text(message), db_text(payment_id)));
	if (db_exec(LET_GO_ON, BIND(db_text(order->id))))
		hold_again(pool, order->id);
	return DECLINED;
}

static bool is_what_we_asked_for(const struct payment_now *payment, const struct charge *charge)
{
	return charge->amount == payment->amount && is(charge->currency, payment->currency);
}

/* Where the bank asks, if it does; NULL also where no page could keep the address. */
static const char *question_of(const struct charge *charge)
{
	bool asks = charge->state == CHARGE_ACTION && charge->action_url;

	return asks && strlen(charge->action_url) <= PAYMENT_ADDRESS_MAX ? charge->action_url : NULL;
}

/* The order before its payment, here as everywhere. */
static bool lock_both(void *pool, const char *payment_id, struct order_now *order, struct payment_now *payment)
{
	static const struct field fields[] = { { "id", FIELD_ID, 0, STORED, NULL, 0 }, { 0 } };
	char order_id[ID_SIZE];

	return db_get(pool, ORDER_OF, BIND(db_text(payment_id)), fields, order_id) &&
	       db_get(pool, LOCK_ORDER, BIND(db_text(order_id)), order_now_fields, order) &&
	       db_get(pool, LOCK_PAYMENT, BIND(db_text(payment_id)), payment_now_fields, payment);
}

const struct outcome *payment_settle(void *pool, const char *payment_id, const struct charge *charge)
{
	struct payment_now payment;
	struct order_now order;

	if (!lock_both(pool, payment_id, &order, &payment))
		return NOT_FOUND;
	if (is(payment.status, "succeeded"))
		return DONE;
	db_exec(ASKED, BIND(db_text(question_of(charge)), db_text(payment_id)));
	if (charge->state == CHARGE_SUCCEEDED)
		return is_what_we_asked_for(&payment, charge) ? received(pool, payment_id, &order, charge) : AMOUNT_DIFFERS;
	if (!is(payment.status, "pending"))
		return DECLINED;
	if (charge->state == CHARGE_DECLINED || charge->state == CHARGE_CANCELLED)
		return declined(pool, payment_id, &order, charge->state == CHARGE_DECLINED ? charge->message : NULL);
	return UNSETTLED;
}
