/* What every page says of how the shop is set up. */
#include "tests/ask.h"
#include "tests/test.h"

#define WITH_STRIPE \
	"BOXOFFICE_PAYMENT_PROVIDER=stripe\nBOXOFFICE_STRIPE_KEY=sk_test_x\nBOXOFFICE_STRIPE_WEBHOOK_SECRET=whsec_test\n" \
	"BOXOFFICE_BASE_URL=https://tickets.example.org\n"

static const char NOTICE[] = "This is a test shop: cards are not charged";

/* The page's address of an API's address. */
static const char *page_of(const char *api_url)
{
	return api_url + strlen("/api");
}

TEST(every_page_says_that_cards_are_test_cards)
{
	const struct person *alice = new_person();
	const char *url = page_of(sell(alice, "1", 3)), *order = page_of(buy(alice, sell(alice, "1", 3), 1));
	const char *const urls[] = { "/", "/?q=x", "/nowhere", "/auth/signin", "/auth/signup", "/orders", "/webhooks", "/products/new", url,
		order, pool_print(pool, "%s/edit", url), pool_print(pool, "%s/sales", url), pool_print(pool, "%s/pay", order),
		"/payments/0123456789abcdef01234567" };

	for (size_t i = 0; i < sizeof(urls) / sizeof(urls[0]); i++) {
		ck_assert_contains(ask("GET", urls[i], .as = alice)->body, NOTICE);
		ck_assert_lacks(ask("GET", urls[i], .as = alice, .settings = WITH_STRIPE)->body, "test shop");
	}
	ck_assert_contains(ask("POST", "/products", .as = alice, .form = "title=&price=")->body, NOTICE);
	ck_assert_contains(ask("GET", "/")->body, NOTICE);
	ck_assert_contains(ask("GET", "/nowhere")->body, NOTICE);
}

TEST(a_shop_without_a_provider_is_no_test_shop)
{
	ck_assert_lacks(ask("GET", "/", .settings = "BOXOFFICE_PAYMENT_PROVIDER=\n")->body, "test shop");
}

int main(void)
{
	return test_run("notices", CONFIGURED);
}
