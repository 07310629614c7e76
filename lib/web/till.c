#include "web/till.h"

#include <string.h>

#include "base/config.h"
#include "base/pool.h"
#include "shop/order.h"
#include "web/input.h"
#include "web/respond.h"
#include "web/view.h"

enum result till_load(struct request *request)
{
	struct order *order = pool_alloc(request->pool, sizeof(*order));
	const char *id = *request->id ? request->id : input_raw(request, "orderId");
	enum result result = order_load(request->pool, id, request->session.id, order);

	show(request, order_fields, order);
	return result;
}

void till_status(struct page *page, const char *status)
{
	view_flag(page, "is_created", !strcmp(status, "created"));
	view_flag(page, "is_awaiting", !strcmp(status, "awaiting:payment"));
	view_flag(page, "is_complete", !strcmp(status, "complete"));
	view_flag(page, "is_cancelled", !strcmp(status, "cancelled"));
}

void till_dress(struct request *request, struct page *page)
{
	const struct order *order = request->view.thing;
	bool test = !strcmp(config.payment_provider, "test");

	till_status(page, order->status);
	page_set(page, "orderId", order->id);
	view_flag(page, "by_test_card", test);
	view_flag(page, "by_provider", !test);
}
