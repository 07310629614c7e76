/* The pages of paying, and what an order's page says of its payments. */
#include "tests/ask.h"
#include "db/db.h"
#include "tests/test.h"

static const char *layout_page(const char *api_url)
{
	return api_url + strlen("/api");
}

static struct answer *page(const struct person *as, const char *api_url)
{
	return ask("GET", layout_page(api_url), .as = as);
}

static const char *order_by(const struct person *buyer, const char *price, int quantity)
{
	return buy(buyer, sell(new_person(), price, 9), quantity);
}

static struct answer *pay(const struct person *buyer, const char *order, const char *token)
{
	return ask("POST", "/payments", .as = buyer, .form = pool_print(pool, "orderId=%s&token=%s", id_in(order), token));
}

static void run(const char *sql)
{
	db_exec(sql, BIND());
}

/* A payment as if it had arrived when the order had no use for it; a refund of it. */
static const char *stray(const char *order, const char *reason)
{
	char id[ID_SIZE], refund[ID_SIZE];

	id_new(id);
	id_new(refund);
	run(pool_print(pool, "INSERT INTO payments (id, order_id, provider, amount, currency, status) VALUES ('%s', '%s', 'test', 4321, 'USD',"
	               " 'succeeded')", id, id_in(order)));
	run(pool_print(pool, "INSERT INTO refunds (id, payment_id, amount, reason, done) VALUES ('%s', '%s', 4321, '%s', 1)", refund, id,
	               reason));
	return pool_text(pool, id);
}

/* Leaves nothing that verify would call money without an event. */
static void forget(const char *payment)
{
	run(pool_print(pool, "DELETE FROM refunds WHERE payment_id = '%s'", payment));
	run(pool_print(pool, "DELETE FROM payments WHERE id = '%s'", payment));
}

TEST(a_declined_card_comes_back_with_the_reason_and_the_hold)
{
	const struct person *bob = new_person();
	const char *order = order_by(bob, "5", 1);
	struct answer *answer = pay(bob, order, "tok_chargeDeclinedInsufficientFunds");

	ck_assert_status(answer, 402);
	ck_assert_contains(answer->body, "Your card has insufficient funds.");
	ck_assert_contains(answer->body, "still held");
	answer = page(bob, order);
	ck_assert_contains(answer->body, "Your card has insufficient funds.");
	ck_assert_lacks(answer->body, "/payments/");
	ck_assert_status(pay(bob, order, "tok_visa"), 303);
	ck_assert_contains(page(bob, order)->body, "Your tickets are confirmed");
}

TEST(the_banks_question_is_reached_from_the_order_while_it_is_asked)
{
	const struct person *bob = new_person();
	const char *order = order_by(bob, "5", 1), *question;
	struct answer *answer = pay(bob, order, "tok_threeDSecureRequired");

	question = header_of(answer, "Location");
	ck_assert_contains(question, "/confirm");
	ck_assert_contains(page(bob, order)->body, pool_print(pool, "href=\"%s\"", question));
	ck_assert_status(ask("POST", question, .as = bob, .form = "answer=no"), 303);
	ck_assert_lacks(page(bob, order)->body, question);
	ck_assert_contains(page(bob, order)->body, "The payment was not confirmed.");
	pay(bob, order, "tok_chargedNoAnswer");
	ck_assert_contains(page(bob, order)->body, "Your payment is being confirmed");
	ck_assert_lacks(page(bob, order)->body, "Confirm it with your bank");
}

TEST(an_order_shows_every_payment_that_arrived_and_why_it_went_back)
{
	const struct person *bob = new_person();
	const char *order = order_by(bob, "5", 2), *twice;
	const char *body;

	pay(bob, order, "tok_chargeDeclined");
	pay(bob, order, "tok_visa");
	twice = stray(order, "duplicate");
	body = page(bob, order)->body;
	ck_assert_contains(body, "Your tickets are confirmed");
	ck_assert_contains(body, ">Payment<");
	ck_assert_contains(body, ">Second payment<");
	ck_assert_contains(body, "paid before");
	ck_assert_contains(body, pool_print(pool, "/payments/%s\"", twice));
	ck_assert_contains(body, "$10.00");
	ck_assert_contains(body, "$43.21");
	forget(twice);
}

TEST(a_late_payment_says_that_it_was_late)
{
	const struct person *bob = new_person();
	const char *order = order_by(bob, "5", 2), *late, *body;

	ask("DELETE", order, .as = bob);
	ck_assert_contains(page(bob, order)->body, "Nothing was charged");
	late = stray(order, "late");
	body = page(bob, order)->body;
	ck_assert_contains(body, "You cancelled this order");
	ck_assert_contains(body, "Late payment");
	ck_assert_contains(body, "after your hold had ended");
	ck_assert_lacks(body, "Nothing was charged");
	forget(late);
}

TEST(an_order_whose_payment_failed_says_that_nothing_was_charged)
{
	const struct person *bob = new_person();
	const char *order = order_by(bob, "5", 2);

	pay(bob, order, "tok_chargeDeclined");
	ask("DELETE", order, .as = bob);
	ck_assert_contains(page(bob, order)->body, "Nothing was charged");
}

