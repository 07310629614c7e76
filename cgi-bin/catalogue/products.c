/* What is on sale: /products…, /api/products… */
#include "sales/product_edit.h"
#include "catalogue/product.h"

#include <string.h>

#include "base/pool.h"
#include "page/view.h"
#include "sales/sale.h"
#include "gateway/serve.h"
#include "http/input.h"
#include "http/input_fields.h"
#include "http/session.h"
#include "cgi-bin/catalogue/product_page.h"
#include "serve/respond.h"
#include "cgi-bin/money/payment_page.h"

#define SALES_ON_A_PAGE 20

/* Answers 200 with an array in order of creation, and the address of the next page in the header Link; 400 with the broken rules. */
static const struct outcome *list_products(struct request *request)
{
	struct product_query query = {
		.words = input_query_text(request, "q"),
		.after = input_query_id(request, "after", "After must be the id of a product"),
		.limit = input_query_count(request, "limit", PRODUCT_LIST_MAX, 100, "Limit must be between 1 and 500"),
	};
	struct list products;

	if (input_failed(request))
		return INVALID;
	products = product_list(request->pool, &query);
	respond_list(request, product_fields, sizeof(struct product), &products);
	if (products.more) {
		struct text words = text_in(request->pool);

		text_url(&words, query.words);
		respond_next(request, "/products?limit=%d&after=%s%s%s", (int)query.limit,
		             ((struct product *)products.rows)[products.count - 1].id, *query.words ? "&q=" : "",
		             *query.words ? words.bytes : "");
	}
	return DONE;
}

static const struct outcome *to_home(struct request *request)
{
	respond_goes_to(request, "/");
	return DONE;
}

/* Answers 200 or 404. */
static const struct outcome *show_product(struct request *request)
{
	return product_page_load(request, request->match.id);
}

/* Answers 201 and the new product's address; 400 with the broken rules. */
static const struct outcome *create(struct request *request)
{
	struct product *product = pool_alloc(request->pool, sizeof(*product));

	if (!input_fields(request, product_fields, product))
		return INVALID;
	product_create(request->run.batch, session_user(request), product);
	respond_show(request, product_fields, product);
	respond_goes_to(request, "/products/%s", product->id);
	return CREATED;
}

/* Answers 200; 400 with the broken rules; 404; 401 to others than the seller; 400 if reserved; 409 if edited meanwhile. */
static const struct outcome *update(struct request *request)
{
	struct product *product = pool_alloc(request->pool, sizeof(*product)), entered = PRODUCT_ENTERED;
	const struct outcome *result;

	if (!input_fields(request, product_fields, &entered))
		return INVALID;
	result = product_edit(request->pool, request->match.id, session_user(request), &entered, product);
	respond_show(request, product_fields, product);
	respond_goes_to(request, "/products/%s", request->match.id);
	return result;
}

/* Shows the form for a new product, of which its heading is all that is known. */
static const struct outcome *ask_new(struct request *request)
{
	respond_page(request, "Sell tickets");
	return DONE;
}

static const struct outcome *load_own(struct request *request, struct product *product)
{
	const struct outcome *outcome = product_load(request->pool, request->match.id, product);

	return outcome == DONE && !product_page_is_mine(request, product) ? UNAUTHORIZED : outcome;
}

/*
 * Shows the form that edits a product: 200; 404; 401 to others than the seller. What was typed before signing in keeps the revision that
 * it was typed over, so that nobody's edit of meanwhile is overwritten unseen.
 */
static const struct outcome *ask_edit(struct request *request)
{
	struct product *product = pool_alloc(request->pool, sizeof(*product));
	const struct outcome *outcome = load_own(request, product);

	if (outcome == DONE)
		input_count_from_json(json_object_get(request->input.query, "revision"), 0, product->revision, &product->revision);
	respond_show(request, product_fields, product);
	return outcome;
}

