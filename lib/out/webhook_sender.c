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
#define TURN_MS 1000  /* after which a turn is written down, though more of it could be sent */
#define END_MS 3000

struct place {
	void *pool; /* NULL: free */
	struct endpoint_claim turn;
	size_t at; /* the errand in hand */
	int64_t began;
	struct push push;
	const char *headers[7];
};

static struct place places[COURIER_MAX];
static int64_t looked, renewed;

#define EACH_PLACE(p) (struct place *p = places; p < places + COURIER_MAX; p++)

/* This process, as a holder of turns. */
static const char *holder(void)
{
	static char id[ID_SIZE];

	if (!*id)
		id_new(id);
	return id;
}

static size_t busy_places(bool failing_only)
{
	size_t count = 0;

	for EACH_PLACE(place)
		count += place->pool && (!failing_only || place->turn.attempt);
	return count;
}

static struct delivery_attempt *errand_of(const struct place *place)
{
	return (struct delivery_attempt *)place->turn.errands.rows + place->at;
}

static const char *body_of(void *pool, const struct delivery_attempt *errand)
{
	static const struct field ping_fields[] = {
		{ "subject",   FIELD_TEXT,   offsetof(struct event, subject),    SHOWN, NULL, 0 },
		{ "data",      FIELD_JSON,   offsetof(struct event, data),       SHOWN, NULL, 0 },
		{ "createdAt", FIELD_MOMENT, offsetof(struct event, created_at), SHOWN, NULL, 0 },
		{ 0 }
	};
	struct text body = text_in(pool);

	field_json(&body, errand->event.position ? event_fields : ping_fields, &errand->event);
	return body.bytes;
}

static const char *event_id(void *pool, const struct delivery_attempt *errand)
{
	if (!errand->event.position)
		return pool_print(pool, "Boxoffice-Event-Id: ping-%lld", (long long)errand->n);
	return pool_print(pool, "Boxoffice-Event-Id: %lld", (long long)errand->event.id);
}

/* A header of libcurl's own is left out by naming it without a value. */
static void write_headers(struct place *place, const struct delivery_attempt *errand)
{
	const char *signature = signature_of(place->pool, place->turn.secret, place->turn.old_secret, moment_seconds(), place->push.body);
	const char **at = place->headers;

	*at++ = "Content-Type: application/json";
	*at++ = "Expect:";
	*at++ = pool_print(place->pool, "Boxoffice-Signature: %s", signature);
	*at++ = event_id(place->pool, errand);
	if (errand->event.request_id)
		*at++ = pool_print(place->pool, "X-Request-Id: %s", errand->event.request_id);
	if (errand->event.traceparent)
		*at++ = pool_print(place->pool, "traceparent: %s", errand->event.traceparent);
	*at = NULL;
}

static void send_errand(struct place *place)
{
	const struct delivery_attempt *errand = errand_of(place);

	place->push.url = place->turn.url;
	place->push.body = body_of(place->pool, errand);
	place->push.headers = place->headers;
	write_headers(place, errand);
	http_multi_begin(&place->push);
}

static void leave(struct place *place)
{
	http_multi_end(&place->push);
	pool_close(place->pool);
	*place = (struct place){ 0 };
}

static struct place *free_place(void)
{
	for EACH_PLACE(place)
		if (!place->pool)
			return place;
	return NULL;
}

/* A turn's begin or end, as a transaction. */
struct step {
	void *pool;
	const char *id;
	struct endpoint_claim *turn;
	size_t tried;
};

static const struct outcome *begin_turn(void *argument)
{
	const struct step *step = argument;

	endpoint_claim_begin(step->pool, step->id, holder(), step->turn);
	return DONE;
}

static const struct outcome *end(void *argument)
{
	const struct step *step = argument;

	return endpoint_claim_end(step->pool, step->turn, holder(), step->tried) ? DONE : STALE;
}

/* The place is taken only once the turn is: a fault on the way leaves it free. */
static void take_turn(void *pool, const char *id)
{
	struct place *place = free_place();
	void *own = pool_open(pool);
	struct endpoint_claim turn = { 0 };

	if (!place)
		return;
	db_transaction(begin_turn, &(struct step){ .pool = own, .id = id, .turn = &turn });
	if (!turn.errands.count)
		return;
	*place = (struct place){ .pool = pool_keep(own), .turn = turn, .began = moment_steady() };
	send_errand(place);
}

static void take_turns(void *pool, size_t max, bool failing)
{
	struct list due = { 0 };

	if (max)
		due = endpoint_claim_due(pool, (int64_t)max, failing);
	for (size_t i = 0; i < due.count; i++)
		take_turn(pool, ((const struct due *)due.rows)[i].id);
}

static void look(void *pool)
{
	size_t free_places, for_failing;

	if (moment_steady() - looked < LOOK_MS)
		return;
	looked = moment_steady();
	take_turns(pool, COURIER_MAX - busy_places(false), false);
	free_places = COURIER_MAX - busy_places(false);
	for_failing = COURIER_FAILING - busy_places(true);
	take_turns(pool, for_failing < free_places ? for_failing : free_places, true);
}

/* The endpoints that are in hand, as a set. */
static const char *in_hand(void *pool)
{
	struct text ids = text_in(pool);

	for EACH_PLACE(place)
		if (place->pool)
			id_array_add(&ids, place->turn.id);
	return id_array_end(&ids);
}

static void renew(void *pool)
{
	if (moment_steady() - renewed < RENEW_MS || !busy_places(false))
		return;
	endpoint_claim_renew(in_hand(pool), holder());
	renewed = moment_steady();
}

static bool goes_on(const struct place *place)
{
	return endpoint_claim_succeeded(errand_of(place)->status) && place->at + 1 < place->turn.errands.count &&
	       moment_steady() - place->began < TURN_MS && !job_stopping();
}

/* What has come of the errand in hand; then the next one, or the end of the turn. How many were tried in a turn that ended. */
static int64_t conclude(void *pool, struct place *place)
{
	struct delivery_attempt *errand = errand_of(place);
	size_t tried = place->at + 1;

	errand->status = place->push.status;
	errand->reason = place->push.reason;
	if (goes_on(place)) {
		place->at++;
		send_errand(place);
		return 0;
	}
	db_transaction(end, &(struct step){ .pool = pool, .turn = &place->turn, .tried = tried });
	leave(place);
	looked = 0;
	return (int64_t)tried;
}

static int64_t conclude_all(void *pool)
{
	int64_t tried = 0;

	for EACH_PLACE(place)
		if (place->pool && place->push.is_over)
			tried += conclude(pool, place);
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
	} while (busy_places(false) && !job_stopping() && !((tried || planned) && moment_steady() > end));
	return tried > planned ? tried : planned;
}

static void abandon(void *pool)
{
	endpoint_claim_abandon(in_hand(pool), holder());
	for EACH_PLACE(place)
		if (place->pool)
			leave(place);
}

void webhook_sender_end(void)
{
	int64_t end = moment_steady() + END_MS;
	void *pool = pool_open(NULL);

	while (busy_places(false) && moment_steady() < end) {
		renew(pool);
		http_multi_drive(DRIVE_MS);
		conclude_all(pool);
	}
	abandon(pool);
	consumer_loop_end(&planner);
	http_multi_close();
	pool_close(pool);
}
