#include "web/offer.h"

#include <string.h>

#include "web/view.h"

void offer_fill(const struct request *request, struct page *page, const struct product *product)
{
	int64_t left = product->available;

	view_fill(page, product_fields, product);
	view_flag(page, "on_sale", left > 0);
	view_flag(page, "sold_out", left <= 0);
	view_flag(page, "last_one", left == 1 && product->quantity > 1);
	view_flag(page, "few", left > 1 && left <= OFFER_FEW);
	view_flag(page, "free", product->price == 0);
	view_flag(page, "mine", request->signed_in && !strcmp(request->session.id, product->user_id));
}
