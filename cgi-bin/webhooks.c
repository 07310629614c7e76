/* Where a user wants events sent to: /webhooks…, /api/webhooks…; in the API the operator's too, by token. */
#include "shop/webhook.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/pool.h"
#include "out/address.h"
#include "shop/delivery.h"
#include "web/app.h"
#include "web/hooks.h"
#include "web/input.h"
#include "web/respond.h"

static const char *owner(const struct request *request)
{
	return request->admin ? NULL : request->session.id;
}

static const char *read_url(struct request *request)
{
	const char *url = text_trim(pool_text(request->pool, input_raw(request, "url")));
	const char *problem = address_problem(url);

	if (problem)
		input_error(request, "url", problem);
	return url;
}

/* NULL leaves it as it is. */
static const char *read_state(struct request *request)
{
	const char *state = input_raw(request, "state");

	if (!json_object_get(request->input, "state"))
		return NULL;
	if (strcmp(state, "on") && strcmp(state, "off"))
		input_error(request, "state", "State must be on or off");
	return state;
}

static bool read_webhook(struct request *request, struct webhook_input *input)
{
	input->url = read_url(request);
	input->subjects = hooks_subjects(request);
	input->state = read_state(request);
	return !input_failed(request);
}

/* 200, the owner's, in order of creation. */
static enum result list(struct request *request)
{
	struct list webhooks = webhook_list(request->pool, owner(request));

	show_list(request, "all_webhooks", webhook_fields, sizeof(struct webhook), &webhooks);
	return DONE;
}

/* 201 with the secret, which is not shown again; 400 with the broken rules, or too many. */
static enum result create(struct request *request)
{
	struct webhook *webhook = pool_alloc(request->pool, sizeof(*webhook));
	struct webhook_input input;
	enum result result;

	if (!read_webhook(request, &input))
		return INVALID;
	result = webhook_create(request->pool, owner(request), &input, webhook);
	show(request, webhook_secret_fields, webhook);
	goes_to(request, "/webhooks/%s", webhook->id);
	return result;
}

/* 200; 404; 401 somebody else's. */
static enum result show_one(struct request *request)
{
	struct webhook *webhook = pool_alloc(request->pool, sizeof(*webhook));
	enum result result = webhook_load(request->pool, request->id, owner(request), webhook);

	show(request, webhook_fields, webhook);
	return result;
}

static enum result change(struct request *request, const struct webhook_input *input)
{
	struct webhook *webhook = pool_alloc(request->pool, sizeof(*webhook));
	enum result result = webhook_update(request->pool, request->id, owner(request), input, webhook);

	show(request, webhook_fields, webhook);
	goes_to(request, "/webhooks/%s", request->id);
	return result;
}

/* 200; 400 with the broken rules; 404; 401 somebody else's. */
static enum result update(struct request *request)
{
	struct webhook_input input;

	return read_webhook(request, &input) ? change(request, &input) : INVALID;
}

/* On or off, by a button. */
static enum result turn(struct request *request)
{
	struct webhook_input input = { .state = read_state(request) };

	return input_failed(request) ? INVALID : change(request, &input);
}

/* 204; 404; 401 somebody else's. */
static enum result drop(struct request *request)
{
	goes_to(request, "/webhooks");
	return webhook_delete(request->pool, request->id, owner(request));
}

/* 200 with the new secret; 404; 401 somebody else's. */
static enum result rotate(struct request *request)
{
	struct webhook *webhook = pool_alloc(request->pool, sizeof(*webhook));
	enum result result = webhook_rotate(request->pool, request->id, owner(request), webhook);

	show(request, webhook_secret_fields, webhook);
	goes_to(request, "/webhooks/%s", request->id);
	return result;
}

static void show_delivery(struct request *request, const struct delivery *delivery)
{
	show(request, delivery_fields, delivery);
	goes_to(request, request->api ? "/webhooks/%s/deliveries" : "/webhooks/%s", request->id);
}

/* 201 the delivery, which is on its way; 404; 401 somebody else's. */
static enum result ping(struct request *request)
{
	struct delivery *delivery = pool_alloc(request->pool, sizeof(*delivery));
	enum result result = show_one(request);