struct sales_shown {
	struct product product;
	struct list sales;
	bool first;        /* true on the first page of them */
	const char *older; /* the address of the next page; NULL: there is none */
};

static void load_sales(struct request *request, struct sales_shown *shown, const char *after)
{
	const struct sale *sales;

	shown->first = !after;
	shown->sales = sale_list(request->pool, shown->product.id, after, SALES_ON_A_PAGE);
	sales = shown->sales.rows;
	if (shown->sales.more)
		shown->older = pool_print(request->pool, "%s/products/%s/sales?after=%s", request_base(), shown->product.id,
		                          sales[shown->sales.count - 1].order_id);
}

/* Shows the seller what was sold and what is held: 200; 404; 401 to others. */
static const struct outcome *list_sales(struct request *request)
{
	struct sales_shown *shown = pool_alloc(request->pool, sizeof(*shown));
	const char *after = input_query_id(request, "after", "There is no such page");
	const struct outcome *outcome = input_failed(request) ? NOT_FOUND : load_own(request, &shown->product);

	if (outcome != DONE)
		return outcome;
	load_sales(request, shown, after);
	respond_show(request, product_fields, &shown->product);
	respond_page(request, shown);
	return DONE;
}

static void fill_new(struct page *page, const void *heading)
{
	page_set(page, "heading", heading);
	page_set(page, "submit", "Put on sale");
	page_section(page, "creating");
}

static void fill_edit(struct page *page, const void *shown)
{
	const struct product *product = shown;

	page_set(page, "heading", "Edit tickets");
	page_set(page, "submit", "Save changes");
	page_set(page_section(page, "editing"), "id", product->id);
}

static void fill_sales(struct page *page, const void *thing)
{
	const struct sales_shown *shown = thing;
	const struct sale *sales = shown->sales.rows;

	view_number(page, "held_now", shown->product.held - shown->product.overdue);
	view_flag(page, "none", !shown->sales.count && shown->first);
	for (size_t i = 0; i < shown->sales.count; i++) {
		struct page *row = page_section(page, "sales");

		view_fill(row, sale_fields, &sales[i]);
		payment_page_status(row, sales[i].status, sales[i].returned);
	}
	if (shown->older)
		page_set(page_section(page, "older"), "url", shown->older);
}

static const struct page_kind product_page = { "catalogue/product.tpl", "Tickets", NULL, product_page_fill, 0,
                                               .error_title = "That did not work" };
static const struct page_kind new_page = { "catalogue/product_form.tpl", "Sell tickets", ask_new, fill_new, OPEN_FORM, product_fields };
static const struct page_kind edit_page = { "catalogue/product_form.tpl", "Edit tickets", ask_edit, fill_edit, OPEN_FORM, product_fields };
static const struct page_kind sales_page = { "sales/sales.tpl", "Sales", NULL, fill_sales, 0 };

static const struct route routes[] = {
	{ GET,  "/products",            to_home,      PAGE_ONLY, NULL },
	{ GET,  "/products",            list_products,         API_ONLY | CACHEABLE, NULL },
	{ POST, "/products",            create,       SIGNED_IN | CREATES | BATCHED, &new_page, "/products/new?" },
	{ GET,  "/products/new",        ask_new,      SIGNED_IN | PAGE_ONLY, &new_page },
	{ GET,  "/products/{id}",       show_product, CACHEABLE, &product_page },
	{ PUT,  "/products/{id}",       update,       SIGNED_IN | API_ONLY, NULL },
	{ POST, "/products/{id}",       update,       SIGNED_IN | PAGE_ONLY, &edit_page, "/products/{id}/edit?" },
	{ GET,  "/products/{id}/edit",  ask_edit,     SIGNED_IN | PAGE_ONLY, &edit_page },
	{ GET,  "/products/{id}/sales", list_sales,   SIGNED_IN | SNAPSHOT | PAGE_ONLY, &sales_page },
	{ 0 }
};

int main(void)
{
	return serve(routes);
}
