/* Orders as a program that stays makes them, one after the other, each committed; check_order.c has what an order is. */
#include "sales/order_place.h"

#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "sales/settings.h"
#include "db/db.h"
#include "sales/product_edit.h"
#include "tests/make.h"
#include "tests/test.h"

static const char SENT[] =
	"SELECT CAST(variable_value AS SIGNED) FROM information_schema.session_status WHERE variable_name = 'Com_stmt_execute'";
static const char LASTS[] = "SELECT TIMESTAMPDIFF(MICROSECOND, NOW(6), expires_at) DIV 1000 FROM orders WHERE id = ?";

static const char *seller, *buyer;
static struct order order;
static int64_t clock_ahead; /* seconds, of this program's clock before the database's */

/* Stands before the one of libc. */
int clock_gettime(clockid_t clock, struct timespec *time)
{
	int result = (int)syscall(SYS_clock_gettime, clock, time);

	if (clock == CLOCK_REALTIME)
		time->tv_sec += clock_ahead;
	return result;
}

static struct product *sell(int64_t quantity)
{
	seller = make_user();
	buyer = make_user();
	return make_product(seller, 100, quantity);
}

struct asked {
	struct order_line lines[2];
	size_t count;
};

static const struct outcome *place_asked(const struct asked *asked)
{
	id_new(order.id);
	return place_order(&order, buyer, asked->lines, asked->count);
}

static const struct outcome *place_both(const struct product *first, const struct product *second)
{
	struct asked asked = { .count = second ? 2 : 1 };

	memcpy(asked.lines[0].product_id, first->id, ID_SIZE);
	memcpy(asked.lines[1].product_id, (second ? second : first)->id, ID_SIZE);
	asked.lines[0].quantity = asked.lines[1].quantity = 1;
	return place_asked(&asked);
}

static const struct outcome *place(const struct product *product)
{
	return place_both(product, NULL);
}

static void edit(struct product *product, const char *title, int64_t price)
{
	struct product input = { .title = title, .price = price, .quantity = product->quantity, .version = -1, .revision = -1 };

	ck_assert_ptr_eq(product_edit(pool, product->id, seller, &input, product), DONE);
}

TEST(an_order_is_one_round_trip_to_read_and_one_to_write)
{
	struct product *product = sell(10);
	int64_t sent;

	ck_assert_ptr_eq(place(product), CREATED);
	sent = db_number(SENT, BIND(), 0);
	ck_assert_ptr_eq(place(product), CREATED);
	ck_assert_int_eq(db_number(SENT, BIND(), 0) - sent, 3); /* and that question itself */
	ck_assert_int_eq(load_product(product->id)->available, 8);
}

TEST(a_hold_lasts_by_the_databases_clock)
{
	struct product *product = sell(10);
	int64_t hold = sales_settings.hold_seconds * 1000, lasts;

	for (clock_ahead = -3600; clock_ahead <= 3600; clock_ahead += 3600) {
		ck_assert_ptr_eq(place(product), CREATED);
		lasts = db_number(LASTS, BIND(db_text(order.id)), 0);
		ck_assert_msg(lasts > hold - 5000 && lasts <= hold, "%lld ms", (long long)lasts);
	}
	clock_ahead = 0;
}

TEST(of_several_products_each_has_its_own_title_and_price)
{
	struct product *first = sell(10), *second = make_product(seller, 250, 10);
	const struct order_item *items;

	edit(second, "Opera", 250);
	ck_assert_ptr_eq(place_both(first, second), CREATED);
	edit(second, "Ballet", 300);
	ck_assert_ptr_eq(place_both(second, first), CREATED);
	ck_assert_int_eq(order.total, 400);
	items = load_order(&order)->items.rows;
	ck_assert_str_eq(items[0].product.title, "Ballet");
	ck_assert_int_eq(items[0].product.price, 300);
	ck_assert_str_eq(items[1].product.title, "Concert");
	ck_assert_int_eq(load_product(first->id)->available, 8);
	ck_assert_int_eq(load_product(second->id)->available, 8);
}

/* ---- what happens between reading and writing */

/* Prepares an order that is not yet written. */
static struct batch *prepare(const struct product *product, int64_t quantity, struct order *into)
{
	struct batch *batch = batch_new(pool);
	struct order_line line = { .quantity = quantity };

	memcpy(line.product_id, product->id, ID_SIZE);
	id_new(into->id);
	ck_assert_ptr_eq(order_place(pool, batch, into, buyer, &line, 1), CREATED);
	return batch;
}

static int64_t rows_of(const char *order_id)
{
	static const char ROWS[] =
		"SELECT (SELECT COUNT(*) FROM orders WHERE id = t.id) + (SELECT COUNT(*) FROM order_items WHERE order_id = t.id)"
		" + (SELECT COUNT(*) FROM claims WHERE order_id = t.id) + (SELECT COUNT(*) FROM outbox WHERE aggregate_id = t.id)"
		" FROM (SELECT ? AS id) t";

	return number_of(ROWS, order_id);
}

TEST(a_price_changed_meanwhile_refuses_the_order_and_is_the_new_one_then)
{
	struct product *product = sell(10);
	struct batch *batch = prepare(product, 1, &order);

	edit(product, "Concert", 900);
	ck_assert_int_eq(batch_commit(&batch, 1), BATCH_REFUSED);
	ck_assert_int_eq(rows_of(order.id), 0);
	ck_assert_int_eq(load_product(product->id)->available, 10);
	ck_assert_ptr_eq(place(product), CREATED);
	ck_assert_int_eq(order.total, 900);
	ck_assert_int_eq(load_order(&order)->total, 900);
	ck_assert_int_eq(load_order(&order)->product.price, 900);
}

