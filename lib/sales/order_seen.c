#include "sales/order_seen.h"

#include <stdio.h>
#include <string.h>

#include "base/config.h"
#include "base/money.h"
#include "base/pool.h"

const struct outcome SEEN_OTHERWISE[1] = { { 409, "These tickets have changed since you saw them", NULL } };

#define TITLE_MAX 800 /* bytes; no title is longer */
#define PRICE_SIZE (MONEY_SIZE + 4) /* with a blank and the currency */

static void price_of(char out[PRICE_SIZE], const struct order_product *product)
{
	char plain[MONEY_SIZE];

	money_plain(plain, product->price);
	snprintf(out, PRICE_SIZE, "%s %.3s", plain, config.currency);
}

static bool same_price(const struct order_seen *seen, const struct order_product *product)
{
	char price[PRICE_SIZE];

	price_of(price, product);
	return !strcmp(seen->price, price);
}

static bool same_revision(const struct order_seen *seen, int64_t revision)
{
	char text[24];

	snprintf(text, sizeof(text), "%lld", (long long)revision);
	return !strcmp(seen->revision, text);
}

bool order_seen_is(const struct order_seen *seen, const struct order_product *product, int64_t revision)
{
	return same_price(seen, product) && (same_revision(seen, revision) || !strcmp(seen->title, product->title));
}

/* The price that was seen, as people read it; "" where the form has none that can be read. */
static void seen_price(char out[MONEY_SIZE], const struct order_seen *seen)
{
	const char *currency = strchr(seen->price, ' ');
	char plain[MONEY_SIZE];
	int64_t minor;

	*out = '\0';
	if (!currency || currency - seen->price >= MONEY_SIZE || !money_is_currency(currency + 1))
		return;
	snprintf(plain, sizeof(plain), "%.*s", (int)(currency - seen->price), seen->price);
	if (money_from_text(plain, &minor))
		money_text(out, minor, currency + 1);
}

const char *order_seen_price_words(void *pool, const struct order_seen *seen, const struct order_product *product)
{
	char before[MONEY_SIZE], now[MONEY_SIZE];

	if (same_price(seen, product))
		return NULL;
	seen_price(before, seen);
	money_text(now, product->price, config.currency);
	if (!*before)
		return pool_print(pool, "The price is now %s. Reserve again if that is all right.", now);
	return pool_print(pool, "The price was %s when you saw it, and is now %s. Reserve again if that is all right.", before, now);
}

const char *order_seen_title_words(void *pool, const struct order_seen *seen, const struct order_product *product)
{
	if (!strcmp(seen->title, product->title))
		return NULL;
	if (!*seen->title || strlen(seen->title) > TITLE_MAX)
		return pool_print(pool, "This is now “%s”. Reserve again if that is all right.", product->title);
	return pool_print(pool, "This was “%s” when you saw it, and is now “%s”. Reserve again if that is all right.", seen->title,
	                  product->title);
}
