/* Orders as a program that stays makes them, one after the other, each committed; check_order.c has what an order is. */
#include "sales/order_place.h"
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "base/config.h"
#include "db/db.h"
#include "sales/product_edit.h"
#include "tests/make.h"
#include "tests/test.h"

static const char SENT[] =
	"SELECT CAST(variable_value AS SIGNED) FROM information_schema.session_status WHERE variable_name = 'Com_stmt_execute'";
static const char LASTS[] = "SELECT TIMESTAMPDIFF(MICROSECOND, NOW(6), expires_at) DIV 1000 FROM orders WHERE id = ?";

static int64_t clock_ahead; /* seconds */

/* In the place of the C library's. */
int clock_gettime(clockid_t clock, struct timespec *time)
{
	int result = (int)syscall(SYS_clock_gettime, clock, time);

	if (clock == CLOCK_REALTIME)
		time->tv_sec += clock_ahead;
	return result;
}

static const char *seller, *buyer;
static struct order order;
static int tries;

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

static const struct outcome *place_in_transaction(void *argument)
{
	struct asked *asked = argument;

	tries++;
	id_new(order.id);
	return order_place(pool, &order, buyer, asked->lines, asked->count);
}

static const struct outcome *place_both(const struct product *first, const struct product *second)
{
	struct asked asked = { .count = second ? 2 : 1 };

	memcpy(asked.lines[0].product_id, first->id, ID_SIZE);
	memcpy(asked.lines[1].product_id, (second ? second : first)->id, ID_SIZE);
	asked.lines[0].quantity = asked.lines[1].quantity = 1;
	tries = 0;
	return db_transaction(place_in_transaction, &asked);
}

static const struct outcome *place(const struct product *product)
{
	return place_both(product, NULL);
}

static void edit(struct product *product, const char *title, int64_t price)
{
	struct product_input input = { .title = title, .price = price, .quantity = product->quantity, .version = -1 };

	ck_assert_ptr_eq(product_edit(pool, product->id, seller, &input, product), DONE);
}

TEST(a_product_known_already_is_ordered_in_one_round_trip)
{
	struct product *product = sell(10);
	int64_t sent;

	ck_assert_ptr_eq(place(product), CREATED);
	sent = db_number(SENT, BIND(), 0);
	ck_assert_ptr_eq(place(product), CREATED);
	ck_assert_int_eq(db_number(SENT, BIND(), 0) - sent, 2); /* and that question itself */
	ck_assert_str_eq(load_order(&order)->product.title, "Concert");
	ck_assert_int_eq(load_product(product->id)->available, 8);
}

TEST(a_price_changed_meanwhile_is_the_new_one)
{
	struct product *product = sell(10);

	ck_assert_ptr_eq(place(product), CREATED);
	edit(product, "Concert", 900);
	ck_assert_ptr_eq(place(product), CREATED);
	ck_assert_int_eq(tries, 2);
	ck_assert_int_eq(order.total, 900);
	ck_assert_int_eq(load_order(&order)->total, 900);
	ck_assert_int_eq(load_order(&order)->product.price, 900);
	ck_assert_ptr_eq(place(product), CREATED);
	ck_assert_int_eq(tries, 1);
	ck_assert_int_eq(order.total, 900);
}

TEST(a_title_changed_in_its_case_alone_is_the_new_one)
{
	struct product *product = sell(10);

	ck_assert_ptr_eq(place(product), CREATED);
	edit(product, "CONCERT", 100);
	ck_assert_ptr_eq(place(product), CREATED);
	ck_assert_str_eq(load_order(&order)->product.title, "CONCERT");
}

TEST(what_is_known_sells_no_ticket_twice)
{
	struct product *product = sell(3);

	for (int i = 0; i < 3; i++)
		ck_assert_ptr_eq(place(product), CREATED);
	ck_assert_ptr_eq(place(product), RESERVED);
	ck_assert_int_eq(tries, 2);
	ck_assert_ptr_eq(place(product), RESERVED);
	ck_assert_int_eq(tries, 1);
	ck_assert_int_eq(load_product(product->id)->available, 0);
	ck_assert_int_eq(load_product(product->id)->version, 3);
}

