/* Orders as a program that stays makes them, one after the other, each committed; check_order.c has what an order is. */
#include "sales/order_place.h"

#include "base/config.h"
#include "db/db.h"
#include "sales/product_edit.h"
#include "tests/make.h"
#include "tests/test.h"

static const char SENT[] =
	"SELECT CAST(variable_value AS SIGNED) FROM information_schema.session_status WHERE variable_name = 'Com_stmt_execute'";
static const char LASTS[] = "SELECT TIMESTAMPDIFF(MICROSECOND, NOW(6), expires_at) DIV 1000 FROM orders WHERE id = ?";

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

static const struct outcome *place_asked(const struct asked *asked)
{
	tries++;
	id_new(order.id);
	return place_order(&order, buyer, asked->lines, asked->count);
}

static const struct outcome *place_both(const struct product *first, const struct product *second)
{
	struct asked asked = { .count = second ? 2 : 1 };

	memcpy(asked.lines[0].product_id, first->id, ID_SIZE);
	memcpy(asked.lines[1].product_id, (second ? second : first)->id, ID_SIZE);
	asked.lines[0].quantity = asked.lines[1].quantity = 1;
	tries = 0;
	return place_asked(&asked);
}

static const struct outcome *place(const struct product *product)
{
	return place_both(product, NULL);
}

static void edit(struct product *product, const char *title, int64_t price)
{
	struct product_input input = { .title = title, .price = price, .quantity = product->quantity, .version = -1, .revision = -1 };

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
	int64_t hold = config.hold_seconds * 1000, lasts;

	ck_assert_ptr_eq(place(sell(10)), CREATED);
	lasts = db_number(LASTS, BIND(db_text(order.id)), 0);
	ck_assert_msg(lasts > hold - 5000 && lasts <= hold, "%lld ms", (long long)lasts);
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

int main(void)
{
	return test_run("order_place", CONFIGURED);
}
