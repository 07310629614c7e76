#include "serve/serve_request.h"

#include <string.h>

#include "base/fault.h"
#include "base/log.h"
#include "base/moment.h"
#include "base/pool.h"
#include "db/db.h"
#include "serve/cache.h"
#include "serve/counters.h"
#include "serve/dispatch.h"
#include "serve/keyed.h"
#include "serve/respond.h"

#define MAX_TRIES 5     /* after deadlocks and lost connections */
#define MAX_REFUSALS 20 /* each means that something has changed meanwhile: a price was edited, a ticket sold */

/* ---- faults */

static const struct outcome *result_of(const struct recovery *caught)
{
	return caught->kind == FAULT_AWAY || caught->kind == FAULT_AGAIN ? AWAY : caught->kind == FAULT_REFUSED ? REFUSED : BROKEN;
}

/* Answers a fault. The reply must not need what has just failed: if no page can be made, it is plain text. */
static void respond_fault(struct request *request, const struct outcome *result)
{
	struct recovery here;

	if (fault_caught(&here)) {
		respond_reset(request);
		respond_text(request, result, "text/plain; charset=utf-8", result->message);
		return;
	}
	respond_reset(request);
	respond(request, result);
	fault_disarm(&here);
}

void serve_request_fail(struct request *request, const struct recovery *caught)
{
	memcpy(request->run.fault, caught->message, sizeof(request->run.fault));
	respond_fault(request, result_of(caught));
}

/* ---- from the request to its handler */

static void find_handler(struct request *request, const struct route *routes)
{
	struct recovery here;
	const struct outcome *result;

	if (fault_caught(&here)) {
		serve_request_fail(request, &here);
		return;
	}
	pool_for_json(request->pool);
	respond_reset(request);
	result = dispatch_find(request, routes);
	if (result != DONE)
		respond(request, result);
	fault_disarm(&here);
}

struct request *serve_request_begin(const struct gateway *gateway, const struct route *routes)
{
	void *pool = pool_open(NULL);
	struct request *request = pool_alloc(pool, sizeof(*request));

	request->pool = pool;
	request_read(request, gateway);
	find_handler(request, routes);
	pool_for_json(NULL); /* others may come before this one is answered, or end later */
	return request;
}

/* ---- its handler */

static const struct outcome *handle(void *argument)
{
	struct request *request = argument;

	respond_reset(request);
	return respond_prepare(request, request->match.route->handle(request));
}

static const struct outcome *handle_reading(void *argument)
{
	cache_begin(argument);
	return handle(argument);
}

/* From now on JSON is built in this request's pool, and events and log lines carry this request's id and trace. */
static void set_current(struct request *request)
{
	pool_for_json(request->pool);
	log_origin_set(request->received.request_id, request->received.trace.parent);
}

/* Runs the handler of a BATCHED route: request->run.batch then has what is to be committed before the outcome may be told. */
static const struct outcome *prepare(struct request *request)
{
	const struct outcome *outcome;

	set_current(request);
	if (!request->run.batch)
		request->run.batch = batch_new(request->pool);
	outcome = db_reading(handle, request);
	if (!outcome_is_success(outcome))
		batch_clear(request->run.batch);
	return request->input.key ? keyed_prepare(request, outcome) : outcome;
}

/* Where the batch is refused, others were quicker, or the key has an answer by now. */
static const struct outcome *run_batched(struct request *request)
{
	const struct outcome *outcome;
	int tries = 0, refusals = 0;

	while (tries < MAX_TRIES && refusals < MAX_REFUSALS) {
		enum batch_outcome committed = BATCH_DONE;

		outcome = prepare(request);
		if (batch_size(request->run.batch))
			committed = batch_commit(&request->run.batch, 1);
		if (committed == BATCH_DONE || (committed == BATCH_REFUSED && request->input.key && keyed_was_answered(request, &outcome)))
			return outcome;
		if (committed == BATCH_AGAIN)
			db_pause(tries++);
		else
			refusals++;
	}
	fault(FAULT_AWAY, "gave up after %d tries and %d refusals", tries, refusals);
}

/* Runs the handler as its route says. */
static const struct outcome *run_handler(struct request *request)
{
	unsigned flags = request->match.route->flags;

	set_current(request);
	if (flags & OWN_TRANSACTIONS)
		return request->input.key ? keyed_outside(request, handle) : handle(request);
	if (request->received.method == GET)
		return (flags & SNAPSHOT ? db_snapshot : db_reading)(handle_reading, request);
	if (flags & BATCHED)
		return run_batched(request);
	return request->input.key ? keyed_transaction(request, handle) : db_transaction(handle, request);
}