TEST(a_title_changed_in_its_case_alone_is_another_too)
{
	struct product *product = sell(10);
	struct batch *batch = prepare(product, 1, &order);

	edit(product, "CONCERT", 100);
	ck_assert_int_eq(batch_commit(&batch, 1), BATCH_REFUSED);
	ck_assert_ptr_eq(place(product), CREATED);
	ck_assert_str_eq(load_order(&order)->product.title, "CONCERT");
}

TEST(tickets_taken_meanwhile_refuse_the_order_and_nothing_of_it_stays)
{
	struct product *product = sell(3);
	struct batch *batch = prepare(product, 2, &order);
	struct order late = order;

	ck_assert_ptr_eq(place(product), CREATED);
	ck_assert_ptr_eq(place(product), CREATED);
	ck_assert_int_eq(batch_commit(&batch, 1), BATCH_REFUSED);
	ck_assert_int_eq(rows_of(late.id), 0);
	ck_assert_int_eq(load_product(product->id)->available, 1);
	ck_assert_int_eq(load_product(product->id)->version, 2);
}

TEST(a_sale_meanwhile_refuses_nothing_where_there_is_enough)
{
	struct product *product = sell(3);
	struct batch *batch = prepare(product, 2, &order);

	ck_assert_ptr_eq(try_order(buyer, product->id, 1, NULL), CREATED);
	ck_assert_int_eq(batch_commit(&batch, 1), BATCH_DONE);
	ck_assert_int_eq(load_product(product->id)->available, 0);
}

TEST(free_tickets_are_as_many_round_trips)
{
	struct product *product = sell(10), *free = make_product(seller, 0, 10);
	int64_t sent;

	ck_assert_ptr_eq(place(product), CREATED);
	ck_assert_ptr_eq(place(free), CREATED);
	sent = db_number(SENT, BIND(), 0);
	ck_assert_ptr_eq(place(free), CREATED);
	ck_assert_int_eq(db_number(SENT, BIND(), 0) - sent, 3);
	ck_assert_str_eq(load_order(&order)->status, "complete");
}

/* ---- several orders in one transaction */

#define TOGETHER 4

static struct order orders[TOGETHER];
static struct batch *batches[TOGETHER];

static void prepare_all(const struct product *product)
{
	for (int i = 0; i < TOGETHER; i++)
		batches[i] = prepare(product, 1, &orders[i]);
}

TEST(orders_together_are_one_round_trip_and_one_change_of_the_product)
{
	struct product *product = sell(10);
	int64_t sent;

	prepare_all(product);
	sent = db_number(SENT, BIND(), 0);
	ck_assert_int_eq(batch_commit(batches, TOGETHER), BATCH_DONE);
	ck_assert_int_eq(db_number(SENT, BIND(), 0) - sent, 2);
	ck_assert_int_eq(load_product(product->id)->available, 6);
	ck_assert_int_eq(load_product(product->id)->version, 1);
	ck_assert_int_eq(events_of(product->id, "product:updated"), 1);
	for (int i = 0; i < TOGETHER; i++) {
		ck_assert_str_eq(load_order(&orders[i])->status, "created");
		ck_assert_str_eq(subjects_of(orders[i].id), "order:created");
		ck_assert_int_eq(number_of("SELECT SUM(quantity) FROM claims WHERE order_id = ?", orders[i].id), 1);
	}
}

TEST(more_orders_together_than_tickets_take_none_and_are_tried_one_by_one)
{
	struct product *product = sell(3);
	int placed = 0;

	prepare_all(product);
	ck_assert_int_eq(batch_commit(batches, TOGETHER), BATCH_REFUSED);
	ck_assert_int_eq(load_product(product->id)->available, 3);
	for (int i = 0; i < TOGETHER; i++) {
		ck_assert_int_eq(rows_of(orders[i].id), 0);
		placed += batch_commit(&batches[i], 1) == BATCH_DONE;
	}
	ck_assert_int_eq(placed, 3);
	ck_assert_int_eq(load_product(product->id)->available, 0);
}

TEST(orders_of_different_products_together_change_each)
{
	struct product *one = sell(10), *other = make_product(seller, 0, 10);

	for (int i = 0; i < TOGETHER; i++)
		batches[i] = prepare(i % 2 ? one : other, 1 + i, &orders[i]);
	ck_assert_int_eq(batch_commit(batches, TOGETHER), BATCH_DONE);
	ck_assert_int_eq(load_product(one->id)->available, 10 - 2 - 4);
	ck_assert_int_eq(load_product(other->id)->available, 10 - 1 - 3);
	ck_assert_int_eq(number_of("SELECT held * 10 + sold FROM quotas WHERE id = ?", one->id), 60);
	ck_assert_int_eq(number_of("SELECT held * 10 + sold FROM quotas WHERE id = ?", other->id), 4);
	ck_assert_str_eq(load_order(&orders[0])->status, "complete");
	ck_assert_str_eq(load_order(&orders[1])->status, "created");
}

int main(void)
{
	return test_run("order_place", CONFIGURED);
}
