#include "money/payment.h"

#include <string.h>

#include "base/config.h"
#include "base/text.h"
#include "db/db.h"
#include "db/sql.h"
#include "money/provider.h"
#include "money/refund.h"
#include "money/settings.h"
#include "quota/quota.h"
#include "sales/order.h"
#include "sales/order_payment.h"

const struct outcome PAY_CANCELLED[1] = { { 400, "Cannot pay for a cancelled order", NULL } };
const struct outcome ALREADY_PAID[1] = { { 400, "Order is already paid", NULL } };
const struct outcome DECLINED[1] = { { 402, "Your card was declined", NULL } };
const struct outcome NO_PAYMENTS[1] = {
	{ 503, "We cannot take payments at the moment. Nothing was charged: please try again later", "We can't take payments now" },
};
const struct outcome UNSETTLED[1] = { { 503, "Your payment is being confirmed; the order will show it in a moment", NULL } };

/* ---- reading */

/* Refunds of it that are on their way count. */
#define REFUNDED "(SELECT COALESCE(SUM(r.amount), 0) FROM refunds r WHERE r.payment_id = y.id)"
#define STATUS "IF(y.status = 'succeeded' AND " REFUNDED " = y.amount, 'refunded', y.status)"
#define STUCK "EXISTS (SELECT 1 FROM refunds r WHERE r.payment_id = y.id AND " REFUND_IS_STUCK ")"
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
	" AND (y.asked_at IS NULL OR y.asked_at <= NOW(6) - INTERVAL " ASK_EVERY " SECOND) ORDER BY COALESCE(y.asked_at, y.begun_at) LIMIT ?";

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

/* The order, and which of its payments there are to go on with. Locked, whoever settles, expires or cancels it meanwhile waits. */
#define ORDER \
	"SELECT o.id, o.user_id, " STATUS_OF("o") ", o.total, o.currency, (SELECT y.id FROM payments y WHERE y.order_id = o.id" \
	" AND y.status = 'failed' AND y.provider = ? AND NOT y.hosted_checkout AND y.provider_id IS NOT NULL AND y.failure IS NOT NULL" \
	" ORDER BY y.created_at DESC LIMIT 1), EXISTS (SELECT 1 FROM payments y WHERE y.order_id = o.id AND y.status = 'pending'" \
	" AND y.provider = ? AND y.hosted_checkout) FROM orders o WHERE o.id = ?"
static const char READ_ORDER[] = ORDER;
static const char LOCK_ORDER[] = ORDER " FOR UPDATE";

/* Far enough that no look at the clock finds it overdue. */
static const char HOLD_ON[] = "9999-12-31";

static const char OPEN_HOSTED_CHECKOUT[] =
	SELECT_PAYMENT "WHERE y.order_id = ? AND y.status = 'pending' AND y.provider = ? AND y.hosted_checkout LIMIT 1";
static const char TRY_AGAIN[] =
	"UPDATE payments" BY_PRIMARY_KEY "SET status = 'pending', attempt = attempt + 1, failure = NULL, begun_at = NOW(6), confirm_at = NULL"
	" WHERE id = ? AND status = 'failed'";
static const char INSERT[] =
	"INSERT INTO payments (id, order_id, provider, provider_id, amount, currency, hosted_checkout) VALUES (?, ?, ?, ?, ?, ?, ?)";
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

struct order_to_pay {
	char id[ID_SIZE], user_id[ID_SIZE];
	const char *status; /* `overdue` where its time has run out and nobody has noticed yet */
	int64_t total;
	const char *currency; /* NULL: it was placed before orders had one */
	char reusable[ID_SIZE]; /* a payment that was declined and can be tried again; "" for none */
	int64_t has_hosted_checkout; /* 1: the order has a pending payment on a page of the provider's */
};

static const struct field order_to_pay_fields[] = {
	{ "id",      FIELD_ID,    offsetof(struct order_to_pay, id),      STORED, NULL, 0 },
	{ "user_id", FIELD_ID,    offsetof(struct order_to_pay, user_id), STORED, NULL, 0 },
	{ "status",  FIELD_TEXT,  offsetof(struct order_to_pay, status),  STORED, NULL, 0 },
	{ "total",   FIELD_MONEY, offsetof(struct order_to_pay, total),   STORED, NULL, 0 },
	{ "currency", FIELD_TEXT, offsetof(struct order_to_pay, currency), STORED, NULL, 0 },
	{ "reusable", FIELD_ID,   offsetof(struct order_to_pay, reusable), STORED, NULL, 0 },
	{ "has_hosted_checkout", FIELD_INT, offsetof(struct order_to_pay, has_hosted_checkout), STORED, NULL, 0 },
	{ 0 }
};

