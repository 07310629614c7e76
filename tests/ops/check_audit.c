/* Each rule finds the breach that is planted for it, and an orderly shop breaks none. */
#include "ops/audit.h"

#include "money/payment.h"
#include "money/payment_begin.h"
#include "money/refund.h"
#include "money/refund_found.h"
#include "money/settlement.h"
#include "money/test_provider.h"
#include "outbox/settings.h"
#include "db/db.h"
#include "db/link.h"
#include "tests/make.h"
#include "outbox/archive.h"
#include "sales/hold.h"
#include "outbox/feed.h"
#include "tests/test.h"

/* A shop with an order of every kind, whose events have positions. */
struct shop {
	struct product *single, *many, *free;
	struct order *live, *complete, *cancelled, *expired, *paid;
	const char *payment; /* of `paid`: of two tickets one was given back by the seller, and money of the other by somebody else */
};

/* Pays for the order; the payment's id. */
static const char *pay_for(const struct order *order)
{
	struct batch *batch = batch_new(pool);
	struct payment *payment = pool_alloc(pool, sizeof(*payment));
	struct charge charge = { .state = CHARGE_SUCCEEDED, .amount = order->total, .currency = "USD" };
	bool has_page;

	ck_assert_ptr_eq(payment_begin(batch, order->id, order->user_id, &test_provider, payment, &has_page), CREATED);
	write_batch(batch);
	charge.provider_id = payment->provider_id;
	ck_assert_ptr_eq(settlement_apply(pool, payment, &charge), DONE);
	return payment->id;
}

static void give_some_back(const struct order *order, const char *seller, const char *payment_id)
{
	struct order_line line = { .quantity = 1 };
	struct ledger_entry by_hand = { .payment_id = payment_id, .provider_id = payment_id, .currency = "USD", .amount = 100 };
	struct payment payment = { 0 };

	memcpy(line.product_id, order->product.id, ID_SIZE);
	ck_assert_ptr_eq(refund_tickets(pool, order->id, seller, &line, 1), DONE);
	payment_load(pool, payment_id, NULL, &payment);
	ck_assert_int_eq(refund_found_take_up(pool, &payment, &(struct ledger){ &by_hand, 1, 1 }).found, 1);
}

static struct shop make_shop(void)
{
	struct shop shop = { .single = make_product(make_user(), 100, 1), .many = make_product(make_user(), 250, 50),
	                     .free = make_product(make_user(), 0, 1) };

	shop.expired = make_order(make_user(), shop.many->id, 3);
	make_due_in(shop.expired, -1);
	while (hold_expire(pool, 1000))
		;
	shop.cancelled = make_order(make_user(), shop.many->id, 2);
	ck_assert_ptr_eq(order_cancel(pool, shop.cancelled->id, shop.cancelled->user_id), EMPTY);
	make_order(make_user(), shop.many->id, 4);
	shop.live = make_order(make_user(), shop.single->id, 1);
	shop.complete = make_order(make_user(), shop.free->id, 1);
	shop.paid = make_order(make_user(), shop.many->id, 2);
	shop.payment = pay_for(shop.paid);
	give_some_back(shop.paid, shop.many->user_id, shop.payment);
	while (feed_number(pool, 1000))
		;
	return shop;
}

static const struct area_rule *rule_named(const char *name)
{
	AREA_EACH (area_rule, rules, rule)
		if (!strcmp(rule->name, name))
			return rule;
	ck_abort_msg("no rule %s", name);
	return NULL;
}

/* True if the rule of this name blames this id. */
static bool blames(const char *rule, const char *id)
{
	struct list found = audit_breaches(pool, rule_named(rule), 1000);

	for (size_t row = 0; row < found.count; row++)
		if (!strcmp(((struct audit_breach *)found.rows)[row].id, id))
			return true;
	return false;
}

static size_t breaches(void)
{
	size_t count = 0;

	AREA_EACH (area_rule, rules, rule)
		count += audit_breaches(pool, rule, 1000).count;
	return count;
}

enum victim { SINGLE, MANY, FREE, LIVE, COMPLETE, CANCELLED, EXPIRED, PAID, PAYMENT };

