/* Webhooks, to which events are sent: /webhooks…, /api/webhooks…. In the API the operator has his own, by his token. */
#include "outbox/webhook.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/pool.h"
#include "out/public_address.h"
#include "outbox/delivery.h"
#include "gateway/serve.h"
#include "cgi-bin/outbox/webhook_page.h"
#include "http/input.h"
#include "http/session.h"
#include "serve/respond.h"

static struct webhook_owner owner(const struct request *request)
{
	return request->visitor.admin ? WEBHOOK_OPERATOR : WEBHOOK_USER(session_user(request));
}

static const char *read_url(struct request *request)
{
	const char *url = text_trim(pool_text(request->pool, input_raw(request, "url")));
	const char *problem = public_address_problem(url);

	if (problem)
		input_error(request, "url", problem);
	return url;
}

/* "on" or "off"; NULL where it is left out. */
static const char *read_state(struct request *request)
{
	const char *state = input_raw(request, "state");

	if (!json_object_get(request->input.body, "state"))
		return NULL;
	if (strcmp(state, "on") && strcmp(state, "off"))
		input_error(request, "state", "State must be on or off");
	return state;
}

static bool read_webhook(struct request *request, struct webhook_input *input)
{
	input->url = read_url(request);
	input->subjects = webhook_page_subjects(request);
	input->state = read_state(request);
	return !input_failed(request);
}

/* Answers 200 with the owner's webhooks, in order of creation. */
static const struct outcome *list_webhooks(struct request *request)
{
	struct list *webhooks = pool_alloc(request->pool, sizeof(*webhooks));

	*webhooks = webhook_list(request->pool, owner(request));
	respond_list(request, webhook_fields, sizeof(struct webhook), webhooks);
	respond_page(request, webhooks);
	return DONE;
}

/* Answers 201 with the secret, which the API doesn't show again; 400 with the broken rules, or if there are too many. */
static const struct outcome *create(struct request *request)
{
	struct webhook *webhook = pool_alloc(request->pool, sizeof(*webhook));
	struct webhook_input input;
	const struct outcome *result;

	if (!read_webhook(request, &input))
		return INVALID;
	result = webhook_create(request->pool, owner(request), &input, webhook);
	respond_show(request, webhook_secret_fields, webhook);
	respond_goes_to(request, "/webhooks/%s", webhook->id);
	return result;
}

/* DONE, NOT_FOUND; UNAUTHORIZED where it is somebody else's. */
static const struct outcome *load_own(struct request *request, struct webhook *webhook)
{
	return webhook_load(request->pool, request->match.id, owner(request), webhook);
}

/* Answers 200; 404; 401 to others than the owner. A page shows its deliveries too. */
static const struct outcome *show_one(struct request *request)
{
	struct webhook *webhook = pool_alloc(request->pool, sizeof(*webhook));
	const struct outcome *outcome = load_own(request, webhook);

	respond_show(request, webhook_fields, webhook);
	return outcome == DONE && !request->received.api ? webhook_page_load(request, webhook) : outcome;
}

static const struct outcome *change(struct request *request, const struct webhook_input *input)
{
	struct webhook *webhook = pool_alloc(request->pool, sizeof(*webhook));
	const struct outcome *result = webhook_update(request->pool, request->match.id, owner(request), input, webhook);

	respond_show(request, webhook_fields, webhook);
	respond_goes_to(request, "/webhooks/%s", request->match.id);
	return result;
}

/* Answers 200; 400 with the broken rules; 404; 401 to others than the owner. */
static const struct outcome *update(struct request *request)
{
	struct webhook_input input;

	return read_webhook(request, &input) ? change(request, &input) : INVALID;
}

/* Switches it on or off, by a button of its page. */
static const struct outcome *switch_state(struct request *request)
{
	struct webhook_input input = { .state = read_state(request) };

	return input_failed(request) ? INVALID : change(request, &input);
}

/* Answers 204; 404; 401 to others than the owner. */
static const struct outcome *delete_webhook(struct request *request)
{
	respond_goes_to(request, "/webhooks");
	return webhook_delete(request->pool, request->match.id, owner(request));
}

/* Answers 200 with the new secret; 404; 401 to others than the owner. */
static const struct outcome *rotate(struct request *request)
{
	struct webhook *webhook = pool_alloc(request->pool, sizeof(*webhook));
	const struct outcome *result = webhook_rotate(request->pool, request->match.id, owner(request), webhook);

	respond_show(request, webhook_secret_fields, webhook);
	respond_goes_to(request, "/webhooks/%s", request->match.id);
	return result;
}

static void show_delivery(struct request *request, const struct delivery *delivery)
{
	respond_show(request, delivery_fields, delivery);
	respond_goes_to(request, request->received.api ? "/webhooks/%s/deliveries" : "/webhooks/%s", request->match.id);
}