TEST(what_was_given_back_no_longer_admits)
{
	const struct person *alice = new_person(), *bob = new_person();
	const char *product = sell(alice, "5", 9), *order = buy(bob, product, 2), *refund = pool_print(pool, "%s/refund", order);
	struct answer *answer;

	pay(bob, order, "tok_visa");
	ck_assert_contains(page(bob, order)->body, "<strong>2</strong>");
	ask("POST", refund, .as = alice, .json = pool_print(pool, "{\"productId\":\"%s\",\"quantity\":1}", id_in(product)));
	answer = page(bob, order);
	ck_assert_contains(answer->body, "<strong>1</strong>");
	ck_assert_contains(answer->body, "Refunded: 1");
	ck_assert_contains(answer->body, "The seller has refunded $5.00 of $10.00");
	ask("POST", refund, .as = alice, .json = "{}");
	answer = page(bob, order);
	ck_assert_contains(answer->body, "This order was refunded");
	ck_assert_lacks(answer->body, "Admits");
	ck_assert_lacks(answer->body, "confirmed");
	ck_assert_contains(ask("GET", "/orders", .as = bob)->body, ">Refunded<");
	ck_assert_contains(ask("GET", pool_print(pool, "%s/pay", layout_page(order)), .as = bob)->body, "This order was refunded");
}

#define NO_PROVIDER .settings = "BOXOFFICE_PAYMENT_PROVIDER=\n"

TEST(without_a_payment_provider_no_payment_begins)
{
	const struct person *bob = new_person();
	const char *order = order_by(bob, "5", 1);
	const char *json = pool_print(pool, "{\"orderId\":\"%s\",\"token\":\"tok_visa\"}", id_in(order));
	const char *checkout = pool_print(pool, "orderId=%s", id_in(order));
	struct answer *answer = ask("POST", "/api/payments", .as = bob, .json = json, NO_PROVIDER);

	ck_assert_refused(answer, 400, "This shop takes no payments yet, so only free tickets can be ordered", NULL);
	ck_assert_status(ask("POST", "/payments/hosted-checkout", .as = bob, .form = checkout, NO_PROVIDER), 400);
	answer = ask("GET", pool_print(pool, "%s/pay", layout_page(order)), .as = bob, NO_PROVIDER);
	ck_assert_contains(answer->body, "This shop takes no payments now");
	ck_assert_lacks(answer->body, "action=\"/payments");
	ck_assert_lacks(answer->body, "form=\"pay\"");
	ck_assert_str_eq(member(ask("GET", order, .as = bob), "status"), "created");
	ck_assert_status(ask("POST", "/api/payments", .as = bob, .json = json), 201);
}

/* ---- currencies */

#define NOW_IN_YEN .settings = "BOXOFFICE_CURRENCY=JPY\n"

TEST(an_order_keeps_the_currency_that_it_was_placed_in)
{
	const struct person *alice = new_person(), *bob = new_person();
	const char *product = sell(alice, "12.50", 9), *order = buy(bob, product, 2), *payment;
	const char *json = pool_print(pool, "{\"orderId\":\"%s\",\"token\":\"tok_visa\"}", id_in(order));
	struct answer *answer = ask("POST", "/api/payments", .as = bob, .json = json, NOW_IN_YEN);

	ck_assert_status(answer, 201);
	ck_assert_str_eq(member(answer, "currency"), "USD");
	payment = member(answer, "id");
	ck_assert_contains(ask("GET", layout_page(order), .as = bob, NOW_IN_YEN)->body, "$25.00");
	ck_assert_lacks(ask("GET", layout_page(order), .as = bob, NOW_IN_YEN)->body, "25 JPY");
	ck_assert_contains(ask("GET", "/orders", .as = bob, NOW_IN_YEN)->body, "$25.00");
	ck_assert_contains(ask("GET", pool_print(pool, "/payments/%s", payment), .as = bob, NOW_IN_YEN)->body, "$25.00");
	ck_assert_contains(ask("GET", pool_print(pool, "%s/sale", layout_page(order)), .as = alice, NOW_IN_YEN)->body, "$25.00");
	ck_assert_contains(ask("GET", pool_print(pool, "%s/sales", layout_page(product)), .as = alice, NOW_IN_YEN)->body, "$25.00");
	ck_assert_contains(ask("GET", layout_page(product), NOW_IN_YEN)->body, "12.50 JPY");
}

TEST(one_from_before_orders_had_a_currency_is_in_the_shops)
{
	const struct person *bob = new_person();
	const char *order = order_by(bob, "12", 1);
	const char *json = pool_print(pool, "{\"orderId\":\"%s\",\"token\":\"tok_visa\"}", id_in(order));

	run(pool_print(pool, "UPDATE orders SET currency = NULL WHERE id = '%s'", id_in(order)));
	ck_assert_contains(ask("GET", layout_page(order), .as = bob, NOW_IN_YEN)->body, "12 JPY");
	ck_assert_str_eq(member(ask("POST", "/api/payments", .as = bob, .json = json, NOW_IN_YEN), "currency"), "JPY");
}

