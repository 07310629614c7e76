#include "cgi-bin/catalogue/product_page.h"

#include <string.h>

#include "sales/settings.h"
#include "base/pool.h"
#include "http/input.h"
#include "http/session.h"
#include "money/payment.h"
#include "page/view.h"
#include "quota/quota.h"
#include "sales/buyer.h"
#include "sales/order.h"
#include "sales/order_seen.h"
#include "serve/cache.h"
#include "serve/respond.h"

static const char *marker_of_state(const struct product *product)
{
	if (product->available <= 0)
		return "sold_out";
	if (product->available > PRODUCT_PAGE_FEW || product->quantity == 1)
		return "on_sale";
	return product->available == 1 ? "last_one" : "few";
}

bool product_page_is_mine(const struct request *request, const struct product *product)
{
	return request->visitor.signed_in && !strcmp(session_user(request), product->user_id);
}

void product_page_state(struct page *page, const struct product *product, bool mine)
{
	view_flag(page, marker_of_state(product), true);
	view_flag(page, "free", product->price == 0);
	view_flag(page, "mine", mine);
}

/* The choice of how many tickets to buy, where it may be more than one. */
static void fill_choices(struct page *buy, int64_t max, int64_t chosen)
{
	struct page *choice;

	if (max == 1)
		return;
	choice = page_section(buy, "choice");
	for (int64_t n = 1; n <= max; n++) {
		struct page *option = page_section(choice, "quantities");

		view_number(option, "n", n);
		view_flag(option, "is_chosen", n == chosen);
	}
	page_section(buy, "plural");
}

void product_page_fill(struct page *page, const void *thing)
{
	const struct product_shown *shown = thing;
	const struct product *product = &shown->product;

	product_page_state(page, product, shown->mine);
	if (*shown->order_id)
		page_set(page_section(page, "my_order"), "order_id", shown->order_id);
	view_number(page, "hold_minutes", (sales_settings.hold_seconds + 59) / 60);
	if (product->available <= 0)
		return;
	if (product->price && !payment_is_possible())
		page_section(page, "not_for_money");
	else if (shown->signed_in)
		fill_choices(page_section(page, "buy"), shown->max, shown->chosen);
	else
		page_section(page, "buy_signed_out");
}

/* What the page shows and the API doesn't: what the visitor has to do with the product. */
static void load_visitor_part(struct request *request, struct product_shown *shown)
{
	const json_t *inputs = request->received.method == GET ? request->input.query : request->input.body;

	shown->chosen = 1;
	input_count_from_json(json_object_get(inputs, "quantity"), 1, PRODUCT_PAGE_CHOICES, &shown->chosen);
	shown->signed_in = request->visitor.signed_in;
	shown->mine = product_page_is_mine(request, &shown->product);
	shown->max = buyer_order_max(shown->product.available < PRODUCT_PAGE_CHOICES ? shown->product.available : PRODUCT_PAGE_CHOICES);
	if (shown->signed_in)
		order_of_product(shown->order_id, shown->product.id, session_user(request));
	respond_page(request, shown);
	respond_title(request, shown->product.title);
}

/* True if more tickets may be free when a hold ends: a hold of this product, or of a quota that it shares and that is short. */
static bool has_holds(const struct product *product)
{
	return product->held > product->overdue || product->shared < product->quantity;
}

const struct outcome *product_page_load(struct request *request, const char *id)
{
	struct product_shown *shown = pool_alloc(request->pool, sizeof(*shown));
	const struct outcome *outcome = product_load(request->pool, id, &shown->product);

	if (outcome != DONE)
		return outcome;
	respond_show(request, product_fields, &shown->product);
	if (!request->received.api)
		load_visitor_part(request, shown);
	if (has_holds(&shown->product) && cache_may_keep(request))
		cache_end_in(request, quota_next_end(shown->product.id, CACHE_MS));
	return DONE;
}

const struct order_seen *product_page_seen(struct request *request)
{
	struct order_seen *seen = pool_alloc(request->pool, sizeof(*seen));

	*seen = (struct order_seen){ input_raw(request, "seenRevision"), input_raw(request, "seenPrice"), input_raw(request, "seenTitle") };
	return *seen->price ? seen : NULL;
}

void product_page_tell_changes(struct request *request, const struct order_line *line)
{
	struct product product = { 0 };
	struct order_product now;
	const char *price, *title;

	if (product_load(request->pool, line->product_id, &product) != DONE)
		return;
	now = (struct order_product){ .title = product.title, .price = product.price };
	price = order_seen_price_words(request->pool, line->seen, &now);
	title = order_seen_title_words(request->pool, line->seen, &now);
	if (price)
		input_error(request, "", price);
	if (title)
		input_error(request, "", title);
}
