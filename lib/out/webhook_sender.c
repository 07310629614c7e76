#include "out/webhook_sender.h"


#include "base/id.h"
#include "db/db.h"
#include "job/job.h"
#include "base/moment.h"
#include "base/pool.h"
#include "base/text.h"
#include "outbox/consumer_loop.h"
#include "out/http_multi.h"
#include "out/signature.h"
#include "outbox/delivery.h"
#include "outbox/endpoint_claim.h"

#define BATCH 2000    /* events planned at a time */
#define ROUND_MS 1000
#define LOOK_MS 100   /* between two looks for endpoints that are due */
#define RENEW_MS 1000
#define DRIVE_MS 50
#define CLAIM_MS 1000  /* after which a claim is written down, though more of it could be sent */
#define END_MS 3000

struct slot {
	void *pool; /* NULL: free */
	struct endpoint_claim claim;
	size_t at; /* the delivery in hand */
	int64_t began;
	struct http_multi_transfer transfer;
	const char *headers[7];
};

static struct slot slots[WEBHOOK_SENDER_MAX];
static int64_t looked, renewed;

#define EACH_SLOT(p) (struct slot *p = slots; p < slots + WEBHOOK_SENDER_MAX; p++)

/* This process, as a holder of claims. */
static const char *holder(void)
{
	static char id[ID_SIZE];

	if (!*id)
		id_new(id);
	return id;
}

static size_t busy_slots(bool failing_only)
{
	size_t count = 0;

	for EACH_SLOT(slot)
		count += slot->pool && (!failing_only || slot->claim.attempt);
	return count;
}

static struct delivery_attempt *delivery_of(const struct slot *slot)
{
	return (struct delivery_attempt *)slot->claim.deliveries.rows + slot->at;
}

static const char *body_of(void *pool, const struct delivery_attempt *delivery)
{
	static const struct field ping_fields[] = {
		{ "subject",   FIELD_TEXT,   offsetof(struct event, subject),    SHOWN, NULL, 0 },
		{ "data",      FIELD_JSON,   offsetof(struct event, data),       SHOWN, NULL, 0 },
		{ "createdAt", FIELD_MOMENT, offsetof(struct event, created_at), SHOWN, NULL, 0 },
		{ 0 }
	};
	struct text body = text_in(pool);

	field_json(&body, delivery->event.position ? event_fields : ping_fields, &delivery->event);
	return body.bytes;
}

static const char *event_id(void *pool, const struct delivery_attempt *delivery)
{
	if (!delivery->event.position)
		return pool_print(pool, "Boxoffice-Event-Id: ping-%lld", (long long)delivery->n);
	return pool_print(pool, "Boxoffice-Event-Id: %lld", (long long)delivery->event.id);
}

/* A header of libcurl's own is left out by naming it without a value. */
static void write_headers(struct slot *slot, const struct delivery_attempt *delivery)
{
	const char *signature = signature_of(slot->pool, slot->claim.secret, slot->claim.old_secret, moment_seconds(), slot->transfer.body);
	const char **at = slot->headers;

	*at++ = "Content-Type: application/json";
	*at++ = "Expect:";
	*at++ = pool_print(slot->pool, "Boxoffice-Signature: %s", signature);
	*at++ = event_id(slot->pool, delivery);
	if (delivery->event.request_id)
		*at++ = pool_print(slot->pool, "X-Request-Id: %s", delivery->event.request_id);
	if (delivery->event.traceparent)
		*at++ = pool_print(slot->pool, "traceparent: %s", delivery->event.traceparent);
	*at = NULL;
}

static void send_delivery(struct slot *slot)
{
	const struct delivery_attempt *delivery = delivery_of(slot);

	slot->transfer.url = slot->claim.url;
	slot->transfer.body = body_of(slot->pool, delivery);
	slot->transfer.headers = slot->headers;
	write_headers(slot, delivery);
	http_multi_begin(&slot->transfer);
}

static void leave(struct slot *slot)
{
	http_multi_end(&slot->transfer);
	pool_close(slot->pool);
	*slot = (struct slot){ 0 };
}

static struct slot *free_slot(void)
{
	for EACH_SLOT(slot)
		if (!slot->pool)
			return slot;
	return NULL;
}

/* A claim's begin or end, as a transaction. */
struct step {
	void *pool;
	const char *id;
	struct endpoint_claim *claim;
	size_t tried;
};

static const struct outcome *begin_claim(void *argument)
{
	const struct step *step = argument;

	endpoint_claim_begin(step->pool, step->id, holder(), step->claim);
	return DONE;
}

