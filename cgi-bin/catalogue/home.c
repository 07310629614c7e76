/*
 * The home page: what is on sale, the newest first. `q` searches it, `after` shows the next page. The web server sends every address
 * here that no other program has; it is answered 404.
 */
#include "base/pool.h"
#include "catalogue/product.h"
#include "cgi-bin/catalogue/product_page.h"
#include "http/input.h"
#include "page/view.h"
#include "serve/respond.h"
#include "gateway/serve.h"

#define ON_A_PAGE 24

struct home_shown {
	const char *words;  /* to search for; "" for all products */
	struct product_page found;
	const bool *mine;   /* for each product: true if the visitor sells it */
	const char *older;  /* the address of the next page; NULL: there is none */
};

static const char *address_after(struct request *request, const char *words, const char *last)
{
	struct text url = text_in(request->pool);

	text_print(&url, "%s/?after=%s", request_base(), last);
	if (*words) {
		text_put(&url, "&q=");
		text_url(&url, words);
	}
	return url.bytes;
}

static const bool *which_are_mine(struct request *request, const struct list *list)
{
	const struct product *products = list->rows;
	bool *mine = pool_alloc(request->pool, list->count * sizeof(*mine) + 1);

	for (size_t i = 0; i < list->count; i++)
		mine[i] = product_page_is_mine(request, &products[i]);
	return mine;
}

/* Answers 200; 404 where `after` is no product. */
static const struct outcome *show_home(struct request *request)
{
	struct home_shown *shown = pool_alloc(request->pool, sizeof(*shown));
	struct product_query query = { .words = input_query_text(request, "q"), .limit = ON_A_PAGE, .newest_first = true,
	                               .after = input_query_id(request, "after", "There is no such page") };

	if (input_failed(request) || product_list(request->pool, &query, &shown->found) != DONE)
		return NOT_FOUND;
	shown->words = query.words;
	if (product_next(&shown->found))
		shown->older = address_after(request, query.words, product_next(&shown->found));
	shown->mine = which_are_mine(request, &shown->found.products);
	respond_page(request, shown);
	return DONE;
}

static void fill_home(struct page *page, const void *thing)
{
	const struct home_shown *shown = thing;
	const struct product *products = shown->found.products.rows;
	size_t count = shown->found.products.count;

	for (size_t i = 0; i < count; i++) {
		struct page *card = page_section(page, "products");

		view_fill(card, product_fields, &products[i]);
		product_page_state(card, &products[i], shown->mine[i]);
	}
	page_set(page, "q", shown->words);
	if (*shown->words)
		page_set(page_section(page, "searched"), "q", shown->words);
	view_flag(page, *shown->words ? "none_found" : "none", !count && !shown->older);
	view_flag(page, "none_yet", !count && shown->older);
	if (shown->older)
		page_set(page_section(page, *shown->found.searched_to ? "further" : "older"), "url", shown->older);
}

static const char *const takes[] = { "q", "after", NULL };
static const struct page_kind home_page = { "catalogue/home.tpl", "Tickets on sale", NULL, fill_home, 0 };

static const struct route routes[] = {
	{ GET, "/", show_home, PAGE_ONLY | CACHEABLE, &home_page, .takes = takes },
	{ 0 }
};

int main(void)
{
	return serve(routes);
}