static const struct plant {
	const char *rule, *sql;
	enum victim victim;
	const char *blamed; /* NULL: the victim */
} plants[] = {
	{ "quota", "UPDATE quotas SET held = held + 1 WHERE id = ?", MANY, NULL },
	{ "quota", "UPDATE quotas SET sold = sold + 1 WHERE id = ?", MANY, NULL },
	{ "quota", "UPDATE quotas SET held = 1, sold = 0 WHERE id = ?", FREE, NULL },
	{ "quota", "UPDATE quotas SET held = held - 1 WHERE id = ?", MANY, NULL },
	{ "quota", "UPDATE claims SET quantity = quantity + 1 WHERE quota_id = ? LIMIT 1", MANY, NULL },
	{ "claims", "UPDATE claims SET quantity = quantity + 1 WHERE order_id = ?", LIVE, NULL },
	{ "claims", "UPDATE claims SET quota_id = '0123456789abcdef01234567' WHERE order_id = ?", LIVE, NULL },
	{ "claims", "DELETE FROM claims WHERE order_id = ?", COMPLETE, NULL },
	{ "claims", "INSERT INTO claims (order_id, quota_id, user_id, quantity) SELECT i.order_id, i.product_id, o.user_id,"
	  " i.quantity FROM order_items i JOIN orders o ON o.id = i.order_id WHERE i.order_id = ?", CANCELLED, NULL },
	{ "oversold", "UPDATE quotas SET sold = size + 1 WHERE id = ?", MANY, NULL },
	{ "no_quota", "DELETE FROM quotas WHERE id = ?", FREE, NULL },
	{ "no_quota", "INSERT INTO product_quotas (product_id, quota_id) VALUES (?, '0123456789abcdef01234567')", FREE, NULL },
	{ "no_quota", "UPDATE claims SET quota_id = '0123456789abcdef01234567' WHERE order_id = ?", LIVE, NULL },
	{ "claimant", "UPDATE claims SET user_id = NULL WHERE order_id = ?", LIVE, NULL },
	{ "claimant", "UPDATE claims SET user_id = quota_id WHERE order_id = ?", COMPLETE, NULL },
	{ "held_until", "UPDATE claims SET held_until = NULL WHERE order_id = ?", LIVE, NULL },
	{ "held_until", "UPDATE claims SET held_until = NOW(3) WHERE order_id = ?", COMPLETE, NULL },
	{ "held_until", "UPDATE claims SET held_until = held_until + INTERVAL 1 SECOND WHERE order_id = ?", LIVE, NULL },
	{ "total", "UPDATE orders SET total = total + 1 WHERE id = ?", LIVE, NULL },
	{ "total", "UPDATE order_items SET price = price + 1 WHERE order_id = ?", CANCELLED, NULL },
	{ "no_items", "DELETE FROM order_items WHERE order_id = ?", CANCELLED, NULL },
	{ "no_product", "UPDATE order_items SET product_id = '0123456789abcdef01234567' WHERE order_id = ?", CANCELLED, NULL },
	{ "product_events", "UPDATE products SET revision = revision + 1 WHERE id = ?", SINGLE, NULL },
	{ "product_events", "DELETE FROM outbox WHERE subject = 'product:created' AND aggregate_id = ?", MANY, NULL },
	{ "product_events", "UPDATE outbox SET version = 100 WHERE subject = 'product:updated' AND aggregate_id = ?", SINGLE, NULL },
	{ "order_events", "UPDATE orders SET version = version + 1 WHERE id = ?", LIVE, NULL },
	{ "order_events", "DELETE FROM outbox WHERE subject = 'order:created' AND aggregate_id = ?", COMPLETE, NULL },
	{ "order_events", "DELETE FROM outbox WHERE subject = 'order:cancelled' AND aggregate_id = ?", EXPIRED, NULL },
	{ "last_event", "UPDATE orders SET status = 'complete' WHERE id = ?", CANCELLED, NULL },
	{ "last_event", "UPDATE orders SET status = 'cancelled' WHERE id = ?", LIVE, NULL },
	{ "transitions", "INSERT INTO outbox (subject, aggregate_id, version, data) SELECT 'order:completed', id, version + 1, '{}'"
	  " FROM orders WHERE id = ?", CANCELLED, NULL },
	{ "transitions", "INSERT INTO outbox (subject, aggregate_id, version, data) SELECT 'order:cancelled', id, version + 1, '{}'"
	  " FROM orders WHERE id = ?", COMPLETE, NULL },
	{ "transitions", "UPDATE outbox SET version = 9 WHERE subject = 'order:created' AND aggregate_id = ?", EXPIRED, NULL },
	{ "expiration", "DELETE FROM outbox WHERE subject = 'expiration:complete' AND aggregate_id = ?", EXPIRED, NULL },
	{ "expiration", "UPDATE orders SET cancelled_by = 'buyer' WHERE id = ?", EXPIRED, NULL },
	{ "expiration", "UPDATE orders SET cancelled_by = 'expiry' WHERE id = ?", CANCELLED, NULL },
	{ "expiration", "UPDATE outbox SET id = id + 1000000 WHERE subject = 'expiration:complete' AND aggregate_id = ?", EXPIRED, NULL },
	{ "paid", "UPDATE orders SET total = total + 1 WHERE id = ?", COMPLETE, NULL },
	{ "paid", "INSERT INTO payments (id, order_id, provider, amount, currency, status) SELECT id, id, 'test', 5, 'USD', 'succeeded'"
	  " FROM orders WHERE id = ?", CANCELLED, NULL },
	{ "paid", "UPDATE refunds r JOIN payments y ON y.id = r.payment_id SET r.reason = 'seller' WHERE r.reason = 'provider'"
	  " AND y.order_id = ?", PAID, NULL },
	{ "paid", "UPDATE payments SET amount = amount + 101 WHERE order_id = ?", PAID, NULL },
	{ "paid", "UPDATE order_items SET refunded = 2 WHERE order_id = ?", PAID, NULL },
	{ "refunded", "INSERT INTO refunds (id, payment_id, amount, reason) SELECT REPEAT('e', 24), id, 151, 'seller' FROM payments"
	  " WHERE id = ?", PAYMENT, NULL },
	{ "refunded", "UPDATE payments SET status = 'failed', paid_order = NULL WHERE id = ?", PAYMENT, NULL },
	{ "payment_events", "DELETE FROM outbox WHERE subject = 'payment:created' AND aggregate_id = ?", PAYMENT, NULL },
	{ "pending", "UPDATE orders SET status = 'awaiting:payment' WHERE id = ?", LIVE, NULL },
	{ "payment_events", "INSERT INTO payments (id, order_id, provider, amount, currency, status) SELECT id, id, 'test', 5, 'USD',"
	  " 'succeeded' FROM orders WHERE id = ?", CANCELLED, NULL },
	{ "refund_events", "INSERT INTO refunds (id, payment_id, amount, reason, done) VALUES (?, '0123456789abcdef01234567', 5, 'late', 1)",
	  CANCELLED, NULL },
	{ "last_product_event", "UPDATE outbox SET data = JSON_SET(data, '$.available', 7) WHERE aggregate_id = ?", MANY, NULL },
	{ "last_product_event", "UPDATE outbox SET data = JSON_REMOVE(data, '$.orderId') WHERE aggregate_id = ?", SINGLE, NULL },
	{ "positions", "DELETE FROM outbox WHERE version = 1 AND aggregate_id = ?", MANY, "outbox" },
	{ "positions", "UPDATE outbox SET position = position + 1000000 WHERE version = 1 AND aggregate_id = ?", MANY, "outbox" },
	{ "positions", "UPDATE feed_head SET position = position + 1 WHERE one = LENGTH(?) - 23", MANY, "outbox" },
	{ "positions", "UPDATE feed_head SET archived = position WHERE one = LENGTH(?) - 23", MANY, "outbox_archive" },
	{ "position_order", "UPDATE outbox SET position = position + 1000000 WHERE version = 0 AND aggregate_id = ?", MANY, NULL },
	{ "position_order", "UPDATE outbox SET position = NULL WHERE version = 0 AND aggregate_id = ?", MANY, NULL },
	{ "position_order", "INSERT INTO outbox_archive SELECT id, subject, data, created_at, aggregate_id, version, position, NULL, NULL"
	  " FROM outbox WHERE version = 1 AND aggregate_id = ?", MANY, NULL },
	{ "overlooked", "UPDATE outbox SET position = NULL, created_at = NOW() - INTERVAL 1 HOUR WHERE aggregate_id = ?", MANY, NULL },
	{ "event_totals", "UPDATE event_totals SET events = events + LENGTH(?) WHERE subject = 'order:created'", MANY, "event_totals" },
	{ "ahead", "INSERT INTO consumers (name, position) SELECT ?, position + 1 FROM feed_head", MANY, NULL },
};