/* ---- its answer */

/* Answers by the outcome of the handler; NULL: the handler hasn't run yet. */
static void answer(struct request *request, const struct outcome *outcome)
{
	struct recovery here;

	if (fault_caught(&here)) {
		serve_request_fail(request, &here);
		return;
	}
	pool_for_json(request->pool);
	respond(request, outcome ? outcome : run_handler(request));
	if (request->match.route->flags & CACHEABLE)
		cache_keep(request);
	fault_disarm(&here);
}

void serve_request_answer(struct request *request)
{
	if (!request->reply.status)
		answer(request, NULL);
}

bool serve_request_may_share_commit(const struct request *request)
{
	return !request->reply.status && (request->match.route->flags & GROUP_COMMIT);
}

bool serve_request_may_wait(const struct request *request)
{
	return !request->reply.status && (request->match.route->flags & (OWN_TRANSACTIONS | WAITS));
}

const struct outcome *serve_request_prepare(struct request *request)
{
	struct recovery here;
	const struct outcome *outcome;

	if (fault_caught(&here)) {
		serve_request_fail(request, &here);
		return NULL;
	}
	outcome = prepare(request);
	fault_disarm(&here);
	if (batch_size(request->run.batch))
		return outcome;
	answer(request, outcome);
	return NULL;
}

void serve_request_committed(struct request *request, const struct outcome *outcome)
{
	answer(request, outcome);
}

/* ---- the log */

static void put_word(struct text *line, const char *name, const char *word)
{
	text_put(line, name);
	text_put(line, word);
}

static void put_number(struct text *line, const char *name, int64_t number)
{
	text_put(line, name);
	text_int(line, number);
}

static void put_milliseconds(struct text *line, int64_t microseconds)
{
	int64_t rest = microseconds % 1000;
	const char fraction[] = { '.', (char)('0' + rest / 100), (char)('0' + rest / 10 % 10), (char)('0' + rest % 10) };

	put_number(line, " ms=", microseconds / 1000);
	text_add(line, fraction, sizeof(fraction));
}

/* Whoever fails to prove who he is is named by his address, so that an operator, or a program such as fail2ban, can shut him out. */
static bool tells_address(const struct request *request)
{
	return request->run.attempt || (request->received.authorization && request->reply.status == 401);
}

/* One line for each request. It names the route and not its URL, since that may contain anything, secrets too. */
static void log_request(const struct request *request, int64_t microseconds)
{
	struct text line = text_in(request->pool);
	int status = request->reply.status;

	text_reserve(&line, 512);
	put_word(&line, "request=", request->received.request_id);
	put_word(&line, " trace=", request->received.trace.id);
	put_word(&line, " span=", request->received.trace.span);
	put_word(&line, " method=", request_method_name(request->received.method));
	text_put(&line, " route=");
	text_log(&line, request->match.route ? request->match.route->path : "-");
	put_number(&line, " api=", request->received.api);
	put_number(&line, " status=", status);
	put_number(&line, " bytes=", (int64_t)request->reply.body.length);
	put_milliseconds(&line, microseconds);
	if (request->visitor.signed_in)
		put_word(&line, " user=", request->visitor.session.id);
	if (status >= 400 && tells_address(request)) {
		text_put(&line, " address=");
		text_log(&line, request->received.address);
	}
	if (*request->run.fault || (status >= 400 && request->input.error_count)) {
		text_put(&line, " message=");
		text_log(&line, *request->run.fault ? request->run.fault : request->input.errors[0].message);
	}
	log_line(status >= 500 ? "error" : "info", &line);
}

static void count_request(const struct request *request, int64_t microseconds)
{
	struct text route = text_in(request->pool);

	if (request->received.api && request->match.route)
		text_put(&route, "/api");
	text_put(&route, request->match.route ? request->match.route->path : "-");
	counters_add(route.bytes, request_method_name(request->received.method), request->reply.status, microseconds);
}

static void tell(const struct request *request)
{
	int64_t microseconds = moment_ticks() - request->began;

	log_request(request, microseconds);
	count_request(request, microseconds);
}

void serve_request_end(struct request *request)
{
	respond_send(request);
	tell(request);
	pool_for_json(NULL);
	pool_close(request->pool);
}