TEST(a_hold_lasts_by_the_databases_clock)
{
	struct product *product = sell(10);
	int64_t hold = config.hold_seconds * 1000, lasts;

	ck_assert_ptr_eq(place(product), CREATED);
	for (clock_ahead = -3600; clock_ahead <= 3600; clock_ahead += 7200) {
		ck_assert_ptr_eq(place(product), CREATED);
		lasts = db_number(LASTS, BIND(db_text(order.id)), 0);
		ck_assert_msg(lasts > hold - 5000 && lasts <= hold, "%lld ms", (long long)lasts);
	}
	ck_assert_msg(tries == 1, "it asks first where the clocks differ");
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

TEST(more_products_than_are_kept_are_ordered_as_well)
{
	struct product *products[40] = { sell(10) };

	for (int i = 1; i < 40; i++)
		products[i] = make_product(seller, 100 + i, 10);
	for (int i = 0; i < 80; i++) {
		ck_assert_ptr_eq(place(products[i % 40]), CREATED);
		ck_assert_int_eq(order.total, 100 + i % 40);
		ck_assert_str_eq(order.product.id, products[i % 40]->id);
	}
}

/* ---- several orders in one transaction */

#define TOGETHER 4

static struct wish {
	struct asked asked;
	struct order order;
} wishes[TOGETHER];

static struct db_unit units[TOGETHER];

static const struct outcome *place_wish(void *argument)
{
	struct wish *wish = argument;

	id_new(wish->order.id);
	wish->order.total = 0;
	return order_place(pool, &wish->order, buyer, wish->asked.lines, wish->asked.count);
}

static void wish_for(int i, const struct product *first, const struct product *second)
{
	wishes[i] = (struct wish){ .asked.count = second ? 2 : 1 };
	memcpy(wishes[i].asked.lines[0].product_id, first->id, ID_SIZE);
	memcpy(wishes[i].asked.lines[1].product_id, (second ? second : first)->id, ID_SIZE);
	wishes[i].asked.lines[0].quantity = wishes[i].asked.lines[1].quantity = 1;
	units[i] = (struct db_unit){ .work = place_wish, .argument = &wishes[i] };
}

static int count_in(enum unit_state state)
{
	int count = 0;

	for (int i = 0; i < TOGETHER; i++)
		count += units[i].state == state;
	return count;
}

TEST(orders_together_are_one_round_trip)
{
	struct product *product = sell(10);
	int64_t sent;

	ck_assert_ptr_eq(place(product), CREATED);
	for (int i = 0; i < TOGETHER; i++)
		wish_for(i, product, NULL);
	sent = db_number(SENT, BIND(), 0);
	db_together(units, TOGETHER);
	ck_assert_int_eq(db_number(SENT, BIND(), 0) - sent, 2);
	ck_assert_int_eq(count_in(UNIT_DONE), TOGETHER);
	ck_assert_int_eq(load_product(product->id)->available, 5);
	ck_assert_int_eq(load_product(product->id)->version, 5);
	ck_assert_int_eq(events_of(product->id, "product:updated"), 5);
	for (int i = 0; i < TOGETHER; i++) {
		ck_assert_ptr_eq(units[i].result, CREATED);
		ck_assert_str_eq(load_order(&wishes[i].order)->status, "created");
		ck_assert_str_eq(subjects_of(wishes[i].order.id), "order:created");
	}
}

TEST(orders_of_a_product_not_known_yet_go_together_too)
{
	struct product *product = sell(10);

	for (int i = 0; i < TOGETHER; i++)
		wish_for(i, product, NULL);
	db_together(units, TOGETHER);
	ck_assert_int_eq(count_in(UNIT_DONE), TOGETHER);
	ck_assert_int_eq(load_product(product->id)->available, 6);
}

TEST(more_orders_together_than_tickets_take_none_and_are_tried_one_by_one)
{
	struct product *product = sell(4);
	int placed = 0;

	ck_assert_ptr_eq(place(product), CREATED);
	for (int i = 0; i < TOGETHER; i++)
		wish_for(i, product, NULL);
	db_together(units, TOGETHER);
	ck_assert_int_eq(count_in(UNIT_OPEN), TOGETHER);
	ck_assert_int_eq(load_product(product->id)->available, 3);
	ck_assert_int_eq(load_product(product->id)->version, 1);
	for (int i = 0; i < TOGETHER; i++)
		placed += db_transaction(place_wish, &wishes[i]) == CREATED;
	ck_assert_int_eq(placed, 3);
	ck_assert_int_eq(load_product(product->id)->available, 0);
}

TEST(a_refusal_among_orders_together_is_only_its_own)
{
	struct product *product = sell(10), *none = make_product(seller, 100, 1);

	ck_assert_ptr_eq(place(none), CREATED);
	for (int i = 0; i < TOGETHER; i++)
		wish_for(i, product, NULL);
	wish_for(1, none, NULL);
	db_together(units, TOGETHER);
	ck_assert_int_eq(count_in(UNIT_DONE), TOGETHER);
	ck_assert_ptr_eq(units[1].result, RESERVED);
	ck_assert_int_eq(load_product(product->id)->available, 7);
	ck_assert_int_eq(load_product(none->id)->available, 0);
}

TEST(orders_together_lock_products_in_the_order_of_their_ids)
{
	static const char FIRST[] = "SELECT aggregate_id = ? FROM outbox WHERE subject = 'product:updated' ORDER BY id DESC LIMIT 1, 1";
	struct product *a = sell(10), *b = make_product(seller, 100, 10);
	bool rises = strcmp(a->id, b->id) < 0;

	wish_for(0, rises ? b : a, NULL);
	wish_for(1, rises ? a : b, NULL);
	db_together(units, 2);
	ck_assert_int_eq(db_number(FIRST, BIND(db_text(rises ? a->id : b->id)), -1), 1);
	wish_for(0, rises ? b : a, rises ? a : b);
	wish_for(1, rises ? a : b, rises ? b : a);
	db_together(units, 2);
	ck_assert_int_eq(count_in(UNIT_DONE), 2);
	ck_assert_int_eq(load_product(a->id)->available, 7);
	ck_assert_int_eq(load_product(b->id)->available, 7);
}

int main(void)
{
	return test_run("placing", CONFIGURED);
}