#define PLANTS (sizeof(plants) / sizeof(plants[0]))

TEST(an_orderly_shop_breaks_no_rule)
{
	size_t before = breaches();

	make_shop();
	ck_assert_uint_eq(breaches(), before);
}

TEST(events_that_are_archived_or_deleted_break_no_rule)
{
	size_t before = breaches();

	make_shop();
	outbox_settings.keep_days = outbox_settings.archive_days = 30;
	db_exec("UPDATE outbox SET created_at = created_at - INTERVAL 40 DAY", BIND());
	db_exec("DELETE FROM consumers", BIND());
	for (int i = 0; i < 8; i++) {
		archive_move(2);
		ck_assert_uint_eq(breaches(), before);
	}
	for (int i = 0; i < 8; i++) {
		ck_assert_int_eq(archive_purge(2), 2);
		ck_assert_uint_eq(breaches(), before);
	}
}

TEST(each_planted_breach_is_found)
{
	db_command("SET check_constraint_checks = 0, foreign_key_checks = 0");
	for (size_t i = 0; i < PLANTS; i++) {
		struct shop shop = make_shop();
		const char *const ids[] = { shop.single->id, shop.many->id, shop.free->id, shop.live->id, shop.complete->id,
			shop.cancelled->id, shop.expired->id, shop.paid->id, shop.payment };
		const char *id = ids[plants[i].victim], *blamed = plants[i].blamed ? plants[i].blamed : id;

		ck_assert_msg(!blames(plants[i].rule, blamed), "before planting: %s", plants[i].sql);
		ck_assert_int_ge(db_exec(plants[i].sql, BIND(db_text(id))), 1);
		ck_assert_msg(blames(plants[i].rule, blamed), "%s doesn't see: %s", plants[i].rule, plants[i].sql);
		db_command("ROLLBACK");
		db_command("START TRANSACTION");
	}
}

