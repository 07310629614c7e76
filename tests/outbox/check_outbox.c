/* The events of an order's and a product's life, in the contract's shapes. */
#include "base/log.h"
#include "outbox/outbox.h"

#include "base/config.h"
#include "db/db.h"
#include "base/moment.h"
#include "tests/make.h"
#include "sales/hold.h"
#include "sales/order_place.h"
#include "tests/test.h"

/* Equal as JSON, numbers by value: 150 and 150.00 are one price. */
static bool same(const json_t *a, const json_t *b)
{
	const char *name;
	json_t *value;
	size_t i;

	if (json_is_number(a) && json_is_number(b))
		return json_number_value(a) - json_number_value(b) < 1e-9 && json_number_value(b) - json_number_value(a) < 1e-9;
	if (json_typeof(a) != json_typeof(b) || json_object_size(a) != json_object_size(b) || json_array_size(a) != json_array_size(b))
		return false;
	json_array_foreach((json_t *)(uintptr_t)a, i, value)
		if (!same(value, json_array_get(b, i)))
			return false;
	json_object_foreach((json_t *)(uintptr_t)a, name, value)
		if (!json_object_get(b, name) || !same(value, json_object_get(b, name)))
			return false;
	return json_is_object(a) || json_is_array(a) || json_equal(a, b);
}

/* The event's data is exactly this JSON, in which ' stands for ". */
static void assert_event(const char *aggregate, const char *subject, int64_t version, const char *wanted)
{
	json_t *data = event_of(aggregate, subject, version), *right;
	char *text = pool_text(pool, wanted);

	for (char *at = text; *at; at++)
		*at = *at == '\'' ? '"' : *at;
	right = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
	ck_assert_msg(right != NULL, "the test's own JSON: %s", text);
	ck_assert_msg(data != NULL, "no %s of version %d", subject, (int)version);
	ck_assert_msg(same(data, right), "%s is %s instead of %s", subject, json_dumps(data, 0), text);
}

TEST(product_created_tells_the_product)
{
	const char *seller = make_user();
	struct product *product = make_product(seller, 29999, 25);

	assert_event(product->id, "product:created", 0, pool_print(pool,
		"{'id':'%s','version':0,'title':'Concert','price':299.99,'userId':'%s','quantity':25,'available':25}", product->id, seller));
}

TEST(any_title_can_be_told)
{
	static const char TITLE[] = "<script>\"quoted\" \\ 'single' \xf0\x9f\x8e\xab</script>";
	struct product product = { .title = TITLE, .quantity = 1 };
	struct batch *batch = batch_new(pool);

	product_create(batch, make_user(), &product);
	write_batch(batch);
	ck_assert_str_eq(json_string_value(json_object_get(event_of(product.id, "product:created", 0), "title")), TITLE);
}

TEST(a_hold_and_its_release_tell_the_product)
{
	const char *seller = make_user();
	struct product *product = make_product(seller, 15000, 1);
	struct order *order = make_order(make_user(), product->id, 1);

	assert_event(product->id, "product:updated", 1, pool_print(pool,
		"{'id':'%s','version':1,'title':'Concert','price':150,'userId':'%s','quantity':1,'available':0,'orderId':'%s'}",
		product->id, seller, order->id));
	order_cancel(pool, order->id, order->user_id);
	assert_event(product->id, "product:updated", 2, pool_print(pool,
		"{'id':'%s','version':2,'title':'Concert','price':150,'userId':'%s','quantity':1,'available':1}", product->id, seller));
}

static const char *iso(int64_t moment)
{
	char out[MOMENT_SIZE];

	moment_iso(out, moment);
	return pool_text(pool, out);
}

TEST(order_created_tells_the_order)
{
	const char *buyer = make_user();
	struct product *product = make_product(make_user(), 2550, 9);
	struct order *order = make_order(buyer, product->id, 3);

	assert_event(order->id, "order:created", 0, pool_print(pool,
		"{'id':'%s','version':0,'status':'created','userId':'%s','expiresAt':'%s','product':{'id':'%s','price':25.5},"
		"'items':[{'product':{'id':'%s','price':25.5},'quantity':3}]}",
		order->id, buyer, iso(order->expires_at), product->id, product->id));
}

