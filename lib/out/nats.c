#include "out/nats.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "outbox/settings.h"
#include "base/log.h"
#include "base/moment.h"
#include "base/pool.h"
#include "outbox/consumer_loop.h"
#include "out/jetstream.h"

#define BATCH 2000
#define AGAIN_MS 1000  /* between two tries to reach a server that is away */
#define SLICE_MS 1000  /* after which the claim on the consumer is renewed */
#define ANSWER_MS 5000 /* without any answer: the server is away */

/* Messages under way. The server's answers come in a thread of libnats; one that comes late tells of its id all the same. */
static struct flight {
	pthread_mutex_t lock;
	pthread_cond_t answered;
	int64_t ids[BATCH];
	enum { UNDER_WAY, STORED_THERE, NOT_STORED } states[BATCH];
	size_t count, answers;
	char problem[160]; /* the first that was answered */
} flight = { .lock = PTHREAD_MUTEX_INITIALIZER, .answered = PTHREAD_COND_INITIALIZER };

static struct jetstream server;
static bool away;          /* and the log says so */
static int64_t tried_last; /* when it was away */

static int64_t deliver(void *pool, const struct list *events);
static bool ready(void *pool);

static const struct consumer consumer = {
	.name = "nats", .start = FROM_FIRST_EVENT, .batch = BATCH, .ready = ready, .deliver = deliver
};

/* ---- away and back */

static void is_away(const char *problem)
{
	if (!away)
		log_say("error", "nats: %s; events wait", problem);
	away = true;
	tried_last = moment_steady();
	jetstream_close(&server);
}

static void is_back(void)
{
	if (away)
		log_say("info", "nats: takes events again");
	away = false;
}

/* ---- answers, in a thread of libnats */

/* They come in the order of the messages: what is looked for is mostly the first that is looked at. */
static void settle_publish(int64_t id, const jsPubAckErr *error)
{
	for (size_t n = 0; n < flight.count; n++) {
		size_t i = (flight.answers + n) % flight.count;

		if (flight.ids[i] != id || flight.states[i] != UNDER_WAY)
			continue;
		flight.states[i] = error ? NOT_STORED : STORED_THERE;
		flight.answers++;
		break;
	}
	if (error && !*flight.problem)
		snprintf(flight.problem, sizeof(flight.problem), "%s",
		         error->ErrText && *error->ErrText ? error->ErrText : natsStatus_GetText(error->Err));
}

static void on_answer(jsCtx *context, natsMsg *message, jsPubAck *stored, jsPubAckErr *error, void *nothing)
{
	const char *id = NULL;

	(void)context, (void)stored, (void)nothing;
	pthread_mutex_lock(&flight.lock);
	if (natsMsgHeader_Get(message, "Nats-Msg-Id", &id) == NATS_OK)
		settle_publish(strtoll(id, NULL, 10), error);
	if (flight.answers == flight.count)
		pthread_cond_signal(&flight.answered);
	pthread_mutex_unlock(&flight.lock);
	natsMsg_Destroy(message);
}

/* ---- messages */

static const char *subject_of(void *pool, const struct event *event)
{
	char *subject = pool_print(pool, "boxoffice.%s", event->subject);

	for (char *at = subject; *at; at++)
		if (*at == ':')
			*at = '.';
	return subject;
}

static natsStatus make_message(void *pool, const struct event *event, natsMsg **message)
{
	struct text body = text_in(pool);
	natsStatus status;

	field_json(&body, event_fields, event);
	status = natsMsg_Create(message, subject_of(pool, event), NULL, body.bytes, (int)body.length);
	if (status == NATS_OK && event->traceparent)
		status = natsMsgHeader_Set(*message, "traceparent", event->traceparent);
	if (status == NATS_OK && event->request_id)
		status = natsMsgHeader_Set(*message, "X-Request-Id", event->request_id);
	return status;
}

static natsStatus publish(void *pool, const struct event *event, const struct event *before)
{
	natsMsg *message = NULL;
	jsPubOptions options;
	sigset_t signals;
	natsStatus status = make_message(pool, event, &message);

	jsPubOptions_Init(&options);
	options.MsgId = pool_print(pool, "%" PRId64, event->id);
	options.ExpectLastMsgId = before ? pool_print(pool, "%" PRId64, before->id) : NULL;
	jetstream_mask(&signals);
	if (status == NATS_OK)
		status = js_PublishMsgAsync(server.context, &message, &options);
	jetstream_unmask(&signals);
	natsMsg_Destroy(message);
	return status;
}