	if (result == DONE)
		result = delivery_ping(request->pool, request->id, delivery);
	show_delivery(request, delivery);
	return result;
}

/* A delivery's number; 0 for what can't be one. */
static int64_t number_in(const char *text)
{
	char *end;
	long long number;

	errno = 0;
	number = strtoll(text, &end, 10);
	return errno || end == text || *end || number < 1 ? 0 : number;
}

/* 201 the new delivery; 404; 401 somebody else's. */
static enum result replay(struct request *request)
{
	struct delivery *delivery = pool_alloc(request->pool, sizeof(*delivery));
	enum result result = show_one(request);

	if (result == DONE)
		result = delivery_replay(request->pool, request->id, number_in(request->n), delivery);
	show_delivery(request, delivery);
	return result;
}

/* 200, the newest first; 404; 401 somebody else's. */
static enum result list_deliveries(struct request *request)
{
	int64_t limit = asked_count(request, "limit", DELIVERY_LIST_MOST, DELIVERY_LIST_MOST, "Limit must be between 1 and 100");
	int64_t after = asked_count(request, "after", INT64_MAX, 0, "After must be the number of a delivery");
	enum result result = show_one(request);
	struct list deliveries;

	if (input_failed(request) || result != DONE)
		return result == DONE ? INVALID : result;
	deliveries = delivery_list(request->pool, request->id, after, limit);
	show_list(request, "deliveries", delivery_fields, sizeof(struct delivery), &deliveries);
	if (deliveries.count == (size_t)limit)
		continues_at(request, "/webhooks/%s/deliveries?limit=%d&after=%lld", request->id, (int)limit,
		             (long long)((const struct delivery *)deliveries.rows)[limit - 1].n);
	return DONE;
}

static enum result ask_new(struct request *request)
{
	(void)request;
	return DONE;
}

static const struct page_kind list_page = { "webhooks.tpl", "Webhooks", NULL, hooks_dress_list, false };
static const struct page_kind new_page = { "webhook_new.tpl", "Add a webhook", NULL, hooks_dress_new, false };
static const struct page_kind one_page = { "webhook.tpl", "Webhook", show_one, hooks_dress_one, false };

static const struct route routes[] = {
	{ GET,    "/webhooks",                            list,            SIGNED_IN | OR_ADMIN, &list_page },
	{ POST,   "/webhooks",                            create,          SIGNED_IN | OR_ADMIN | CREATES, &new_page },
	{ GET,    "/webhooks/new",                        ask_new,         SIGNED_IN | PAGE_ONLY, &new_page },
	{ GET,    "/webhooks/{id}",                       show_one,        SIGNED_IN | OR_ADMIN, &one_page },
	{ PUT,    "/webhooks/{id}",                       update,          SIGNED_IN | OR_ADMIN | API_ONLY, NULL },
	{ POST,   "/webhooks/{id}",                       update,          SIGNED_IN | PAGE_ONLY, &one_page },
	{ DELETE, "/webhooks/{id}",                       drop,            SIGNED_IN | OR_ADMIN | API_ONLY, NULL },
	{ POST,   "/webhooks/{id}/delete",                drop,            SIGNED_IN | PAGE_ONLY, NULL },
	{ POST,   "/webhooks/{id}/state",                 turn,            SIGNED_IN | PAGE_ONLY, &one_page },
	{ POST,   "/webhooks/{id}/secret",                rotate,          SIGNED_IN | OR_ADMIN | CREATES, NULL },
	{ POST,   "/webhooks/{id}/ping",                  ping,            SIGNED_IN | OR_ADMIN | CREATES, NULL },
	{ GET,    "/webhooks/{id}/deliveries",            list_deliveries, SIGNED_IN | OR_ADMIN | API_ONLY, NULL },
	{ POST,   "/webhooks/{id}/deliveries/{n}/replay", replay,          SIGNED_IN | OR_ADMIN | CREATES, NULL },
	{ 0 }
};

int main(void)
{
	return app_serve(routes);
}