TEST(money_of_another_currency_is_shown_in_it)
{
	const struct person *bob = new_person();
	const char *order = order_by(bob, "12", 1), *payment = stray(order, "differs");

	run(pool_print(pool, "UPDATE payments SET currency = 'EUR' WHERE id = '%s'", payment));
	ck_assert_contains(page(bob, order)->body, "€43.21");
	ck_assert_contains(page(bob, order)->body, "has taken another amount or currency than this order costs");
	ck_assert_contains(page(bob, order)->body, "$12.00");
	forget(payment);
}

/* ---- what Stripe is let into */

#define STRIPE "BOXOFFICE_PAYMENT_PROVIDER=stripe\nBOXOFFICE_STRIPE_KEY=sk_test_secret\nBOXOFFICE_STRIPE_WEBHOOK_SECRET=whsec_test\n" \
	"BOXOFFICE_BASE_URL=https://tickets.example.org\n"
#define WITH_CARDS STRIPE "BOXOFFICE_STRIPE_PUBLISHABLE_KEY=pk_test_seen\n"

static struct answer *payment_page(const struct person *as, const char *order, const char *settings)
{
	return ask("GET", pool_print(pool, "%s/pay", layout_page(order)), .as = as, .settings = settings);
}

static const char *policy_of(const struct answer *answer)
{
	return header_of(answer, "Content-Security-Policy");
}

TEST(the_page_of_payment_lets_stripe_in_where_it_takes_cards)
{
	const struct person *bob = new_person();
	struct answer *answer = payment_page(bob, order_by(bob, "5", 1), WITH_CARDS);
	const char *policy = policy_of(answer);

	ck_assert_contains(policy, "script-src 'self' https://js.stripe.com https://*.js.stripe.com;");
	ck_assert_contains(policy, "frame-src https://js.stripe.com https://*.js.stripe.com https://hooks.stripe.com;");
	ck_assert_contains(policy, "connect-src 'self' https://api.stripe.com;");
	ck_assert_contains(policy, "form-action 'self' https://api.stripe.com https://*.stripe.com;");
	ck_assert_contains(answer->body, "data-card=\"pk_test_seen\"");
	ck_assert_contains(answer->body, "<script src=\"https://js.stripe.com/v3/\" defer>");
	ck_assert_contains(answer->body, "action=\"/payments/hosted-checkout\"");
	ck_assert_lacks(answer->body, "sk_test_secret");
}

TEST(without_a_publishable_key_the_page_leads_to_stripes_and_loads_nothing_of_it)
{
	const struct person *bob = new_person();
	struct answer *answer = payment_page(bob, order_by(bob, "5", 1), STRIPE);

	ck_assert_contains(policy_of(answer), "script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action");
	ck_assert_contains(policy_of(answer), "form-action 'self' https://api.stripe.com https://*.stripe.com;");
	ck_assert_lacks(policy_of(answer), "frame-src");
	ck_assert_lacks(answer->body, "js.stripe.com");
	ck_assert_contains(answer->body, "action=\"/payments/hosted-checkout\"");
}

TEST(no_other_page_lets_stripe_in)
{
	const struct person *bob = new_person();
	const char *order = order_by(bob, "5", 1), *urls[] = { "/", "/orders", layout_page(order), "/nowhere", "/auth/signin" };

	for (size_t i = 0; i < sizeof(urls) / sizeof(urls[0]); i++)
		ck_assert_lacks(policy_of(ask("GET", urls[i], .as = bob, .settings = WITH_CARDS)), "stripe");
	ck_assert_lacks(policy_of(payment_page(new_person(), order, WITH_CARDS)), "stripe");
	ck_assert_lacks(policy_of(payment_page(bob, order, WITH_CARDS "BOXOFFICE_PAYMENT_PROVIDER=test\n")), "stripe");
	ck_assert_lacks(policy_of(ask("GET", order, .as = bob, .settings = WITH_CARDS)), "stripe");
}

TEST(a_form_that_comes_back_lets_stripe_in_again)
{
	const struct person *bob = new_person();
	struct answer *answer = ask("POST", "/payments", .as = bob, .settings = WITH_CARDS,
	                            .form = pool_print(pool, "orderId=%s&token=", id_in(order_by(bob, "5", 1))));

	ck_assert_status(answer, 400);
	ck_assert_contains(policy_of(answer), "https://js.stripe.com");
}

TEST(the_addresses_are_those_configured)
{
	const struct person *bob = new_person();
	struct answer *answer = payment_page(bob, order_by(bob, "5", 1), WITH_CARDS "BOXOFFICE_STRIPE_BASE=http://127.0.0.1:1234/x\n"
	                             "BOXOFFICE_STRIPE_JS=http://127.0.0.1:1234/v3/\n");

	ck_assert_contains(policy_of(answer), "script-src 'self' http://127.0.0.1:1234 ");
	ck_assert_contains(policy_of(answer), "connect-src 'self' http://127.0.0.1:1234;");
	ck_assert_contains(answer->body, "<script src=\"http://127.0.0.1:1234/v3/\" defer>");
}

int main(void)
{
	return test_run("payments", CONFIGURED);
}