/* Answers 201 with the delivery, which will be sent soon; 404; 401 to others than the owner. */
static const struct outcome *ping(struct request *request)
{
	struct delivery *delivery = pool_alloc(request->pool, sizeof(*delivery));
	struct webhook webhook = { 0 };
	const struct outcome *result = load_own(request, &webhook);

	if (result == DONE)
		result = delivery_ping(request->pool, request->match.id, delivery);
	show_delivery(request, delivery);
	return result;
}

/* The number of a delivery; 0 where the text is none. */
static int64_t number_in(const char *text)
{
	char *end;
	long long number;

	errno = 0;
	number = strtoll(text, &end, 10);
	return errno || end == text || *end || number < 1 ? 0 : number;
}

/* Answers 201 with the new delivery; 404; 401 to others than the owner. */
static const struct outcome *replay(struct request *request)
{
	struct delivery *delivery = pool_alloc(request->pool, sizeof(*delivery));
	struct webhook webhook = { 0 };
	const struct outcome *result = load_own(request, &webhook);

	if (result == DONE)
		result = delivery_replay(request->pool, request->match.id, number_in(request->match.n), delivery);
	show_delivery(request, delivery);
	return result;
}

/* Answers 200 with an array, the newest first; 400 with the broken rules; 404; 401 to others than the owner. */
static const struct outcome *list_deliveries(struct request *request)
{
	int64_t limit = input_query_count(request, "limit", DELIVERY_LIST_MAX, DELIVERY_LIST_MAX, "Limit must be between 1 and 100");
	int64_t after = input_query_count(request, "after", INT64_MAX, 0, "After must be the number of a delivery");
	struct webhook webhook = { 0 };
	const struct outcome *result = load_own(request, &webhook);
	struct list deliveries;

	if (input_failed(request) || result != DONE)
		return result == DONE ? INVALID : result;
	deliveries = delivery_list(request->pool, request->match.id, after, limit);
	respond_list(request, delivery_fields, sizeof(struct delivery), &deliveries);
	if (deliveries.more)
		respond_next(request, "/webhooks/%s/deliveries?limit=%d&after=%lld", request->match.id, (int)limit,
		             (long long)((const struct delivery *)deliveries.rows)[deliveries.count - 1].n);
	return DONE;
}

static const char *const typed[] = { "url", NULL };
static const struct page_kind list_page = { "outbox/webhooks.tpl", "Webhooks", NULL, webhook_page_fill_list, 0 };
static const struct page_kind new_page = { "outbox/webhook_new.tpl", "Add a webhook", webhook_page_ask, webhook_page_fill_new, 0,
                                           .typed = typed };
static const struct page_kind one_page = { "outbox/webhook.tpl", "Webhook", show_one, webhook_page_fill_one, 0, .typed = typed };

static const struct route routes[] = {
	{ GET, "/webhooks", list_webhooks, SIGNED_IN | OR_ADMIN, &list_page },
	{ POST, "/webhooks", create, SIGNED_IN | OR_ADMIN | LASTS | CREATES, &new_page, "/webhooks/new?" },
	{ GET, "/webhooks/new", webhook_page_ask, SIGNED_IN | PAGE_ONLY, &new_page },
	{ GET, "/webhooks/{id}", show_one, SIGNED_IN | OR_ADMIN, &one_page },
	{ PUT, "/webhooks/{id}", update, SIGNED_IN | OR_ADMIN | API_ONLY, NULL },
	{ POST, "/webhooks/{id}", update, SIGNED_IN | PAGE_ONLY, &one_page, "/webhooks/{id}?" },
	{ DELETE, "/webhooks/{id}", delete_webhook, SIGNED_IN | OR_ADMIN | API_ONLY, NULL },
	{ POST, "/webhooks/{id}/delete", delete_webhook, SIGNED_IN | PAGE_ONLY, &one_page, "/webhooks/{id}" },
	{ POST, "/webhooks/{id}/state", switch_state, SIGNED_IN | PAGE_ONLY, &one_page, "/webhooks/{id}" },
	{ POST, "/webhooks/{id}/secret", rotate, SIGNED_IN | OR_ADMIN | CREATES, &one_page, "/webhooks/{id}" },
	{ POST, "/webhooks/{id}/ping", ping, SIGNED_IN | OR_ADMIN | SENDS | CREATES, &one_page, "/webhooks/{id}" },
	{ GET, "/webhooks/{id}/deliveries", list_deliveries, SIGNED_IN | OR_ADMIN | API_ONLY, NULL },
	{ POST, "/webhooks/{id}/deliveries/{n}/replay", replay, SIGNED_IN | OR_ADMIN | SENDS | CREATES, &one_page, "/webhooks/{id}" },
	{ 0 }
};

int main(void)
{
	return serve(routes);
}
