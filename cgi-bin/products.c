/* What is on sale: /products…, /api/products… */
#include "shop/product.h"

#include <string.h>

#include "base/pool.h"
#include "web/app.h"
#include "web/input.h"
#include "web/offer.h"
#include "web/respond.h"
#include "web/view.h"

static bool read_product(struct request *request, struct product_input *input)
{
	input->title = input_text(request, "title", 1, PRODUCT_TITLE_MOST, "Title is required");
	input->price = input_money(request, "price", "Price must be a positive number");
	input->quantity = input_count(request, "quantity", 1, PRODUCT_QUANTITY_MOST, 0, "Quantity must be between 1 and 100000");
	input->version = input_count(request, "version", 0, INT32_MAX, -1, "Version must be a whole number");
	return !input_failed(request);
}

/* 200, an array in order of creation; Link names the next page. */
static enum result list(struct request *request)
{
	struct product_query query = {
		.words = asked_raw(request, "q"),
		.after = asked_id(request, "after", "After must be the id of a product"),
		.limit = asked_count(request, "limit", PRODUCT_LIST_MOST, 100, "Limit must be between 1 and 500"),
	};
	struct list products;

	if (input_failed(request))
		return INVALID;
	products = product_list(request->pool, &query);
	show_list(request, "products", product_fields, sizeof(struct product), &products);
	if (products.count == (size_t)query.limit) {
		struct text words = text_in(request->pool);

		text_url(&words, query.words);
		continues_at(request, "/products?limit=%d&after=%s%s%s", (int)query.limit,
		             ((struct product *)products.rows)[products.count - 1].id, *query.words ? "&q=" : "",
		             *query.words ? words.bytes : "");
	}
	return DONE;
}

static enum result to_home(struct request *request)
{
	goes_to(request, "/");
	return DONE;
}

/* 200; 404. */
static enum result show_product(struct request *request)
{
	struct product *product = pool_alloc(request->pool, sizeof(*product));
	enum result result = product_load(request->pool, request->id, product);

	show(request, product_fields, product);
	return result;
}

/* 201 and where it is; 400 with the broken rules. */
static enum result create(struct request *request)
{
	struct product *product = pool_alloc(request->pool, sizeof(*product));
	struct product_input input;

	if (!read_product(request, &input))
		return INVALID;
	product_create(product, request->session.id, &input);
	show(request, product_fields, product);
	goes_to(request, "/products/%s", product->id);
	return CREATED;
}

/* 200; 400 with the broken rules; 404; 401 not the seller; 400 reserved; 409 stale. */
static enum result update(struct request *request)
{
	struct product *product = pool_alloc(request->pool, sizeof(*product));
	struct product_input input;
	enum result result;

	if (!read_product(request, &input))
		return INVALID;
	result = product_update(request->pool, request->id, request->session.id, &input, product);
	show(request, product_fields, product);
	goes_to(request, "/products/%s", request->id);
	return result;
}

static enum result ask_new(struct request *request)
{
	(void)request;
	return DONE;
}

/* The edit form; 404; 401 not the seller. */
static enum result ask_edit(struct request *request)
{
	enum result result = show_product(request);
	const struct product *product = request->view.thing;

	if (result == DONE && strcmp(product->user_id, request->session.id))
		return UNAUTHORIZED;
	return result;
}

static void dress_new(struct request *request, struct page *page)
{
	page_set(page, "heading", "Sell tickets");
	page_set(page, "submit", "Put on sale");
	page_set(page, "action", pool_print(request->pool, "%s/products", request_base()));
	page_set(page, "quantity", "1");
	page_section(page, "creating");
}

static void dress_edit(struct request *request, struct page *page)
{
	const struct product *product = request->view.thing;

	page_set(page, "heading", "Edit tickets");
	page_set(page, "submit", "Save changes");
	page_set(page, "action", pool_print(request->pool, "%s/products/%s", request_base(), product->id));
	page_section(page, "editing");
}

static const struct page_kind product_page = { "product.tpl", "Tickets", NULL, offer_dress, false };
static const struct page_kind new_page = { "product_form.tpl", "Sell tickets", NULL, dress_new, true };
static const struct page_kind edit_page = { "product_form.tpl", "Edit tickets", ask_edit, dress_edit, true };

static const struct route routes[] = {
	{ GET,  "/products",           to_home,      PAGE_ONLY, NULL },
	{ GET,  "/products",           list,         API_ONLY | PUBLIC, NULL },
	{ POST, "/products",           create,       SIGNED_IN | CREATES, &new_page },
	{ GET,  "/products/new",       ask_new,      SIGNED_IN | PAGE_ONLY, &new_page },
	{ GET,  "/products/{id}",      show_product, PUBLIC, &product_page },
	{ PUT,  "/products/{id}",      update,       SIGNED_IN | API_ONLY, NULL },
	{ POST, "/products/{id}",      update,       SIGNED_IN | PAGE_ONLY, &edit_page },
	{ GET,  "/products/{id}/edit", ask_edit,     SIGNED_IN | PAGE_ONLY, &edit_page },
	{ 0 }
};

int main(void)
{
	return app_serve(routes);
}
