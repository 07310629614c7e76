#include "money/payment.h"

#include <string.h>

#include "base/text.h"
#include "db/db.h"
#include "db/sql.h"
#include "money/provider.h"
#include "money/refund.h"
#include "money/settings.h"
#include "sales/order.h"

const struct outcome PAY_CANCELLED[1] = { { 400, "Cannot pay for a cancelled order", NULL } };
const struct outcome ALREADY_PAID[1] = { { 400, "Order is already paid", NULL } };
const struct outcome DECLINED[1] = { { 402, "Your card was declined", NULL } };
const struct outcome MANY_ATTEMPTS[1] = { { 400, "Payment for this order has been tried too often", NULL } };
const struct outcome NO_PAYMENTS[1] = {
	{ 503, "We cannot take payments at the moment. Nothing was charged: please try again later", "We can't take payments now" },
};
const struct outcome UNSETTLED[1] = { { 503, "Your payment is being confirmed; the order will show it in a moment", NULL } };

const struct outcome NOT_FOR_MONEY[1] = { { 400, "This shop takes no payments yet, so only free tickets can be ordered", NULL } };

/* ---- reading */

/* Refunds of it that are on their way count. */
#define STATUS "IF(y.status = 'succeeded' AND " REFUND_SUM " = y.amount, 'refunded', y.status)"
#define STUCK "EXISTS (SELECT 1 FROM refunds r WHERE r.payment_id = y.id AND " REFUND_IS_STUCK ")"
#define REASON "(SELECT r.reason FROM refunds r WHERE r.payment_id = y.id ORDER BY r.id DESC LIMIT 1)"

const struct field payment_fields[] = {
	{ "id",         FIELD_ID,    offsetof(struct payment, id),          STORED | SHOWN, .column = "y.id" },
	{ "orderId",    FIELD_ID,    offsetof(struct payment, order_id),    STORED | SHOWN, .column = "y.order_id" },
	{ "amount",     FIELD_MONEY, offsetof(struct payment, amount),      STORED | SHOWN, .column = "y.amount" },
	{ "currency",   FIELD_TEXT,  offsetof(struct payment, currency),    STORED | SHOWN, .column = "y.currency" },
	{ "status",     FIELD_TEXT,  offsetof(struct payment, status),      STORED | SHOWN, .column = STATUS },
	{ "providerId", FIELD_TEXT,  offsetof(struct payment, provider_id), STORED | SHOWN, .column = "y.provider_id" },
	{ "refunded",   FIELD_MONEY, offsetof(struct payment, refunded),    STORED | SHOWN, .column = "CAST(" REFUND_SUM " AS SIGNED)" },
	{ "actionUrl",  FIELD_TEXT,  offsetof(struct payment, action_url),  SHOWN },
	{ "attempt",    FIELD_INT,   offsetof(struct payment, attempt),     STORED, .column = "y.attempt" },
	{ "failure",    FIELD_TEXT,  offsetof(struct payment, failure),     STORED, .column = "y.failure" },
	{ "provider",   FIELD_TEXT,  offsetof(struct payment, provider),    STORED, .column = "y.provider" },
	{ "reason",     FIELD_TEXT,  offsetof(struct payment, reason),      STORED, .column = REASON },
	{ "userId",     FIELD_ID,    offsetof(struct payment, user_id),     STORED, .column = "o.user_id" },
	{ "reference",  FIELD_TEXT,  offsetof(struct payment, reference),   STORED, .column = "o.reference" },
	{ "createdAt",  FIELD_MOMENT, offsetof(struct payment, created_at), STORED, .column = "y.created_at" },
	{ "quiet",      FIELD_INT,   offsetof(struct payment, quiet),       STORED, .column = "TIMESTAMPDIFF(SECOND, y.begun_at, NOW(6))" },
	{ "given_up",   FIELD_FLAG,  offsetof(struct payment, given_up),    STORED, .column = "y.given_up" },
	{ "dispute",    FIELD_TEXT,  offsetof(struct payment, dispute),     STORED, .column = "y.dispute" },
	{ "refund_stuck", FIELD_FLAG, offsetof(struct payment, refund_stuck), STORED, .column = STUCK },
	{ "confirmAt",  FIELD_TEXT,  offsetof(struct payment, confirm_at),  STORED, .column = "y.confirm_at" },
	{ 0 }
};

#define SELECT_PAYMENT "SELECT {columns} FROM payments y JOIN orders o ON o.id = y.order_id "

static const char BY_ID[] = SELECT_PAYMENT "WHERE y.id = ?";
static const char BY_PROVIDER_ID[] = SELECT_PAYMENT "WHERE y.provider = ? AND y.provider_id = ?";
/* The one that paid for it first, then the latest. */
static const char OF_ORDER[] =
	SELECT_PAYMENT "WHERE y.order_id = ? ORDER BY y.paid_order IS NULL, y.created_at DESC, y.id DESC LIMIT ?";
