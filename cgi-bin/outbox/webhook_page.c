#include "cgi-bin/outbox/webhook_page.h"

#include <string.h>

#include "base/pool.h"
#include "db/area.h"
#include "outbox/delivery.h"
#include "outbox/webhook.h"
#include "http/input.h"
#include "serve/respond.h"
#include "page/view.h"

#define ON_A_PAGE 20

static const char NOT_SUBJECTS[] = "Subjects must be a list of names of events";

static bool is_in(const json_t *list, const char *name)
{
	for (size_t i = 0; i < json_array_size(list); i++)
		if (!strcmp(json_string_value(json_array_get(list, i)), name))
			return true;
	return false;
}

static bool all_are_subjects(const json_t *list)
{
	for (size_t i = 0; i < json_array_size(list); i++) {
		const char *name = json_string_value(json_array_get(list, i));

		if (!name || (strcmp(name, "*") && !area_subject_named(name)))
			return false;
	}
	return json_is_array(list);
}

/* The name of a subject's box: the subject with `_` in place of the colon. */
static const char *box_of(struct request *request, const char *subject)
{
	char *name = pool_text(request->pool, subject);

	*strchr(name, ':') = '_';
	return name;
}

static bool is_chosen(struct request *request, const char *subject)
{
	if (request->received.api)
		return is_in(json_object_get(request->input.body, "subjects"), subject);
	return *input_raw(request, box_of(request, subject));
}

const char *webhook_page_subjects(struct request *request)
{
	const json_t *list = json_object_get(request->input.body, "subjects");
	struct text chosen = text_in(request->pool);

	text_put(&chosen, "");
	if (request->received.api && !list)
		return NULL;
	if (request->received.api && !all_are_subjects(list)) {
		input_error(request, "subjects", NOT_SUBJECTS);
		return NULL;
	}
	if (request->received.api && is_in(list, "*"))
		return "";
	AREA_EACH (area_subject, subjects, subject)
		if (is_chosen(request, subject->name))
			text_print(&chosen, "%s%s", chosen.length ? "," : "", subject->name);
	return chosen.bytes;
}

/* A box by which a subject is chosen. */
struct box {
	const char *name, *subject;
	bool ticked;
};

/* What the page of a webhook is handed. The page of a new one has boxes alone. */
struct webhook_shown {
	const struct webhook *webhook;
	struct list boxes, deliveries;
	int64_t older; /* the next page begins behind this delivery; 0: there is none */
	bool repeats;  /* what was sent: then no secret stands beside it, since the length of a compressed page would tell who guesses at it */
};

static size_t count_subjects(void)
{
	size_t count = 0;

	AREA_EACH (area_subject, subjects, subject)
		count++;
	return count;
}

/* The form as it was sent: just now, or before its sender had to sign in (http/next.h). NULL: another form was sent, or none. */
static const json_t *form_sent(const struct request *request)
{
	const json_t *inputs = request->received.method == GET ? request->input.query : request->input.body;

	return json_object_get(inputs, "url") ? inputs : NULL;
}

/* The boxes. Where the form is shown again they are ticked as sent, else as stored: a JSON array of subjects, NULL for none. */
static struct list boxes_of(struct request *request, const char *stored)
{
	json_t *list = stored ? json_loads(stored, 0, NULL) : NULL;
	const json_t *sent = form_sent(request);
	struct box *boxes = pool_alloc(request->pool, count_subjects() * sizeof(*boxes));
	size_t count = 0;

	AREA_EACH (area_subject, subjects, subject) {
		const char *name = box_of(request, subject->name);

		boxes[count++] = (struct box){ .name = name, .subject = subject->name,
		                               .ticked = sent ? json_object_get(sent, name) != NULL : list && is_in(list, subject->name) };
	}
	return (struct list){ boxes, count };
}

static void fill_boxes(struct page *page, const struct list *list)
{
	const struct box *boxes = list->rows;

	for (size_t i = 0; i < list->count; i++) {
		struct page *box = page_section(page, "boxes");

		page_set(box, "name", boxes[i].name);
		page_set(box, "subject", boxes[i].subject);
		view_flag(box, "ticked", boxes[i].ticked);
	}
}

const struct outcome *webhook_page_ask(struct request *request)
{
	struct webhook_shown *shown = pool_alloc(request->pool, sizeof(*shown));

	shown->boxes = boxes_of(request, NULL);
	respond_page(request, shown);
	return DONE;
}

