#include "money/settlement.h"

#include "base/text.h"
#include "db/db.h"
#include "outbox/outbox.h"
#include "money/refund.h"
#include "db/sql.h"
#include "quota/quota.h"
#include "sales/hold.h"
#include "sales/order.h"
#include "sales/order_payment.h"

const struct outcome OTHER_MONEY[1] = { { 200, "Another amount or currency was received", NULL } };

/* The order before its payment, here as everywhere. */
static const char LOCK_BOTH[] =
	"SELECT o.id, o.user_id, " STATUS_OF("o") ", y.status, y.amount, y.currency FROM orders o STRAIGHT_JOIN payments y WHERE o.id = ?"
	" AND y.id = ? AND y.order_id = o.id FOR UPDATE";

/* An order may await another payment than the one that has failed: that one may have been a hosted checkout. */
static const char AWAITS_ANOTHER[] = "SELECT COUNT(*) FROM payments WHERE order_id = ? AND status = 'pending' AND NOT hosted_checkout";
static const char END_OF_HOLD[] = "SELECT CAST(expires_at AS CHAR) FROM orders WHERE id = ?";

static const char IS_OVERDUE[] =
	"SELECT status IN ('complete', 'cancelled') OR IF(status = 'created', expires_at, pay_until) <= NOW(3) FROM orders WHERE id = ?";

/* Awaited beyond the ends of payment and hold, so whoever waits for such a ticket gets it. */
static const char IS_TO_BE_LET_GO[] =
	"SELECT GREATEST(pay_until, expires_at) <= NOW(3) - INTERVAL ? SECOND FROM orders WHERE id = ? AND status = 'awaiting:payment'";

static const char IS_AWAITED[] = "SELECT status = 'awaiting:payment' FROM orders WHERE id = ?";

struct both {
	char order_id[ID_SIZE], user_id[ID_SIZE]; /* user_id: the buyer's */
	const char *order_status; /* `overdue` where its time has run out and nobody has noticed yet */
	const char *status, *currency; /* the payment's */
	int64_t amount;
};

static const struct field both_fields[] = {
	{ "order_id",     FIELD_ID,    offsetof(struct both, order_id),     STORED, NULL, 0 },
	{ "user_id",      FIELD_ID,    offsetof(struct both, user_id),      STORED, NULL, 0 },
	{ "order_status", FIELD_TEXT,  offsetof(struct both, order_status), STORED, NULL, 0 },
	{ "status",       FIELD_TEXT,  offsetof(struct both, status),       STORED, NULL, 0 },
	{ "amount",       FIELD_MONEY, offsetof(struct both, amount),       STORED, NULL, 0 },
	{ "currency",     FIELD_TEXT,  offsetof(struct both, currency),     STORED, NULL, 0 },
	{ 0 }
};

bool settlement_is_abandoned(const struct payment *payment, enum charge_state state)
{
	if (db_number(IS_OVERDUE, BIND(db_text(payment->order_id)), 1))
		return true;
	return state == CHARGE_OPEN && payment->quiet >= PAYMENT_ABANDONED && db_number(IS_AWAITED, BIND(db_text(payment->order_id)), 0);
}

/* What a cancelled order takes again; overdue holds make room for it. */
static struct list claims_again(void *pool, const char *order_id)
{
	struct list claims = quota_claims_of_order(pool, order_id);
	const struct quota_claim *claim = claims.rows;

	for (size_t i = 0; i < claims.count; i++)
		hold_make_room(pool, claim[i].quota_id, claim[i].quantity);
	return claims;
}

struct taking_again {
	void *pool;
	const char *order_id, *user_id;
};

/* The tickets of a cancelled order are taken again, all or none. */
static const struct outcome *take_again(void *argument)
{
	const struct taking_again *taking = argument;
	struct batch *batch = batch_new(taking->pool);
	struct list claims = claims_again(taking->pool, taking->order_id);

	quota_take(batch, taking->order_id, taking->user_id, &claims, NULL);
	return batch_run(batch) ? DONE : RESERVED;
}

/* The order has its tickets: held ones become sold, which the batch does; those of a cancelled order are taken again. */
static bool grant_tickets(void *pool, struct batch *batch, const struct both *both)
{
	struct taking_again taking = { pool, both->order_id, both->user_id };
	struct list held;

	if (text_is(both->order_status, "complete"))
		return false;
	if (text_is(both->order_status, "cancelled"))
		return db_savepoint(take_again, &taking) == DONE;
	held = quota_claims_held(pool, both->order_id);
	quota_sell(batch, both->order_id, &held);
	return true;
}