/* The longer it isn't known, the less often it is asked: after an hour once a minute, after ten hours once in ten minutes. */
#define ASK_EVERY "GREATEST(?, LEAST(600, TIMESTAMPDIFF(MINUTE, y.begun_at, NOW(6))))"
static const char UNSETTLED_ONES[] =
	SELECT_PAYMENT "WHERE y.status = 'pending' AND y.begun_at <= NOW(6) - INTERVAL ? SECOND"
	" AND (y.asked_at IS NULL OR y.asked_at <= NOW(6) - INTERVAL " ASK_EVERY " SECOND) ORDER BY ROW_NUMBER() OVER (PARTITION BY o.user_id"
	" ORDER BY COALESCE(y.asked_at, y.begun_at)), COALESCE(y.asked_at, y.begun_at) LIMIT ?";

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

/* ---- writing */

static const char OPEN_HOSTED_CHECKOUT[] =
	SELECT_PAYMENT "WHERE y.order_id = ? AND y.status = 'pending' AND y.provider = ? AND y.hosted_checkout LIMIT 1";
static const char NAME[] =
	"UPDATE payments" BY_PRIMARY_KEY "SET provider_id = ? WHERE id = ? AND provider_id IS NULL AND status = 'pending'";
static const char SUCCEED[] =
	"UPDATE payments" BY_PRIMARY_KEY "SET status = 'succeeded', paid_order = IF(?, order_id, NULL), failure = NULL, confirm_at = NULL,"
	" provider_id = COALESCE(provider_id, ?) WHERE id = ?";
static const char SUCCEED_PENDING[] =
	"UPDATE payments" BY_PRIMARY_KEY "SET status = 'succeeded', paid_order = order_id, failure = NULL, confirm_at = NULL,"
	" provider_id = COALESCE(provider_id, ?) WHERE id = ? AND status = 'pending'";
static const char SUCCEED_OTHERWISE[] =
	"UPDATE payments" BY_PRIMARY_KEY "SET status = 'succeeded', amount = ?, currency = ?, failure = NULL, confirm_at = NULL,"
	" provider_id = COALESCE(provider_id, ?) WHERE id = ?";
static const char GIVE_UP[] =
	"UPDATE payments" BY_PRIMARY_KEY "SET status = 'failed', given_up = TRUE, failure = NULL, confirm_at = NULL"
	" WHERE id = ? AND status = 'pending' AND begun_at <= NOW(6) - INTERVAL ? SECOND";
static const char FAIL[] =
	"UPDATE payments" BY_PRIMARY_KEY "SET status = 'failed', failure = LEFT(?, 255), confirm_at = NULL WHERE id = ? AND status = 'pending'";
static const char NOTE_DISPUTE[] = "UPDATE payments" BY_PRIMARY_KEY "SET dispute = ? WHERE id = ? AND NOT dispute <=> ?";
static const char NOTE_ASKED[] = "UPDATE payments SET asked_at = NOW(6), confirm_at = COALESCE(?, confirm_at) WHERE id = ?";

const struct outcome *payment_hosted_checkout(void *pool, const char *order_id, struct payment *payment)
{
	const struct value *at_provider = BIND(db_text(order_id), db_text(money_settings.payment_provider));

	return db_get(pool, OPEN_HOSTED_CHECKOUT, at_provider, payment_fields, payment) ? DONE : NOT_FOUND;
}

const struct outcome *payment_name(struct payment *payment, const char *provider_id)
{
	if (!db_exec(NAME, BIND(db_text(provider_id), db_text(payment->id))))
		return STALE;
	payment->provider_id = provider_id;
	return DONE;
}

void payment_succeed(struct batch *batch, const char *id, const char *provider_id, bool pays_order)
{
	batch_add(batch, SUCCEED, BIND(db_int(pays_order), db_text(provider_id), db_text(id)), 1);
}

void payment_succeed_pending(struct batch *batch, const char *id, const char *provider_id)
{
	batch_add(batch, SUCCEED_PENDING, BIND(db_text(provider_id), db_text(id)), 1);
}

void payment_succeed_otherwise(struct batch *batch, const char *id, const struct charge *charge)
{
	int64_t amount = charge->amount > 0 ? charge->amount : 0;

	batch_add(batch, SUCCEED_OTHERWISE, BIND(db_int(amount), db_text(charge->currency), db_text(charge->provider_id), db_text(id)), 1);
}

bool payment_give_up(const char *id)
{
	return db_exec(GIVE_UP, BIND(db_text(id), db_int(PAYMENT_GIVE_UP))) > 0;
}

void payment_fail(const char *id, const char *message)
{
	db_exec(FAIL, BIND(db_text(message), db_text(id)));
}

void payment_note_asked(const char *id, const char *confirm_at)
{
	db_exec(NOTE_ASKED, BIND(db_text(confirm_at), db_text(id)));
}

bool payment_note_dispute(const char *id, const char *state)
{
	return db_exec(NOTE_DISPUTE, BIND(db_text(state), db_text(id), db_text(state))) > 0;
}
