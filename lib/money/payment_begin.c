#include "money/payment_begin.h"

#include <string.h>

#include "base/config.h"
#include "base/text.h"
#include "db/db.h"
#include "db/sql.h"
#include "money/payment.h"
#include "money/provider.h"
#include "money/settings.h"
#include "quota/quota.h"
#include "sales/order.h"
#include "sales/order_payment.h"

/* The order, and which of its payments there are to go on with. Locked, whoever settles, expires or cancels it meanwhile waits. */
#define ORDER \
	"SELECT o.id, o.user_id, " STATUS_OF("o") ", o.total, o.currency, (SELECT y.id FROM payments y WHERE y.order_id = o.id" \
	" AND y.status = 'failed' AND y.provider = ? AND NOT y.hosted_checkout AND y.provider_id IS NOT NULL AND y.failure IS NOT NULL" \
	" ORDER BY y.created_at DESC LIMIT 1), EXISTS (SELECT 1 FROM payments y WHERE y.order_id = o.id AND y.status = 'pending'" \
	" AND y.provider = ? AND y.hosted_checkout), o.attempts FROM orders o WHERE o.id = ?"
static const char READ_ORDER[] = ORDER;
static const char LOCK_ORDER[] = ORDER " FOR UPDATE";

/* Far enough that no look at the clock finds it overdue. */
static const char HOLD_ON[] = "9999-12-31";

static const char TRY_AGAIN[] =
	"UPDATE payments" BY_PRIMARY_KEY "SET status = 'pending', attempt = attempt + 1, failure = NULL, begun_at = NOW(6), confirm_at = NULL"
	" WHERE id = ? AND status = 'failed'";
static const char INSERT[] =
	"INSERT INTO payments (id, order_id, provider, provider_id, amount, currency, hosted_checkout) VALUES (?, ?, ?, ?, ?, ?, ?)";

struct order_to_pay {
	char id[ID_SIZE], user_id[ID_SIZE];
	const char *status; /* `overdue` where its time has run out and nobody has noticed yet */
	int64_t total;
	const char *currency; /* NULL: it was placed before orders had one */
	char reusable[ID_SIZE]; /* a payment that was declined and can be tried again; "" for none */
	int64_t has_hosted_checkout; /* 1: the order has a pending payment on a page of the provider's */
	int64_t attempts; /* so far */
};

static const struct field order_to_pay_fields[] = {
	{ "id",      FIELD_ID,    offsetof(struct order_to_pay, id),      STORED, NULL, 0 },
	{ "user_id", FIELD_ID,    offsetof(struct order_to_pay, user_id), STORED, NULL, 0 },
	{ "status",  FIELD_TEXT,  offsetof(struct order_to_pay, status),  STORED, NULL, 0 },
	{ "total",   FIELD_MONEY, offsetof(struct order_to_pay, total),   STORED, NULL, 0 },
	{ "currency", FIELD_TEXT, offsetof(struct order_to_pay, currency), STORED, NULL, 0 },
	{ "reusable", FIELD_ID,   offsetof(struct order_to_pay, reusable), STORED, NULL, 0 },
	{ "has_hosted_checkout", FIELD_INT, offsetof(struct order_to_pay, has_hosted_checkout), STORED, NULL, 0 },
	{ "attempts", FIELD_INT,  offsetof(struct order_to_pay, attempts), STORED, NULL, 0 },
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

static int64_t max_attempts(void)
{
	return config.rate_limit && money_settings.payment_attempts ? money_settings.payment_attempts : ORDER_ATTEMPTS_MAX;
}

const struct outcome *payment_begin(struct batch *batch, const char *order_id, const char *buyer, const struct provider *provider,
                                    struct payment *payment, bool *has_hosted_checkout)
{
	struct order_to_pay order;
	const struct outcome *outcome = find_order(batch_pool(batch), READ_ORDER, order_id, buyer, &order, payment);

	if (outcome != DONE)
		return outcome;
	if (order.attempts >= max_attempts())
		return MANY_ATTEMPTS;
	*has_hosted_checkout = order.has_hosted_checkout;
	order_await_payment(batch, order_id, money_settings.payment_seconds, max_attempts());
	quota_hold_until(batch, order_id, HOLD_ON);
	return choose_payment(batch, &order, provider, payment);
}
