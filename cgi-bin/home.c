/* /: what is on sale, newest first; ?q= searches it, ?after= goes on. Answers 404 for what no other program answers. */
#include "base/pool.h"
#include "page/view.h"
#include "shop/product.h"
#include "web/app.h"
#include "web/input.h"
#include "web/offer.h"
#include "web/respond.h"

#define ON_A_PAGE 24

static enum result list(struct request *request)
{
	struct product_query query = { .words = asked_raw(request, "q"), .limit = ON_A_PAGE + 1, .newest_first = true,
	                               .after = asked_id(request, "after", "There is no such page") };
	struct list *found = pool_alloc(request->pool, sizeof(*found));

	if (input_failed(request))
		return NOT_FOUND;
	*found = product_list(request->pool, &query);
	request->list = *found;
	show(request, product_fields, NULL);
	return DONE;
}

static void show_more(struct request *request, struct page *page, const struct product *last)
{
	struct text url = text_in(request->pool);

	text_print(&url, "%s/?after=%s", request_base(), last->id);
	if (*asked_raw(request, "q")) {
		text_put(&url, "&q=");
		text_url(&url, asked_raw(request, "q"));
	}
	page_set(page_section(page, "older"), "url", url.bytes);
}

static void dress(struct request *request, struct page *page)
{
	const struct product *products = request->list.rows;
	bool searched = *asked_raw(request, "q"), more = request->list.count > ON_A_PAGE;
	size_t count = more ? ON_A_PAGE : request->list.count;

	for (size_t i = 0; i < count; i++)
		offer_fill(request, page_section(page, "products"), &products[i]);
	page_set(page, "q", asked_raw(request, "q"));
	if (searched)
		page_set(page_section(page, "searched"), "q", asked_raw(request, "q"));
	view_flag(page, searched ? "none_found" : "none", !count);
	if (more)
		show_more(request, page, &products[count - 1]);
}

static const struct page_kind home_page = { "home.tpl", "Tickets on sale", NULL, dress, 0 };

static const struct route routes[] = {
	{ GET, "/", list, PAGE_ONLY | PUBLIC, &home_page },
	{ 0 }
};

int main(void)
{
	return app_serve(routes);
}
