/* /: what is on sale, newest first; ?q= searches it, ?after= goes on. Answers 404 for what no other program answers. */
#include "base/pool.h"
#include "page/view.h"
#include "catalogue/product.h"
#include "serve/serve.h"
#include "http/input.h"
#include "cgi-bin/catalogue/product_page.h"
#include "serve/respond.h"

#define ON_A_PAGE 24

static const struct outcome *list(struct request *request)
{
	struct product_query query = { .words = input_query_text(request, "q"), .limit = ON_A_PAGE + 1, .newest_first = true,
	                               .after = input_query_id(request, "after", "There is no such page") };
	struct list *found = pool_alloc(request->pool, sizeof(*found));

	if (input_failed(request))
		return NOT_FOUND;
	*found = product_list(request->pool, &query);
	request->answer.list = *found;
	respond_show(request, product_fields, NULL);
	return DONE;
}

static void show_more(struct request *request, struct page *page, const struct product *last)
{
	struct text url = text_in(request->pool);

	text_print(&url, "%s/?after=%s", request_base(), last->id);
	if (*input_query_text(request, "q")) {
		text_put(&url, "&q=");
		text_url(&url, input_query_text(request, "q"));
	}
	page_set(page_section(page, "older"), "url", url.bytes);
}

static void fill(struct request *request, struct page *page)
{
	const struct product *products = request->answer.list.rows;
	bool searched = *input_query_text(request, "q"), more = request->answer.list.count > ON_A_PAGE;
	size_t count = more ? ON_A_PAGE : request->answer.list.count;

	for (size_t i = 0; i < count; i++)
		product_page_state(request, page_section(page, "products"), &products[i]);
	page_set(page, "q", input_query_text(request, "q"));
	if (searched)
		page_set(page_section(page, "searched"), "q", input_query_text(request, "q"));
	view_flag(page, searched ? "none_found" : "none", !count);
	if (more)
		show_more(request, page, &products[count - 1]);
}

static const struct page_kind home_page = { "catalogue/home.tpl", "Tickets on sale", NULL, fill, 0 };

static const struct route routes[] = {
	{ GET, "/", list, PAGE_ONLY | CACHEABLE, &home_page },
	{ 0 }
};

int main(void)
{
	return serve(routes);
}