static const struct outcome *received(void *pool, const char *payment_id, const struct both *both, const struct charge *charge)
{
	struct batch *batch = batch_new(pool);
	bool granted = grant_tickets(pool, batch, both);

	payment_succeed(batch, payment_id, charge->provider_id, granted);
	outbox_payment_created(batch, payment_id);
	if (granted) {
		order_complete_locked(batch, both->order_id);
		outbox_order_completed(batch, both->order_id);
	} else {
		refund_all(batch, payment_id, text_is(both->order_status, "complete") ? "duplicate" : "late");
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
	batch_touch(batch, OUTBOX_RELEASED); /* it may have ended already */
	batch_run_all(batch);
}

/* The order awaits this payment no more: its hold goes on as it was. It may await another, though. */
static void await_no_more(void *pool, const char *order_id)
{
	if (!db_number(AWAITS_ANOTHER, BIND(db_text(order_id)), 0) && order_await_no_payment(order_id))
		hold_again(pool, order_id);
}

static const struct outcome *declined(void *pool, const char *payment_id, const char *order_id, const char *message)
{
	payment_fail(payment_id, message);
	await_no_more(pool, order_id);
	return DECLINED;
}

static const struct outcome *received_other(void *pool, const char *payment_id, const char *order_id, const struct charge *charge)
{
	struct batch *batch = batch_new(pool);

	payment_succeed_otherwise(batch, payment_id, charge);
	outbox_payment_created(batch, payment_id);
	refund_all(batch, payment_id, "differs");
	batch_run_all(batch);
	await_no_more(pool, order_id);
	return OTHER_MONEY;
}

/* The provider can't say. After a time nobody's tickets wait for that any more, and then it isn't asked any more. */
static const struct outcome *unanswered(void *pool, const char *payment_id, const char *order_id)
{
	bool given_up = payment_give_up(payment_id);

	if (given_up)
		await_no_more(pool, order_id);
	else if (db_number(IS_TO_BE_LET_GO, BIND(db_int(PAYMENT_LET_GO), db_text(order_id)), 0) && order_await_no_payment(order_id))
		hold_again(pool, order_id);
	return given_up ? DECLINED : UNSETTLED;
}

static bool is_of(const struct charge *charge, int64_t amount, const char *currency)
{
	return charge->amount == amount && text_is(charge->currency, currency);
}

/* Where the bank asks, if it does; NULL also where no page could keep the address. */
static const char *question_of(const struct charge *charge)
{
	bool asks = charge->state == CHARGE_ACTION && charge->action_url;

	return asks && strlen(charge->action_url) <= PAYMENT_ADDRESS_MAX ? charge->action_url : NULL;
}

const struct outcome *settlement_apply(void *pool, const struct payment *payment, const struct charge *charge)
{
	struct both both;

	if (!db_get(pool, LOCK_BOTH, BIND(db_text(payment->order_id), db_text(payment->id)), both_fields, &both))
		return NOT_FOUND;
	if (text_is(both.status, "succeeded"))
		return DONE;
	if (charge->state == CHARGE_SUCCEEDED && is_of(charge, both.amount, both.currency))
		return received(pool, payment->id, &both, charge);
	if (charge->state == CHARGE_SUCCEEDED)
		return received_other(pool, payment->id, both.order_id, charge);
	payment_note_asked(payment->id, question_of(charge));
	if (!text_is(both.status, "pending"))
		return DECLINED;
	if (charge->state == CHARGE_DECLINED || charge->state == CHARGE_CANCELLED || charge->state == CHARGE_UNAVAILABLE)
		return declined(pool, payment->id, both.order_id, charge->state == CHARGE_DECLINED ? charge->message : NULL);
	return charge->state == CHARGE_UNKNOWN ? unanswered(pool, payment->id, both.order_id) : UNSETTLED;
}

struct holding {
	void *pool;
	const char *order_id;
	struct list claims;
};

static const struct outcome *read_held(void *argument)
{
	struct holding *holding = argument;

	holding->claims = quota_claims_held(holding->pool, holding->order_id);
	return DONE;
}

bool settlement_is_expected(const struct payment *payment, const struct charge *charge)
{
	return charge->state == CHARGE_SUCCEEDED && is_of(charge, payment->amount, payment->currency);
}

/* The statements decide: each is refused where order, payment or claims aren't as expected. */
bool settlement_apply_expected(void *pool, const struct payment *payment, const struct charge *charge)
{
	struct holding holding = { .pool = pool, .order_id = payment->order_id };
	struct batch *batch = batch_new(pool);

	if (!settlement_is_expected(payment, charge))
		return false;
	db_reading(read_held, &holding);
	order_complete_awaiting(batch, payment->order_id);
	payment_succeed_pending(batch, payment->id, charge->provider_id);
	outbox_payment_created(batch, payment->id);
	outbox_order_completed(batch, payment->order_id);
	quota_sell(batch, payment->order_id, &holding.claims);
	return batch_commit(&batch, 1) == BATCH_DONE;
}