TEST(order_cancelled_tells_what_was_given_back)
{
	struct product *product = make_product(make_user(), 2550, 9);
	struct order *order = make_order(make_user(), product->id, 3);

	order_cancel(pool, order->id, order->user_id);
	assert_event(order->id, "order:cancelled", 1, pool_print(pool,
		"{'id':'%s','version':1,'product':{'id':'%s'},'items':[{'product':{'id':'%s'},'quantity':3}]}", order->id, product->id,
		product->id));
	ck_assert_int_eq(events_of(order->id, "expiration:complete"), 0);
}

TEST(order_completed_tells_what_was_bought)
{
	const char *buyer = make_user();
	struct product *product = make_product(make_user(), 0, 9);
	struct order *order = make_order(buyer, product->id, 2);

	assert_event(order->id, "order:created", 0, pool_print(pool,
		"{'id':'%s','version':0,'status':'created','userId':'%s','expiresAt':'%s','product':{'id':'%s','price':0},"
		"'items':[{'product':{'id':'%s','price':0},'quantity':2}]}",
		order->id, buyer, iso(order->expires_at), product->id, product->id));
	assert_event(order->id, "order:completed", 1, pool_print(pool,
		"{'id':'%s','version':1,'userId':'%s','total':0,'product':{'id':'%s'},'items':[{'product':{'id':'%s'},'quantity':2}]}",
		order->id, buyer, product->id, product->id));
}

TEST(an_expiration_is_told_before_the_cancellation_it_causes)
{
	struct order *order = make_order(make_user(), make_product(make_user(), 100, 1)->id, 1);

	make_due_in(order, -1);
	while (hold_expire(pool, 1000))
		;
	assert_event(order->id, "expiration:complete", 1, pool_print(pool, "{'orderId':'%s'}", order->id));
	ck_assert_str_eq(subjects_of(order->id), "order:created expiration:complete order:cancelled");
}

TEST(an_order_of_several_products_tells_them_in_its_order)
{
	struct product *a = make_product(make_user(), 100, 5), *b = make_product(make_user(), 250, 5);
	struct order_line lines[2] = { { .quantity = 2 }, { .quantity = 1 } };
	struct order order;
	const char *buyer = make_user();

	memcpy(lines[0].product_id, b->id, ID_SIZE);
	memcpy(lines[1].product_id, a->id, ID_SIZE);
	id_new(order.id);
	ck_assert_ptr_eq(place_order(&order, buyer, lines, 2), CREATED);
	assert_event(order.id, "order:created", 0, pool_print(pool,
		"{'id':'%s','version':0,'status':'created','userId':'%s','expiresAt':'%s','product':{'id':'%s','price':2.5},"
		"'items':[{'product':{'id':'%s','price':2.5},'quantity':2},{'product':{'id':'%s','price':1},'quantity':1}]}",
		order.id, buyer, iso(order.expires_at), b->id, b->id, a->id));
}

TEST(an_event_of_one_version_can_be_told_once_only)
{
	struct product *product = make_product(make_user(), 100, 1);
	struct batch *batch = batch_new(pool);

	outbox_product_created(batch, product->id);
	ck_assert(!try_batch(batch));
}

static int64_t events_from(const char *aggregate, const char *request, const char *trace)
{
	static const char COUNT[] = "SELECT COUNT(*) FROM outbox WHERE aggregate_id = ? AND request_id <=> ? AND traceparent <=> ?";

	return db_number(COUNT, BIND(db_text(aggregate), db_text(request), db_text(trace)), -1);
}

TEST(events_name_the_request_that_they_come_from)
{
	static const char TRACE[] = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
	struct product *product = make_product(make_user(), 100, 1);
	struct order *order;

	ck_assert_int_eq(events_from(product->id, NULL, NULL), 1);
	log_origin_set("request-1", TRACE);
	order = make_order(make_user(), product->id, 1);
	ck_assert_int_eq(events_from(order->id, "request-1", TRACE), 1);
	ck_assert_int_eq(events_from(product->id, "request-1", TRACE), 1);
}

TEST(the_refused_order_leaves_no_event)
{
	struct product *product = make_product(make_user(), 100, 1);
	struct order *order;

	make_order(make_user(), product->id, 1);
	db_exec("SAVEPOINT before_it", BIND());
	ck_assert_ptr_eq(try_order(make_user(), product->id, 1, &order), RESERVED);
	db_exec("ROLLBACK TO SAVEPOINT before_it", BIND());
	ck_assert_str_eq(subjects_of(order->id), "");
	ck_assert_int_eq(events_of(product->id, "product:updated"), 1);
}

int main(void)
{
	return test_run("outbox", IN_TRANSACTION);
}