/* Where the form is shown again the address has no query, so the deliveries begin with the latest. */
const struct outcome *webhook_page_load(struct request *request, const struct webhook *webhook)
{
	struct webhook_shown *shown = pool_alloc(request->pool, sizeof(*shown));
	bool again = request->received.method != GET;
	int64_t after = again ? 0 : input_query_count(request, "after", INT64_MAX, 0, "After must be the number of a delivery");

	if (!again && input_failed(request))
		return NOT_FOUND;
	shown->webhook = webhook;
	shown->boxes = boxes_of(request, webhook->subjects);
	shown->repeats = form_sent(request) != NULL;
	shown->deliveries = delivery_list(request->pool, webhook->id, after, ON_A_PAGE);
	if (shown->deliveries.more)
		shown->older = ((const struct delivery *)shown->deliveries.rows)[ON_A_PAGE - 1].n;
	respond_page(request, shown);
	return DONE;
}

static const struct field moment_fields[] = {
	{ "at", FIELD_MOMENT, 0, 0, NULL, 0 },
	{ 0 }
};

static void fill_moment(struct page *page, const char *section, int64_t moment)
{
	if (moment)
		view_fill(page_section(page, section), moment_fields, &moment);
}

static void fill_state(struct page *page, const struct webhook *webhook)
{
	bool on = !strcmp(webhook->state, "on");

	view_flag(page, "is_on", on && !webhook->failing_at);
	view_flag(page, "is_failing", on && webhook->failing_at);
	view_flag(page, "is_off", !on);
	view_flag(page, "may_stop", on);
	view_flag(page, "by_owner", webhook->reason && !strcmp(webhook->reason, "owner"));
	view_flag(page, "by_failing", webhook->reason && !strcmp(webhook->reason, "failing"));
	view_flag(page, "by_gone", webhook->reason && !strcmp(webhook->reason, "gone"));
	fill_moment(page, "failing_since", webhook->failing_at);
	fill_moment(page, "next_try", webhook->retry_at);
	fill_moment(page, "last_delivered", webhook->delivered_at);
	view_flag(page, "never_delivered", !webhook->delivered_at);
	view_flag(page, "unproved", on && *webhook->user_id && !webhook->proved_at);
}

void webhook_page_fill_list(struct page *page, const void *shown)
{
	const struct list *list = shown;
	const struct webhook *webhooks = list->rows;

	for (size_t i = 0; i < list->count; i++) {
		struct page *row = page_section(page, "rows");

		page_set(row, "id", webhooks[i].id);
		page_set(row, "endpoint", webhooks[i].url);
		fill_state(row, &webhooks[i]);
	}
	view_flag(page, "none", !list->count);
	view_flag(page, "some", list->count > 0);
}

void webhook_page_fill_new(struct page *page, const void *thing)
{
	const struct webhook_shown *shown = thing;

	fill_boxes(page, &shown->boxes);
}

static const char *words_of(const char *reason)
{
	static const struct { const char *reason, *words; } table[] = {
		{ "timeout", "No answer within 10 seconds" }, { "dns", "The host's name is not known" },
		{ "private", "The address is private" },      { "unreachable", "No connection" },
		{ "tls", "No trusted TLS connection" },       { "broken", "The connection broke off" },
		{ "url", "The URL cannot be used" },            { "port", "The port is that of another service" },
	};

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		if (reason && !strcmp(table[i].reason, reason))
			return table[i].words;
	return "";
}

static void fill_delivery(struct page *page, const struct delivery *delivery)
{
	bool pending = !strcmp(delivery->state, "pending");

	view_fill(page, delivery_fields, delivery);
	page_set(page, "why", words_of(delivery->reason));
	view_flag(page, "is_delivered", !strcmp(delivery->state, "delivered"));
	view_flag(page, "is_failed", !strcmp(delivery->state, "failed"));
	view_flag(page, "is_waiting", pending && !delivery->attempts);
	view_flag(page, "is_retried", pending && delivery->attempts);
	view_flag(page, "was_answered", delivery->status != NULL);
	view_flag(page, "has_position", delivery->position != NULL);
	view_flag(page, "may_replay", !pending);
}

static void fill_deliveries(struct page *page, const struct webhook_shown *shown)
{
	const struct delivery *deliveries = shown->deliveries.rows;

	for (size_t i = 0; i < shown->deliveries.count; i++)
		fill_delivery(page_section(page, "deliveries"), &deliveries[i]);
	view_flag(page, "no_deliveries", !shown->deliveries.count);
	view_flag(page, "has_deliveries", shown->deliveries.count > 0);
	if (shown->older)
		view_number(page_section(page, "older"), "after", shown->older);
}

void webhook_page_fill_one(struct page *page, const void *thing)
{
	const struct webhook_shown *shown = thing;
	const struct webhook *webhook = shown->webhook;

	page_set(page, "endpoint", webhook->url);
	fill_state(page, webhook);
	fill_boxes(page, &shown->boxes);
	if (webhook->secret && !shown->repeats)
		page_set(page_section(page, "new_secret"), "secret", webhook->secret);
	fill_deliveries(page, shown);
}