static natsStatus publish_all(void *pool, const struct list *events)
{
	const struct event *event = events->rows;
	natsStatus status = NATS_OK;

	for (size_t i = 0; status == NATS_OK && i < events->count; i++)
		status = publish(pool, event + i, i ? event + i - 1 : NULL);
	return status;
}

/* ---- a batch */

static void take_off(const struct list *events)
{
	pthread_mutex_lock(&flight.lock);
	flight.count = events->count;
	flight.answers = 0;
	*flight.problem = '\0';
	for (size_t i = 0; i < events->count; i++) {
		flight.ids[i] = ((const struct event *)events->rows)[i].id;
		flight.states[i] = UNDER_WAY;
	}
	pthread_mutex_unlock(&flight.lock);
}

/* Ends with the last answer, or with a slice of time. How many answers there are. */
static size_t wait_a_slice(void)
{
	int64_t end_ms = moment_steady() + SLICE_MS;
	struct timespec end = { .tv_sec = end_ms / 1000, .tv_nsec = end_ms % 1000 * 1000000 };
	size_t answers;

	pthread_mutex_lock(&flight.lock);
	while (flight.answers < flight.count && jetstream_is_open(&server))
		if (pthread_cond_clockwait(&flight.answered, &flight.lock, CLOCK_MONOTONIC, &end))
			break;
	answers = flight.answers;
	pthread_mutex_unlock(&flight.lock);
	return answers;
}

static void wait_for_answers(size_t count)
{
	size_t answers = 0, known;
	int64_t since = moment_steady();

	do {
		known = answers;
		answers = wait_a_slice();
		if (answers > known)
			since = moment_steady();
	} while (answers < count && jetstream_is_open(&server) && moment_steady() < since + ANSWER_MS && consumer_loop_keep(&consumer));
}

/* How many are stored, from the first on; and what was wrong with the others. */
static int64_t land(char problem[160])
{
	size_t stored = 0;

	pthread_mutex_lock(&flight.lock);
	while (stored < flight.count && flight.states[stored] == STORED_THERE)
		stored++;
	flight.count = 0;
	snprintf(problem, 160, "%s", *flight.problem ? flight.problem : "no answer");
	pthread_mutex_unlock(&flight.lock);
	return (int64_t)stored;
}

/* What is left under way must not meet what comes next: the connection ends with it. */
static int64_t deliver(void *pool, const struct list *events)
{
	char problem[160];
	natsStatus status;
	int64_t stored;

	take_off(events);
	status = publish_all(pool, events);
	if (status == NATS_OK)
		wait_for_answers(events->count);
	stored = land(problem);
	if (stored == (int64_t)events->count)
		is_back();
	else if (stored)
		jetstream_close(&server);
	else
		is_away(status == NATS_OK ? problem : natsStatus_GetText(status));
	return stored;
}

/* ---- connection */

static const char *connect_again(void *pool)
{
	const char *problem;
	jsOptions options;

	jetstream_close(&server);
	jsOptions_Init(&options);
	options.PublishAsync.AckHandler = on_answer;
	options.PublishAsync.MaxPending = 2 * BATCH; /* what is under way is bounded by the batch: it never waits */
	problem = jetstream_open(&server, "boxoffice relay", &options);
	if (!problem && !consumer_loop_keep(&consumer))
		problem = "another process goes on";
	return problem ? problem : jetstream_prepare(pool, &server);
}

/* A batch that a fault broke off is still on its count: nothing of it is wanted any more. */
static bool ready(void *pool)
{
	const char *problem;

	if (!flight.count && jetstream_is_open(&server))
		return true;
	if (away && moment_steady() < tried_last + AGAIN_MS)
		return false;
	problem = connect_again(pool);
	if (problem)
		is_away(problem);
	return !problem;
}

bool nats_wanted(void)
{
	return *outbox_settings.nats_url != '\0';
}

int64_t nats_round(void *pool)
{
	return consumer_loop_round(pool, &consumer);
}

void nats_end(void)
{
	jetstream_end(&server);
	consumer_loop_end(&consumer);
}