TEST(every_rule_has_a_breach_planted_for_it)
{
	AREA_EACH (area_rule, rules, rule) {
		bool found = false;

		for (size_t plant = 0; plant < PLANTS; plant++)
			found |= !strcmp(plants[plant].rule, rule->name);
		ck_assert_msg(found, "no breach is planted for the rule %s", rule->name);
	}
}

TEST(no_more_breaches_are_shown_than_asked_for)
{
	for (int i = 0; i < 3; i++)
		db_exec("UPDATE products SET revision = revision + 1 WHERE id = ?", BIND(db_text(make_product(make_user(), 1, 1)->id)));
	ck_assert_uint_eq(audit_breaches(pool, rule_named("product_events"), 2).count, 2);
}

TEST(the_database_itself_refuses_to_oversell)
{
	struct product *product = make_product(make_user(), 100, 1);

	make_order(make_user(), product->id, 1);
	ck_assert_fault(FAULT_REFUSED, db_exec("UPDATE quotas SET held = held + 1 WHERE id = ?", BIND(db_text(product->id))));
	ck_assert_fault(FAULT_REFUSED, db_exec("UPDATE quotas SET sold = sold + 1 WHERE id = ?", BIND(db_text(product->id))));
	ck_assert_fault(FAULT_BUG, db_exec("UPDATE quotas SET held = held - 2 WHERE id = ?", BIND(db_text(product->id))));
}

int main(void)
{
	return test_run("audit", IN_TRANSACTION);
}
