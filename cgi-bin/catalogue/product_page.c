#include "cgi-bin/catalogue/product_page.h"

#include <string.h>

#include "base/config.h"
#include "page/view.h"
#include "sales/order.h"

static const char *state_of(const struct product *product)
{
	if (product->available <= 0)
		return "sold_out";
	if (product->available > OFFER_FEW || product->quantity == 1)
		return "on_sale";
	return product->available == 1 ? "last_one" : "few";
}

void product_page_state(const struct request *request, struct page *page, const struct product *product)
{
	view_fill(page, product_fields, product);
	view_flag(page, state_of(product), true);
	view_flag(page, "free", product->price == 0);
	view_flag(page, "mine", request->visitor.signed_in && !strcmp(request->visitor.session.id, product->user_id));
}

/* How many, where there is more than one to choose from. */
static void fill_choices(struct page *buy, const struct product *product)
{
	int64_t max = product->available < OFFER_CHOICES ? product->available : OFFER_CHOICES;
	struct page *choice;

	if (max == 1)
		return;
	choice = page_section(buy, "choice");
	for (int64_t n = 1; n <= max; n++)
		view_number(page_section(choice, "quantities"), "n", n);
	page_section(buy, "plural");
}

static void fill_hold(const struct request *request, struct page *page, const struct product *product)
{
	char order_id[ID_SIZE] = "";

	if (request->visitor.signed_in)
		order_of_product(order_id, product->id, request->visitor.session.id);
	if (*order_id)
		page_set(page_section(page, "my_order"), "order_id", order_id);
}

void product_page_fill(struct request *request, struct page *page)
{
	const struct product *product = request->answer.view.thing;

	request->answer.title = product->title;
	product_page_state(request, page, product);
	fill_hold(request, page, product);
	view_number(page, "hold_minutes", (config.hold_seconds + 59) / 60);
	if (product->available <= 0)
		return;
	if (request->visitor.signed_in)
		fill_choices(page_section(page, "buy"), product);
	else
		page_section(page, "buy_signed_out");
}