static const struct outcome *end(void *argument)
{
	const struct step *step = argument;

	return endpoint_claim_end(step->pool, step->claim, holder(), step->tried) ? DONE : STALE;
}

/* The slot is taken only once the claim is: a fault on the way leaves it free. */
static void take_claim(void *pool, const char *id)
{
	struct slot *slot = free_slot();
	void *own = pool_open(pool);
	struct endpoint_claim claim = { 0 };

	if (!slot)
		return;
	db_transaction(begin_claim, &(struct step){ .pool = own, .id = id, .claim = &claim });
	if (!claim.deliveries.count)
		return;
	*slot = (struct slot){ .pool = pool_keep(own), .claim = claim, .began = moment_steady() };
	send_delivery(slot);
}

static void claim_due(void *pool, size_t max, bool failing)
{
	struct list due = { 0 };

	if (max)
		due = endpoint_claim_due(pool, (int64_t)max, failing);
	for (size_t i = 0; i < due.count; i++)
		take_claim(pool, ((const struct due *)due.rows)[i].id);
}

static void look(void *pool)
{
	size_t free_places, for_failing;

	if (moment_steady() - looked < LOOK_MS)
		return;
	looked = moment_steady();
	claim_due(pool, WEBHOOK_SENDER_MAX - busy_slots(false), false);
	free_places = WEBHOOK_SENDER_MAX - busy_slots(false);
	for_failing = WEBHOOK_SENDER_FAILING - busy_slots(true);
	claim_due(pool, for_failing < free_places ? for_failing : free_places, true);
}

/* The endpoints that are in hand, as a set. */
static const char *in_hand(void *pool)
{
	struct text ids = text_in(pool);

	for EACH_SLOT(slot)
		if (slot->pool)
			id_array_add(&ids, slot->claim.id);
	return id_array_end(&ids);
}

static void renew(void *pool)
{
	if (moment_steady() - renewed < RENEW_MS || !busy_slots(false))
		return;
	endpoint_claim_renew(in_hand(pool), holder());
	renewed = moment_steady();
}

static bool goes_on(const struct slot *slot)
{
	return endpoint_claim_succeeded(delivery_of(slot)->status) && slot->at + 1 < slot->claim.deliveries.count &&
	       moment_steady() - slot->began < CLAIM_MS && !job_stopping();
}

/* What has come of the delivery in hand; then the next one, or the end of the claim. How many were tried in a claim that ended. */
static int64_t conclude(void *pool, struct slot *slot)
{
	struct delivery_attempt *delivery = delivery_of(slot);
	size_t tried = slot->at + 1;

	delivery->status = slot->transfer.status;
	delivery->reason = slot->transfer.reason;
	if (goes_on(slot)) {
		slot->at++;
		send_delivery(slot);
		return 0;
	}
	db_transaction(end, &(struct step){ .pool = pool, .claim = &slot->claim, .tried = tried });
	leave(slot);
	looked = 0;
	return (int64_t)tried;
}

static int64_t conclude_all(void *pool)
{
	int64_t tried = 0;

	for EACH_SLOT(slot)
		if (slot->pool && slot->transfer.is_over)
			tried += conclude(pool, slot);
	return tried;
}

static const struct consumer planner = { .name = "webhooks", .start = FROM_FIRST_EVENT, .batch = BATCH, .plan = delivery_plan };

int64_t webhook_sender_round(void *pool)
{
	int64_t end = moment_steady() + ROUND_MS, tried = 0, planned = 0;

	do {
		renew(pool);
		planned += consumer_loop_round(pool, &planner);
		look(pool);
		http_multi_drive(DRIVE_MS);
		tried += conclude_all(pool);
	} while (busy_slots(false) && !job_stopping() && !((tried || planned) && moment_steady() > end));
	return tried > planned ? tried : planned;
}

static void abandon(void *pool)
{
	endpoint_claim_abandon(in_hand(pool), holder());
	for EACH_SLOT(slot)
		if (slot->pool)
			leave(slot);
}

void webhook_sender_end(void)
{
	int64_t end = moment_steady() + END_MS;
	void *pool = pool_open(NULL);

	while (busy_slots(false) && moment_steady() < end) {
		renew(pool);
		http_multi_drive(DRIVE_MS);
		conclude_all(pool);
	}
	abandon(pool);
	consumer_loop_end(&planner);
	http_multi_close();
	pool_close(pool);
}