static const struct outcome *may_pay(void *pool, const struct order_to_pay *order, const char *buyer, struct payment *payment)
{
	if (!text_is(order->user_id, buyer))
		return UNAUTHORIZED;
	if (text_is(order->status, "complete"))
		return ALREADY_PAID;
	if (text_is(order->status, "awaiting:payment"))
		return payment_of_order(pool, order->id, payment) == DONE ? PAYING : BROKEN;
	return text_is(order->status, "created") ? DONE : PAY_CANCELLED;
}

/*
 * Adds a new payment to the batch, and fills it. It has a name at the provider already where the shop chooses names. A hosted checkout,
 * for which `provider` is NULL, is named by the provider.
 */
static void insert_payment(struct batch *batch, const struct order_to_pay *order, const struct provider *provider, struct payment *payment)
{
	*payment = (struct payment){ .amount = order->total, .status = "pending", .attempt = 1,
	                             .currency = order->currency ? order->currency : config.currency,
	                             .provider = money_settings.payment_provider };
	id_new(payment->id);
	memcpy(payment->order_id, order->id, ID_SIZE);
	memcpy(payment->user_id, order->user_id, ID_SIZE);
	if (provider && provider->name_for)
		payment->provider_id = provider->name_for(batch_pool(batch), payment->id);
	batch_add(batch, INSERT, BIND(db_text(payment->id), db_text(order->id), db_text(payment->provider), db_text(payment->provider_id),
	                              db_int(payment->amount), db_text(payment->currency), db_int(!provider)), 1);
}

/* Adds the payment that this attempt is for: one that was declined, so that the provider can never take two, or a new one. */
static const struct outcome *choose_payment(struct batch *batch, const struct order_to_pay *order, const struct provider *provider,
                                            struct payment *payment)
{
	if (!*order->reusable) {
		insert_payment(batch, order, provider, payment);
		return CREATED;
	}
	batch_add(batch, TRY_AGAIN, BIND(db_text(order->reusable)), 1);
	if (payment_load(batch_pool(batch), order->reusable, NULL, payment) != DONE)
		return BROKEN;
	payment->status = "pending";
	payment->attempt++;
	payment->failure = payment->confirm_at = NULL;
	return CREATED;
}

static const struct outcome *find_order(void *pool, const char *sql, const char *order_id, const char *buyer,
                                        struct order_to_pay *order, struct payment *payment)
{
	const char *provider = money_settings.payment_provider;

	if (!id_valid(order_id) ||
	    !db_get(pool, sql, BIND(db_text(provider), db_text(provider), db_text(order_id)), order_to_pay_fields, order))
		return NOT_FOUND;
	return may_pay(pool, order, buyer, payment);
}

const struct outcome *payment_hosted_checkout(void *pool, const char *order_id, struct payment *payment)
{
	const struct value *at_provider = BIND(db_text(order_id), db_text(money_settings.payment_provider));

	return db_get(pool, OPEN_HOSTED_CHECKOUT, at_provider, payment_fields, payment) ? DONE : NOT_FOUND;
}

const struct outcome *payment_begin_hosted_checkout(void *pool, const char *order_id, const char *buyer, struct payment *payment)
{
	struct batch *batch = batch_new(pool);
	struct order_to_pay order;
	const struct outcome *result = find_order(pool, LOCK_ORDER, order_id, buyer, &order, payment);

	if (result != DONE)
		return result;
	if (payment_hosted_checkout(pool, order_id, payment) == DONE)
		return CREATED;
	insert_payment(batch, &order, NULL, payment);
	batch_run_all(batch);
	return CREATED;
}

const struct outcome *payment_begin(struct batch *batch, const char *order_id, const char *buyer, const struct provider *provider,
                                    struct payment *payment, bool *has_hosted_checkout)
{
	struct order_to_pay order;
	const struct outcome *outcome = find_order(batch_pool(batch), READ_ORDER, order_id, buyer, &order, payment);

	if (outcome != DONE)
		return outcome;
	*has_hosted_checkout = order.has_hosted_checkout;
	order_await_payment(batch, order_id, money_settings.payment_seconds);
	quota_hold_until(batch, order_id, HOLD_ON);
	return choose_payment(batch, &order, provider, payment);
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
